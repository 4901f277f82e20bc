"""Knows how a case sheet describes a message: a valid one, with what the case says instead.

The keys are those of the messages in small letters. What a case leaves out is valid by itself: lines get reference
numbers and allocations of their own, and the total of a declaration adds up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from services.shared.standard.messages import jw301, jw323

Said = Mapping[str, Any]
Part = TypeVar("Part")

DAGTEKENING_301 = date(2025, 4, 1)
DAGTEKENING_323 = date(2025, 6, 5)
BSNS = ("999900006", "999900018", "999900031", "999900043")

_GEBOREN: Said = {"datum": date(2012, 3, 4), "datum_gebruik": None}
_NAAM: Said = {"partnernaam": False, "naam_gebruik": "1"}
_ADRES: Said = {"huis": True, "postcode": "8000AA", "land_code": "NL"}
_CONTACT: Said = {"soort": "01", "adres": {}, "telefoon": False, "periode": None}
_RELATIE: Said = {"nummer": "R1", "geboortedatum": None, "naam": {}, "contact": {}}
_OMVANG: Said = {"volume": 2, "eenheid": "04", "frequentie": "2"}
_PRODUCT: Said = {
    "toewijzing_nummer": None,
    "product": {},
    "toewijzingsdatum": date(2025, 3, 1),
    "ingangsdatum": date(2025, 1, 1),
    "einddatum": date(2025, 12, 31),
    "reden_wijziging": None,
    "omvang": {},
    "budget": None,
}
_CLIENT_301: Said = {
    "bsn": BSNS[0],
    "geboortedatum": {},
    "naam": {},
    "communicatie": None,
    "relaties": [],
    "contacten": [{}],
    "producten": [{}],
}
_PRESTATIE: Said = {
    "referentie": None,
    "vorig": "zelf",
    "toewijzing_nummer": None,
    "categorie": "50",
    "code": "50A09",
    "begin": date(2025, 5, 1),
    "eind": date(2025, 5, 31),
    "volume": 10,
    "eenheid": "04",
    "tarief": 8730,
    "bedrag": None,
    "kant": "D",
}
_DECLARATIE: Said = {
    "begin": date(2025, 5, 1),
    "eind": date(2025, 5, 31),
    "dagtekening": date(2025, 6, 1),
    "totaal": None,
    "kant": None,
    "clienten": [{}],
}


def toewijzing(said: Said) -> jw301.Client:
    """The client of a JW301 as a case describes it."""
    client = _filled(_CLIENT_301, said)
    partnernaam, naam_gebruik = _naam(client["naam"])
    communicatie = client["communicatie"] or {}
    return jw301.Client(
        bsn=client["bsn"],
        geboortedatum=_geboren(client["geboortedatum"]),
        heeft_partnernaam=partnernaam,
        naam_gebruik=naam_gebruik,
        communicatie_vorm=communicatie.get("vorm"),
        heeft_taal="taal" in communicatie,
        relaties=_each(client["relaties"], lambda _, each: _relatie(each)),
        contacten=_each(client["contacten"], lambda _, each: _contact(each)),
        toegewezen_producten=_each(client["producten"], _product),
    )


def declaratie(said: Said) -> jw323.Declaratie:
    """The Declaratie of a JW323 as a case describes it."""
    whole = _filled(_DECLARATIE, said)
    clienten = _each(whole["clienten"], _client_323)
    som = sum(line.bedrag if line.debet_credit == "D" else -line.bedrag for each in clienten for line in each[1])
    return jw323.Declaratie(
        declaratie_nummer="D-2025-05",
        begin=whole["begin"],
        eind=whole["eind"],
        declaratie_dagtekening=whole["dagtekening"],
        totaal_bedrag=abs(som) if whole["totaal"] is None else whole["totaal"],
        totaal_debet_credit=whole["kant"] or ("D" if som >= 0 else "C"),
        clienten=clienten,
    )


def _filled(normal: Said, said: Said) -> dict[str, Any]:
    unknown = said.keys() - normal.keys()
    assert not unknown, f"a case sheet uses words that the message does not have: {sorted(unknown)}"
    return {**normal, **said}


def _each(said: Sequence[Said], make: Callable[[int, Said], Part]) -> tuple[Part, ...]:
    return tuple(make(number, each) for number, each in enumerate(said, start=1))


def _geboren(said: Said) -> jw301.Geboortedatum:
    return jw301.Geboortedatum(**_filled(_GEBOREN, said))


def _naam(said: Said) -> tuple[bool, str]:
    naam = _filled(_NAAM, said)
    return naam["partnernaam"], naam["naam_gebruik"]


def _relatie(said: Said) -> jw301.Relatie:
    relatie = _filled(_RELATIE, said)
    partnernaam, naam_gebruik = _naam(relatie["naam"])
    geboren = relatie["geboortedatum"]
    return jw301.Relatie(
        nummer=relatie["nummer"],
        geboortedatum=None if geboren is None else _geboren(geboren),
        heeft_partnernaam=partnernaam,
        naam_gebruik=naam_gebruik,
        contact=_contact(relatie["contact"]),
    )


def _contact(said: Said) -> jw301.Contact:
    contact = _filled(_CONTACT, said)
    adres = {} if contact["adres"] is None else _filled(_ADRES, contact["adres"])
    periode = contact["periode"] or {}
    return jw301.Contact(
        soort=contact["soort"],
        heeft_telefoon=contact["telefoon"],
        heeft_huis=adres.get("huis", False),
        postcode=adres.get("postcode"),
        land_code=adres.get("land_code"),
        heeft_periode=contact["periode"] is not None,
        begin=periode.get("begin"),
        eind=periode.get("eind"),
    )


def _product(number: int, said: Said) -> jw301.ToegewezenProduct:
    whole = _filled(_PRODUCT, said)
    product = {} if whole["product"] is None else {"categorie": "50", "code": "50A09", **whole["product"]}
    omvang = {} if whole["omvang"] is None else _filled(_OMVANG, whole["omvang"])
    return jw301.ToegewezenProduct(
        toewijzing_nummer=whole["toewijzing_nummer"] or 300200 + number,
        referentie_aanbieder=None,
        categorie=product.get("categorie"),
        code=product.get("code"),
        toewijzingsdatum=whole["toewijzingsdatum"],
        toewijzingstijd="12:00:00",
        ingangsdatum=whole["ingangsdatum"],
        einddatum=whole["einddatum"],
        reden_wijziging=whole["reden_wijziging"],
        volume=omvang.get("volume"),
        eenheid=omvang.get("eenheid"),
        frequentie=omvang.get("frequentie"),
        budget=whole["budget"],
    )


def _client_323(number: int, said: Said) -> jw323.Client:
    client = _filled({"bsn": BSNS[number - 1], "prestaties": [{}]}, said)
    return jw323.Client(
        client["bsn"], _each(client["prestaties"], lambda line, each: _prestatie(100 * number + line, each))
    )


def _prestatie(number: int, said: Said) -> jw323.Prestatie:
    line = _filled(_PRESTATIE, said)
    vorig = line["vorig"]
    if vorig == "zelf":
        vorig = f"V{number}" if line["kant"] == "C" else None
    tarief = line["tarief"]
    if "tarief" not in said and line["eenheid"] == "83":
        tarief = None
    bedrag = line["bedrag"]
    if bedrag is None:
        bedrag = line["volume"] if tarief is None else line["volume"] * tarief
    return jw323.Prestatie(
        referentie_nummer=line["referentie"] or f"R{number}",
        vorig_referentie_nummer=vorig,
        toewijzing_nummer=line["toewijzing_nummer"] or 500000 + number,
        product_categorie=line["categorie"],
        product_code=line["code"],
        begin=line["begin"],
        eind=line["eind"],
        geleverd_volume=line["volume"],
        eenheid=line["eenheid"],
        product_tarief=tarief,
        bedrag=bedrag,
        debet_credit=line["kant"],
    )
