"""Knows JW325, the answer to a JW323 (release 3.2)."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from services.shared.standard.messages.element import Element, children, text, to_date, to_int
from services.shared.standard.messages.retour import RetourCodes, read_codes


class PrestatieAntwoord(NamedTuple):
    """A line that was refused; ``bedrag`` in signed eurocents, negative for credit."""

    referentie_nummer: str
    bedrag: int
    codes: RetourCodes


class ClientAntwoord(NamedTuple):
    """A client with his refused lines."""

    bsn: str
    codes: RetourCodes
    prestaties: tuple[PrestatieAntwoord, ...]


class DeclaratieAntwoord(NamedTuple):
    """What was decided about a declaration; amounts in signed eurocents."""

    declaratie_nummer: str
    totaal_ingediend: int
    totaal_toegekend: int
    codes: RetourCodes
    clienten: tuple[ClientAntwoord, ...]


class JW325(NamedTuple):
    """An answer to a declaration. Afzender is the gemeente, ontvanger the aanbieder.

    ``declaratie_identificatie`` is the Identificatie of the JW323; ``antwoord`` is None when it has only a header.
    """

    afzender: str
    ontvanger: str
    identificatie: str
    dagtekening: date
    declaratie_identificatie: str
    declaratie_dagtekening: date
    header: RetourCodes
    antwoord: DeclaratieAntwoord | None


def read_jw325(root: Element) -> JW325:
    """Read a schema-valid JW325."""
    parts = children(root)
    header = children(parts["Header"])
    identificatie, dagtekening = header["BerichtIdentificatie"]
    van_declaratie, van_dag = header["DeclaratieIdentificatie"]
    return JW325(
        text(header["Afzender"]),
        text(header["Ontvanger"]),
        text(identificatie),
        to_date(text(dagtekening)),
        text(van_declaratie),
        to_date(text(van_dag)),
        read_codes(header),
        _antwoord(children(parts["DeclaratieAntwoord"])) if "DeclaratieAntwoord" in parts else None,
    )


def _antwoord(parts: dict[str, Element]) -> DeclaratieAntwoord:
    return DeclaratieAntwoord(
        text(parts["DeclaratieNummer"]),
        signed(parts["TotaalIngediendBedrag"]),
        signed(parts["TotaalToegekendBedrag"]),
        read_codes(parts),
        tuple(_client(children(client)) for client in parts.get("Clienten", ())),
    )


def _client(parts: dict[str, Element]) -> ClientAntwoord:
    lines = tuple(_prestatie(children(line)) for line in parts["Prestaties"])
    return ClientAntwoord(text(parts["Bsn"]), read_codes(parts), lines)


def _prestatie(parts: dict[str, Element]) -> PrestatieAntwoord:
    nummer = next(iter(parts["ProductReferentie"]))
    return PrestatieAntwoord(text(nummer), signed(parts["IngediendBedrag"]), read_codes(parts))


def signed(element: Element) -> int:
    """An amount with DebetCredit as signed eurocents, negative for credit."""
    bedrag, side = element
    return to_int(text(bedrag)) if text(side) == "D" else -to_int(text(bedrag))
