"""Knows JW301, the toewijzing of a municipality (release 3.2): its parts, as far as rules and state need them."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from services.shared.standard.messages.element import Element, children, text, to_date, to_int, to_time
from services.shared.standard.messages.header import Header, read_header


class Geboortedatum(NamedTuple):
    """A date of birth and how much of it is known (``datum_gebruik`` 1, 2, 3 or None)."""

    datum: date
    datum_gebruik: str | None


class Contact(NamedTuple):
    """A contact of a client or a relation; of address and telephone only what rules look at.

    ``begin`` and ``eind`` are the inclusive dates of Periode, whose two elements are both optional.
    """

    soort: str
    heeft_telefoon: bool
    heeft_huis: bool
    postcode: str | None
    land_code: str | None
    heeft_periode: bool
    begin: date | None
    eind: date | None


class Relatie(NamedTuple):
    """A relation of the client."""

    nummer: str
    geboortedatum: Geboortedatum | None
    heeft_partnernaam: bool
    naam_gebruik: str
    contact: Contact


class ToegewezenProduct(NamedTuple):
    """What is allocated. Dates are inclusive; ``budget`` is in eurocents; ``volume``, ``eenheid`` and ``frequentie``
    (Omvang) are present together or absent together; ``toewijzingstijd`` is text that sorts in order of time.

    Without ``categorie`` the allocation is generic, with only ``categorie`` A-specific, with ``code`` specific.
    """

    toewijzing_nummer: int
    referentie_aanbieder: str | None
    categorie: str | None
    code: str | None
    toewijzingsdatum: date
    toewijzingstijd: str
    ingangsdatum: date
    einddatum: date | None
    reden_wijziging: str | None
    volume: int | None
    eenheid: str | None
    frequentie: str | None
    budget: int | None


class Client(NamedTuple):
    """The one client of a JW301."""

    bsn: str
    geboortedatum: Geboortedatum
    heeft_partnernaam: bool
    naam_gebruik: str
    communicatie_vorm: str | None
    heeft_taal: bool
    relaties: tuple[Relatie, ...]
    contacten: tuple[Contact, ...]
    toegewezen_producten: tuple[ToegewezenProduct, ...]


class JW301(NamedTuple):
    """A toewijzingsbericht; ``header.afzender`` is the gemeentecode, ``ontvanger`` the AGB-code of the provider."""

    header: Header
    client: Client


def read_jw301(root: Element) -> JW301:
    """Read a schema-valid JW301."""
    header, client = root
    return JW301(read_header(header), _client(client))


def _client(element: Element) -> Client:
    parts = children(element)
    naam = children(parts["Naam"])
    communicatie = children(parts["Communicatie"]) if "Communicatie" in parts else {}
    return Client(
        bsn=text(parts["Bsn"]),
        geboortedatum=read_geboortedatum(parts["Geboortedatum"]),
        heeft_partnernaam="Partnernaam" in naam,
        naam_gebruik=text(naam["NaamGebruik"]),
        communicatie_vorm=_optional(communicatie, "Vorm"),
        heeft_taal="Taal" in communicatie,
        relaties=tuple(_relatie(relatie) for relatie in parts.get("Relaties", ())),
        contacten=tuple(_contact(contact) for contact in parts["Contactgegevens"]),
        toegewezen_producten=tuple(_product(product) for product in parts["ToegewezenProducten"]),
    )


def read_geboortedatum(element: Element) -> Geboortedatum:
    """Read a CDT_Geboortedatum."""
    parts = children(element)
    return Geboortedatum(to_date(text(parts["Datum"])), _optional(parts, "DatumGebruik"))


def _relatie(element: Element) -> Relatie:
    parts = children(element)
    naam = children(parts["Naam"])
    return Relatie(
        nummer=text(parts["Nummer"]),
        geboortedatum=read_geboortedatum(parts["Geboortedatum"]) if "Geboortedatum" in parts else None,
        heeft_partnernaam="Partnernaam" in naam,
        naam_gebruik=text(naam["NaamGebruik"]),
        contact=_contact(parts["Contact"]),
    )


def _contact(element: Element) -> Contact:
    parts = children(element)
    adres = children(parts["Adres"]) if "Adres" in parts else {}
    periode = children(parts["Periode"]) if "Periode" in parts else {}
    return Contact(
        soort=text(parts["Soort"]),
        heeft_telefoon="Telefoon" in parts,
        heeft_huis="Huis" in adres,
        postcode=_optional(adres, "Postcode"),
        land_code=_optional(adres, "LandCode"),
        heeft_periode="Periode" in parts,
        begin=to_date(text(periode["Begindatum"])) if "Begindatum" in periode else None,
        eind=to_date(text(periode["Einddatum"])) if "Einddatum" in periode else None,
    )


def _product(element: Element) -> ToegewezenProduct:
    parts = children(element)
    product = children(parts["Product"]) if "Product" in parts else {}
    omvang = children(parts["Omvang"]) if "Omvang" in parts else {}
    return ToegewezenProduct(
        toewijzing_nummer=to_int(text(parts["ToewijzingNummer"])),
        referentie_aanbieder=_optional(parts, "ReferentieAanbieder"),
        categorie=_optional(product, "Categorie"),
        code=_optional(product, "Code"),
        toewijzingsdatum=to_date(text(parts["Toewijzingsdatum"])),
        toewijzingstijd=to_time(text(parts["Toewijzingstijd"])),
        ingangsdatum=to_date(text(parts["Ingangsdatum"])),
        einddatum=to_date(text(parts["Einddatum"])) if "Einddatum" in parts else None,
        reden_wijziging=_optional(parts, "RedenWijziging"),
        volume=to_int(text(omvang["Volume"])) if omvang else None,
        eenheid=_optional(omvang, "Eenheid"),
        frequentie=_optional(omvang, "Frequentie"),
        budget=to_int(text(parts["Budget"])) if "Budget" in parts else None,
    )


def _optional(parts: dict[str, Element], name: str) -> str | None:
    return text(parts[name]) if name in parts else None
