"""Writes the messages of a demonstration: small JW301 and JW323 about made-up people, as a provider would send them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from xml.sax.saxutils import escape

_BASE = "http://www.istandaarden.nl/ijw/3_2/basisschema/schema"
_OWN = "http://www.istandaarden.nl/ijw/3_2/{}/schema"


class Person(NamedTuple):
    """A made-up client; the BSN is of the range for tests."""

    naam: str
    bsn: str
    geboren: date


class Toewijzing(NamedTuple):
    """What a municipality allocates: a budget in eurocents, or a volume with unit and frequency."""

    nummer: int
    categorie: str
    code: str | None
    begin: date
    eind: date
    budget: int | None = None
    omvang: tuple[int, str, str] | None = None


class Regel(NamedTuple):
    """A declared line; ``tarief`` in eurocents, the amount is volume times tariff, or the volume itself without one
    (Eenheid 83). A credit names its ``vorig``."""

    referentie: str
    toewijzing: int
    categorie: str
    code: str
    begin: date
    eind: date
    volume: int
    eenheid: str
    tarief: int | None
    vorig: str | None = None

    @property
    def bedrag(self) -> int:
        """The amount in eurocents, negative for a credit."""
        return self.volume * (1 if self.tarief is None else self.tarief) * (1 if self.vorig is None else -1)


class Kop(NamedTuple):
    """What the header says: who sends, to whom, and when."""

    gemeente: str
    aanbieder: str
    identificatie: str
    dagtekening: date


def jw301(kop: Kop, client: Person, toewijzing: Toewijzing) -> bytes:
    """An allocation for one client."""
    product = _tag("ijw:Categorie", toewijzing.categorie)
    if toewijzing.code is not None:
        product += _tag("ijw:Code", toewijzing.code)
    extent = _tag("Budget", str(toewijzing.budget)) if toewijzing.budget is not None else ""
    if toewijzing.omvang is not None:
        names = ("ijw:Volume", "ijw:Eenheid", "ijw:Frequentie")
        extent = _tag("Omvang", "".join(_tag(name, str(v)) for name, v in zip(names, toewijzing.omvang, strict=True)))
    toegewezen = (
        _tag("ToewijzingNummer", str(toewijzing.nummer))
        + _tag("Product", product)
        + _tag("Toewijzingsdatum", kop.dagtekening.isoformat())
        + _tag("Toewijzingstijd", "09:00:00")
        + _tag("Ingangsdatum", toewijzing.begin.isoformat())
        + _tag("Einddatum", toewijzing.eind.isoformat())
        + extent
    )
    body = (
        _tag("Bsn", client.bsn)
        + _tag("Geboortedatum", _tag("ijw:Datum", client.geboren.isoformat()))
        + _tag("Geslacht", "0")
        + _tag("Naam", _name(client))
        + _tag("Contactgegevens", _tag("Contact", _tag("Soort", "01") + _tag("Adres", _ADDRESS)))
        + _tag("ToegewezenProducten", _tag("ToegewezenProduct", toegewezen))
    )
    return _message("jw301", _header("436", kop.gemeente, kop.aanbieder, kop) + _tag("Client", body))


def jw323(kop: Kop, nummer: str, begin: date, eind: date, lines: Sequence[tuple[Person, Sequence[Regel]]]) -> bytes:
    """A declaration over one month; its total is that of the lines."""
    total = sum(line.bedrag for _, of_client in lines for line in of_client)
    clients = "".join(
        _tag("Client", _tag("Bsn", client.bsn) + _tag("Prestaties", "".join(map(_prestatie, of_client))))
        for client, of_client in lines
    )
    body = (
        _tag("DeclaratieNummer", nummer)
        + _period("DeclaratiePeriode", begin, eind)
        + _tag("DeclaratieDagtekening", kop.dagtekening.isoformat())
        + _tag("TotaalIngediendBedrag", _tag("ijw:TotaalBedrag", str(abs(total))) + _side(total))
        + _tag("Clienten", clients)
    )
    return _message("jw323", _header("490", kop.aanbieder, kop.gemeente, kop) + _tag("Declaratie", body))


def _prestatie(line: Regel) -> str:
    reference = _tag("ijw:ReferentieNummer", line.referentie)
    if line.vorig is not None:
        reference += _tag("ijw:VorigReferentieNummer", line.vorig)
    return _tag(
        "Prestatie",
        _tag("ProductReferentie", reference)
        + _tag("ToewijzingNummer", str(line.toewijzing))
        + _tag("ProductCategorie", line.categorie)
        + _tag("ProductCode", line.code)
        + _period("ProductPeriode", line.begin, line.eind)
        + _tag("GeleverdVolume", str(line.volume))
        + _tag("Eenheid", line.eenheid)
        + ("" if line.tarief is None else _tag("ProductTarief", str(line.tarief)))
        + _tag("IngediendBedrag", _tag("ijw:Bedrag", str(abs(line.bedrag))) + _side(line.bedrag)),
    )


def _header(code: str, sender: str, receiver: str, kop: Kop) -> str:
    return _tag(
        "Header",
        _tag("BerichtCode", code)
        + _tag("BerichtVersie", "3")
        + _tag("BerichtSubversie", "2")
        + _tag("Afzender", sender)
        + _tag("Ontvanger", receiver)
        + _tag(
            "BerichtIdentificatie",
            _tag("ijw:Identificatie", kop.identificatie) + _tag("ijw:Dagtekening", kop.dagtekening.isoformat()),
        )
        + _tag("XsdVersie", _tag("ijw:BasisschemaXsdVersie", "1.0.0") + _tag("ijw:BerichtXsdVersie", "1.0.0")),
    )


_ADDRESS = (
    "<ijw:Huis><ijw:Huisnummer>1</ijw:Huisnummer></ijw:Huis>"
    "<ijw:Postcode>8000AA</ijw:Postcode><ijw:LandCode>NL</ijw:LandCode>"
)


def _name(client: Person) -> str:
    return (
        _tag("ijw:Geslachtsnaam", _tag("ijw:Achternaam", "Voorbeeld"))
        + _tag("ijw:Voornamen", escape(client.naam))
        + _tag("ijw:NaamGebruik", "1")
    )


def _period(name: str, begin: date, eind: date) -> str:
    return _tag(name, _tag("ijw:Begindatum", begin.isoformat()) + _tag("ijw:Einddatum", eind.isoformat()))


def _side(amount: int) -> str:
    return _tag("ijw:DebetCredit", "C" if amount < 0 else "D")


def _tag(name: str, content: str) -> str:
    return f"<{name}>{content}</{name}>"


def _message(kind: str, content: str) -> bytes:
    """A whole message, one element per line, so that a line number in a verdict says something."""
    root = f'<Bericht xmlns="{_OWN.format(kind)}" xmlns:ijw="{_BASE}">{content}</Bericht>'
    lines = root.replace("><", ">\n<")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{lines}\n'.encode()
