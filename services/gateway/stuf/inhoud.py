"""Knows what the message in an envelope says of itself: its kind, version, parties and identification; or its fault."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from lxml import etree

from services.gateway.ggk.oordeel import Berichtkop
from services.shared.desk.reading import DeskReader, Kind, NotOurs, Readable, Unreadable
from services.shared.platform import xml
from services.shared.platform.xml import Fault
from services.shared.standard.messages.jw302 import JW302, read_jw302
from services.shared.standard.messages.jw303 import JW303
from services.shared.standard.messages.jw323 import JW323


@dataclass(frozen=True, slots=True)
class Gezien:
    """A payload that was looked at. ``jw302`` when it is one; ``retourcodes`` are all codes in it, each once."""

    kop: Berichtkop
    jw302: JW302 | None = None
    retourcodes: tuple[str, ...] = ()


def bekijk(data: bytes, reader: DeskReader) -> Gezien:
    """Look at a payload; every fault is a value."""
    read = reader.read(data)
    match read:
        case Unreadable(fault, kind, named):
            name = kind.name if kind else None
            return Gezien(Berichtkop(name, None, None, named.gemeente, named.aanbieder, None, _bezwaar(fault)))
        case Readable(kind, JW323(header=header)):
            return Gezien(
                Berichtkop(kind.name, header.bericht_versie, header.bericht_subversie, header.ontvanger,
                           header.afzender, header.identificatie, None)
            )  # fmt: skip
        case Readable(kind, JW303(header=header)):
            versie, subversie = kind.release.split(".")
            return Gezien(
                Berichtkop(kind.name, versie, subversie, header.gemeente, header.aanbieder,
                           header.declarant_factuur_nummer, None)
            )  # fmt: skip
        case Readable(kind) | NotOurs(kind):
            return _anders(kind, data)
        case _:
            assert_never(read)


def _anders(kind: Kind, data: bytes) -> Gezien:
    """A valid message that nobody here judges; of these only JW302 is expected."""
    versie, subversie = kind.release.split(".")
    if kind != Kind("JW302", "3.2"):
        return Gezien(Berichtkop(kind.name, versie, subversie, None, None, None, None))
    root = xml.parse(data)
    assert isinstance(root, etree._Element)
    answer = read_jw302(root)
    codes = dict.fromkeys((*answer.header, *(code for codes in (answer.classes or {}).values() for code in codes)))
    kop = Berichtkop(kind.name, versie, subversie, answer.afzender, answer.ontvanger, answer.identificatie, None)
    return Gezien(kop, answer, tuple(codes))


def _bezwaar(fault: Fault) -> str:
    line = f" Regel {fault.line}." if fault.line else ""
    path = f" Plaats: {fault.path}." if fault.path else ""
    return f"{fault.reason}{line}{path}"
