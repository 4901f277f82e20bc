"""Knows JW303, the declaratie or factuur of release 2.3: its parts, as far as rules and state need them."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from services.shared.standard.messages.element import Element, children, text, to_date, to_int
from services.shared.standard.messages.jw301 import Geboortedatum, read_geboortedatum


class Bedrag(NamedTuple):
    """An amount in eurocents with D or C."""

    bedrag: int
    debet_credit: str

    @property
    def met_teken(self) -> int:
        """The amount in eurocents, negative for credit."""
        return self.bedrag if self.debet_credit == "D" else -self.bedrag


class Header303(NamedTuple):
    """The header of a JW303; dates are inclusive, amounts eurocents.

    ``bericht_code`` is 432 or 450; the link back to this message is ``declarant_factuur_nummer`` with ``aanbieder``.
    """

    bericht_code: str
    gemeente: str
    servicebureau: str | None
    aanbieder: str
    betaling_aan: str
    begin: date
    eind: date
    declarant_factuur_nummer: str
    factuur_dagtekening: date
    totaal: Bedrag
    btw_totaal: Bedrag | None


class Prestatie303(NamedTuple):
    """One declared line of release 2.3; ``bedrag`` is DeclaratieFactuurBedrag in eurocents."""

    referentie_nummer: str
    vorig_referentie_nummer: str | None
    beschikking_nummer: int | None
    toewijzing_nummer: int | None
    product_categorie: str
    product_code: str
    begin: date
    eind: date
    geleverd_volume: int
    eenheid: str
    product_tarief: int | None
    bedrag: int
    debet_credit: str
    berekend_bedrag: Bedrag | None
    btw_bedrag: Bedrag | None


class Client303(NamedTuple):
    """A client with the lines declared for him."""

    bsn: str
    geboortedatum: Geboortedatum
    prestaties: tuple[Prestatie303, ...]


class JW303(NamedTuple):
    """A declaratie- or factuurbericht of release 2.3."""

    header: Header303
    clienten: tuple[Client303, ...]


def read_jw303(root: Element) -> JW303:
    """Read a schema-valid JW303."""
    header, clienten = root
    return JW303(_header(children(header)), tuple(_client(client) for client in clienten))


def _header(parts: dict[str, Element]) -> Header303:
    factuur = children(parts["DeclaratieFactuurIdentificatie"])
    begin, eind = factuur["DeclaratiePeriode"]
    bedragen = children(parts["DeclaratieFactuurBedragen"])
    return Header303(
        bericht_code=text(parts["BerichtCode"]).strip(),
        gemeente=text(parts["Gemeente"]),
        servicebureau=text(parts["Servicebureau"]) if "Servicebureau" in parts else None,
        aanbieder=text(parts["Aanbieder"]),
        betaling_aan=text(parts["BetalingAanID"]),
        begin=to_date(text(begin)),
        eind=to_date(text(eind)),
        declarant_factuur_nummer=text(factuur["DeclarantFactuurNummer"]),
        factuur_dagtekening=to_date(text(factuur["FactuurDagtekening"])),
        totaal=_bedrag(bedragen["DeclaratieFactuurTotaalBedrag"]),
        btw_totaal=_bedrag(bedragen["BtwTotaalBedrag"]) if "BtwTotaalBedrag" in bedragen else None,
    )


def _bedrag(element: Element) -> Bedrag:
    bedrag, side = element
    return Bedrag(to_int(text(bedrag)), text(side))


def _client(element: Element) -> Client303:
    parts = children(element)
    return Client303(
        bsn=text(parts["Bsn"]),
        geboortedatum=read_geboortedatum(parts["Geboortedatum"]),
        prestaties=tuple(_prestatie(children(prestatie)) for prestatie in parts["Prestaties"]),
    )


def _prestatie(parts: dict[str, Element]) -> Prestatie303:
    referentie = children(parts["ProductReferentie"])
    begin, eind = parts["ProductPeriode"]
    bedragen = children(parts["IngediendeBedragPrestatie"])
    vorig = referentie.get("VorigReferentieNummer")
    bedrag, side = bedragen["DeclaratieFactuurBedrag"]
    return Prestatie303(
        referentie_nummer=text(referentie["ReferentieNummer"]),
        vorig_referentie_nummer=None if vorig is None else text(vorig),
        beschikking_nummer=_number(parts, "BeschikkingNummer"),
        toewijzing_nummer=_number(parts, "ToewijzingNummer"),
        product_categorie=text(parts["ProductCategorie"]),
        product_code=text(parts["ProductCode"]),
        begin=to_date(text(begin)),
        eind=to_date(text(eind)),
        geleverd_volume=to_int(text(bedragen["GeleverdVolume"])),
        eenheid=text(bedragen["Eenheid"]),
        product_tarief=_number(bedragen, "ProductTarief"),
        bedrag=to_int(text(bedrag)),
        debet_credit=text(side),
        berekend_bedrag=_bedrag(bedragen["BerekendBedrag"]) if "BerekendBedrag" in bedragen else None,
        btw_bedrag=_bedrag(bedragen["BtwBedrag"]) if "BtwBedrag" in bedragen else None,
    )


def _number(parts: dict[str, Element], name: str) -> int | None:
    return to_int(text(parts[name])) if name in parts else None
