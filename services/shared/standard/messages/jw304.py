"""Knows JW304, the answer to a JW303 (release 2.3)."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from services.shared.standard.messages.element import Element, children, text, to_date
from services.shared.standard.messages.jw325 import signed
from services.shared.standard.messages.retour import RetourCodes, read_codes


class PrestatieRetour(NamedTuple):
    """A line that goes back; amounts in signed eurocents."""

    referentie_nummer: str
    ingediend: int
    toegekend: int
    codes: RetourCodes


class ClientRetour(NamedTuple):
    """A client with the lines that go back."""

    bsn: str
    codes: RetourCodes
    prestaties: tuple[PrestatieRetour, ...]


class JW304(NamedTuple):
    """An answer to a declaratie or factuur; amounts in signed eurocents.

    The link to the JW303 is ``declarant_factuur_nummer`` with ``aanbieder``.
    """

    bericht_code: str
    gemeente: str
    aanbieder: str
    declarant_factuur_nummer: str
    gemeente_referentie_nummer: str
    retour_dagtekening: date
    ingediend: int
    toegekend: int
    header: RetourCodes
    clienten: tuple[ClientRetour, ...]


def read_jw304(root: Element) -> JW304:
    """Read a schema-valid JW304."""
    parts = children(root)
    header = children(parts["Header"])
    factuur = children(header["DeclaratieFactuurIdentificatie"])
    nummer, dagtekening = header["RetourHeader"]
    ingediend, toegekend = header["RetourBedragen"]
    return JW304(
        text(header["BerichtCode"]).strip(),
        text(header["Gemeente"]),
        text(header["Aanbieder"]),
        text(factuur["DeclarantFactuurNummer"]),
        text(nummer),
        to_date(text(dagtekening)),
        signed(ingediend),
        signed(toegekend),
        read_codes(header),
        tuple(_client(children(client)) for client in parts.get("Clienten", ())),
    )


def _client(parts: dict[str, Element]) -> ClientRetour:
    lines = tuple(_prestatie(children(line)) for line in parts["Prestaties"])
    return ClientRetour(text(parts["Bsn"]), read_codes(parts), lines)


def _prestatie(parts: dict[str, Element]) -> PrestatieRetour:
    nummer = next(iter(parts["ProductReferentie"]))
    ingediend = children(parts["IngediendeBedragPrestatie"])["DeclaratieFactuurBedrag"]
    toegekend = children(parts["ToegekendeBedragPrestatie"])["ToegekendBedrag"]
    return PrestatieRetour(text(nummer), signed(ingediend), signed(toegekend), read_codes(parts))
