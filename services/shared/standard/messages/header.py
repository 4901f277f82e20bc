"""Knows the header that JW301 and JW323 share (release 3.2)."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from services.shared.standard.messages.element import Element, text, to_date


class Header(NamedTuple):
    """The header of a heenbericht.

    ``afzender`` and ``ontvanger`` are a gemeentecode and an AGB-code, in the order of the message type.
    ``dagtekening`` is the date for comparing, ``dagtekening_tekst`` the same as written, for answers.
    """

    bericht_code: str
    bericht_versie: str
    bericht_subversie: str
    afzender: str
    ontvanger: str
    identificatie: str
    dagtekening: date
    dagtekening_tekst: str
    basisschema_xsd_versie: str
    bericht_xsd_versie: str


def read_header(element: Element) -> Header:
    """Read the header of a schema-valid 3.2 message, by position."""
    code, versie, subversie, afzender, ontvanger, identificatie, xsd = element
    nummer, dagtekening = identificatie
    basis, bericht = xsd
    return Header(
        text(code).strip(),
        text(versie).strip(),
        text(subversie).strip(),
        text(afzender),
        text(ontvanger),
        text(nummer),
        to_date(text(dagtekening)),
        text(dagtekening).strip(),
        text(basis),
        text(bericht),
    )
