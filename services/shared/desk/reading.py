"""Reads a delivery: which message is it, does it follow its schema, and what does it say (levels 1 of the standard)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from services.shared.platform import xml
from services.shared.platform.ordinary.records import NotOrdinary, Recogniser
from services.shared.platform.ordinary.values import Unusual
from services.shared.platform.xml import Fault
from services.shared.platform.xml_pieces import PIECE_BYTES, Pieces, pieces
from services.shared.platform.xml_schema import Schema
from services.shared.standard.messages.jw301 import JW301, read_jw301
from services.shared.standard.messages.jw303 import JW303, read_jw303
from services.shared.standard.messages.jw315 import JW315, read_jw315
from services.shared.standard.messages.jw323 import COLUMNS, JW323, PATH, Client, Reader, read_jw323

_NAMESPACE = re.compile(r"\{http://www\.istandaarden\.nl/ijw/(\d)_(\d)/(jw\d{3})/schema\}Bericht")
_PARTY = re.compile(rb"<(?:[\w.-]+:)?(Afzender|Ontvanger|Gemeente|Aanbieder)>([0-9]{4}|[0-9]{8})</")
_HEAD_BYTES = 8192


@dataclass(frozen=True, slots=True)
class Kind:
    """A message type in a release: JW323 in 3.2."""

    name: str
    release: str


@dataclass(frozen=True, slots=True)
class Parties:
    """Who the header names, as far as it can be read: a gemeentecode and an AGB-code."""

    gemeente: str | None
    aanbieder: str | None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """No message that can be judged: the answer is a Fo01. ``kind`` when it can still be told."""

    fault: Fault
    kind: Kind | None
    parties: Parties


@dataclass(frozen=True, slots=True)
class NotOurs:
    """A valid message of a type that nobody here judges."""

    kind: Kind


@dataclass(frozen=True, slots=True)
class Readable:
    """A message that follows its schema; ``root`` is its tree where the answer repeats parts of it."""

    kind: Kind
    message: JW301 | JW303 | JW315 | JW323
    root: etree._Element | None = None


Read = Readable | NotOurs | Unreadable


class DeskReader:
    """Reads deliveries with the schemas of one folder (``ijw/3.2/JW323.xsd``); each loaded when needed."""

    def __init__(self, schemas: Path, piece_bytes: int = PIECE_BYTES) -> None:
        """``schemas``: our own folder, or one with the official files under the same names."""
        self._folder, self._piece_bytes = schemas, piece_bytes
        self._schemas: dict[Kind, Schema] = {}
        self._recogniser = _recogniser(schemas)
        self._lines = Reader(xml.texts)  # kept, because messages repeat each other's dates, codes and tariffs

    def read(self, data: bytes) -> Read:
        """Read one delivery; every fault is a value."""
        fault = xml.refusal(data)
        if fault is not None:
            return Unreadable(fault, None, parties(data))
        found: Read | None = self._ordinary(data)
        if found is not None:
            return found
        cut = pieces(data, "Client", self._piece_bytes)
        if cut is not None:
            found = self._in_pieces(cut)
            if found is not None:
                return found
        return self._whole(data)

    def _ordinary(self, data: bytes) -> Readable | None:
        """A JW323 in the ordinary notation, read without a tree of its lines; None for the parser."""
        frame = self._recogniser and self._recogniser.frame(data)
        if not frame:
            return None
        found = self._whole(frame.data)
        if not isinstance(found, Readable) or not isinstance(found.message, JW323):
            return None
        message = found.message
        first = message.declaratie.clienten[0]
        try:
            clienten = self._lines.in_rows(first.bsn, frame.records)
        except (NotOrdinary, ValueError):
            return None
        if message.declaratie.clienten != (Client(first.bsn, clienten[0].prestaties[:1]),):
            return None  # the frame held another line than the first, written in another way
        return Readable(JW323_KIND, message._replace(declaratie=message.declaratie._replace(clienten=clienten)))

    def _whole(self, data: bytes) -> Read:
        root = xml.parse(data)
        if isinstance(root, Fault):
            return Unreadable(root, None, parties(data))
        kind = kind_of(root)
        schema = self._schema(kind)
        if kind is None or schema is None:
            return Unreadable(Fault("Dit is geen bekend iJw-bericht."), None, parties(data))
        fault = schema.fault(root)
        if fault is not None:
            return Unreadable(fault, kind, parties(data))
        if kind == JW323_KIND:
            return Readable(kind, read_jw323(root, self._lines))
        read = _READERS.get(kind)
        return NotOurs(kind) if read is None else Readable(kind, read(root), root)

    def _in_pieces(self, cut: Pieces) -> Read | None:
        """A large JW323 read piece by piece; None when the plain way must tell what it is."""
        reader = self._lines
        message: JW323 | None = None
        clienten: list[Client] = []
        for data, at in cut:
            root = xml.parse(data)
            if isinstance(root, Fault) or kind_of(root) != JW323_KIND:
                return None
            schema = self._schema(JW323_KIND)
            assert schema is not None
            fault = schema.fault(root)
            if fault is not None:
                return _fault_in_piece(fault, data, at, cut, len(clienten))
            if message is None:
                message = read_jw323(root, reader)
                clienten += message.declaratie.clienten
            else:
                clienten += reader.clienten(root[1][4])
        assert message is not None
        declaratie = message.declaratie._replace(clienten=tuple(clienten))
        return Readable(JW323_KIND, message._replace(declaratie=declaratie))

    def _schema(self, kind: Kind | None) -> Schema | None:
        if kind is None:
            return None
        if kind not in self._schemas:
            file = self._folder / "ijw" / kind.release / f"{kind.name}.xsd"
            if not file.is_file():
                return None
            self._schemas[kind] = Schema(file)
        return self._schemas[kind]


def _recogniser(schemas: Path) -> Recogniser | None:
    """What knows a JW323 in the ordinary notation, when the schema of the folder allows to say what that is."""
    try:
        found = Recogniser(schemas / "ijw" / JW323_KIND.release / "JW323.xsd", PATH)
    except (Unusual, OSError, etree.XMLSyntaxError):
        return None
    return found if found.columns == COLUMNS else None


_CLIENT_STEP = re.compile(r"/Client(?:\[(\d+)\])?(?=/|$)")


def _fault_in_piece(fault: Fault, piece: bytes, at: int, cut: Pieces, clients: int) -> Unreadable:
    """The fault of a piece with its line and place in the whole document.

    ``at``: where its records begin; ``clients``: how many stand in earlier pieces.
    """
    head_lines = cut.data.count(b"\n", 0, cut.start)
    tail_lines = cut.data.count(b"\n", cut.end)
    line = fault.line
    if line is not None and line > piece.count(b"\n") + 1 - tail_lines:
        line += cut.data.count(b"\n") - piece.count(b"\n")
    elif line is not None and line > head_lines + 1:
        line += cut.data.count(b"\n", cut.start, at)
    path = fault.path and _CLIENT_STEP.sub(lambda m: f"/Client[{int(m.group(1) or 1) + clients}]", fault.path, count=1)
    return Unreadable(Fault(fault.reason, line, path), JW323_KIND, parties(cut.data))


def kind_of(root: etree._Element) -> Kind | None:
    """The message type by the name of the root element."""
    found = _NAMESPACE.fullmatch(root.tag)
    return found and Kind(found.group(3).upper(), f"{found.group(1)}.{found.group(2)}")


def parties(data: bytes) -> Parties:
    """Who the header seems to name, from the text alone, for the answer to something that cannot be read."""
    gemeente = aanbieder = None
    for found in _PARTY.finditer(data, 0, _HEAD_BYTES):
        value = found.group(2).decode()
        if len(value) == 4:
            gemeente = gemeente or value
        else:
            aanbieder = aanbieder or value
    return Parties(gemeente, aanbieder)


JW301_KIND = Kind("JW301", "3.2")
JW303_KIND = Kind("JW303", "2.3")
JW315_KIND = Kind("JW315", "3.2")
JW323_KIND = Kind("JW323", "3.2")


_READERS: dict[Kind, Callable[[etree._Element], JW301 | JW303 | JW315]] = {
    JW301_KIND: read_jw301,
    JW303_KIND: read_jw303,
    JW315_KIND: read_jw315,
}
