"""Knows how a case sheet for one rule becomes a part of a message and what surrounds it; every default is valid."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from services.shared.region.contract import Product
from services.shared.standard.kalender import laatste_dag
from services.shared.standard.messages import jw301, jw303, jw323
from services.shared.standard.messages.header import Header
from services.shared.standard.view import (
    BerichtView,
    ClientView,
    Debet,
    DeclaratieView,
    Header303View,
    HeaderView,
    Prestatie303View,
    PrestatieView,
    Stand,
    ToegewezenProductView,
    Toewijzing,
)

Case = Mapping[str, Any]
CLIENT, ANDERE_CLIENT = b"client", b"andere client"
AANBIEDER, GEMEENTE = "65656055", "0193"
DAGTEKENING = date(2026, 4, 2)


class Placed(NamedTuple):
    """The type of the judged part, the part, and its view."""

    over: type
    part: Any
    view: Any


def place(klasse: str, bericht: str, case: Case) -> Placed:
    """Build the part that a case describes, with its view."""
    part, view = BUILDERS[klasse](bericht, case)
    return Placed(type(part), part, view)


def _fields(defaults: Mapping[str, Any], given: Mapping[str, Any] | None) -> dict[str, Any]:
    """Defaults with what the case says instead; a name that no default has is a mistake in the sheet."""
    given = given or {}
    strange = given.keys() - defaults.keys()
    assert not strange, f"unknown in a case sheet: {sorted(strange)}"
    return {**defaults, **given}


# The header, and the declaration as a whole


def header(bericht: str, case: Case) -> tuple[Header, HeaderView]:
    given = _fields({"dagtekening": DAGTEKENING, "identificatie": "D1"}, case.get("header"))
    known = _fields({"vandaag": DAGTEKENING, "identificatie": False, "gemeente": True}, case.get("bekend"))
    sender, receiver = (AANBIEDER, GEMEENTE) if bericht == "JW323" else (GEMEENTE, AANBIEDER)
    code = {"JW323": "490", "JW301": "436"}[bericht]
    day = given["dagtekening"]
    part = Header(code, "3", "2", sender, receiver, given["identificatie"], day, day.isoformat(), "1.0.0", "1.0.0")
    return part, HeaderView(known["vandaag"], known["identificatie"], known["gemeente"])


def declaratie(bericht: str, case: Case) -> tuple[jw323.Declaratie, DeclaratieView]:
    given = _fields({"nummer": "DN1", "van": date(2026, 3, 1), "tot": date(2026, 3, 31)}, case.get("declaratie"))
    known = _fields({"nummer": False, "laatste_begin": None}, case.get("bekend"))
    part = jw323.Declaratie(given["nummer"], given["van"], given["tot"], DAGTEKENING, 0, "D", ())
    return part, DeclaratieView(known["nummer"], known["laatste_begin"])


def client(bericht: str, case: Case) -> tuple[jw323.Client, ClientView]:
    known = _fields({"client": True}, case.get("bekend"))
    return jw323.Client("999900006", ()), ClientView(known["client"])


# A line of a JW323


def toewijzing(case: Case) -> Toewijzing | None:
    """The allocation of a case: specific, ten hours a week in 2026; ``omvang: null`` leaves the extent out."""
    if "toewijzing" in case and case["toewijzing"] is None:
        return None
    given = _fields(
        {
            "nummer": 100,
            "aanbieder": AANBIEDER,
            "client": "dezelfde",
            "categorie": "45",
            "code": "45A48",
            "ingangsdatum": date(2026, 1, 1),
            "einddatum": date(2026, 12, 31),
            "reden": None,
            "volume": 10,
            "eenheid": "04",
            "frequentie": "2",
            "budget": None,
        },
        case.get("toewijzing"),
    )
    if given["budget"] is not None:
        given.update(volume=None, eenheid=None, frequentie=None)
    return Toewijzing(
        GEMEENTE,
        given["nummer"],
        given["aanbieder"],
        CLIENT if given["client"] == "dezelfde" else ANDERE_CLIENT,
        given["categorie"],
        given["code"],
        date(2025, 12, 1),
        "12:00:00",
        given["ingangsdatum"],
        given["einddatum"],
        given["reden"],
        given["volume"],
        given["eenheid"],
        given["frequentie"],
        given["budget"],
    )


def producten(case: Case, code: str, categorie: str, eenheid: str) -> tuple[Product, ...] | None:
    """The contract of a case: the code at 87.30 in this unit; ``contract: null`` means no region file."""
    if "contract" in case and case["contract"] is None:
        return None
    defaults = {"code": code, "categorie": categorie, "eenheid": eenheid, "tarief": 8730}
    rows = [_fields(defaults, row) for row in case.get("contract", [{}])]
    return tuple(
        Product(row["code"], row["categorie"], row["eenheid"], None if row["eenheid"] == "83" else row["tarief"])
        for row in rows
    )


def line_fields(case: Case, allocated: Toewijzing | None) -> dict[str, Any]:
    """The fields that a line of JW303 and JW323 share; tariff and amount follow from the contract unless given."""
    unit = "04" if allocated is None or allocated.eenheid is None else allocated.eenheid
    given = _fields(
        {
            "referentie": "R1",
            "crediteert": None,
            "toewijzing": 100,
            "categorie": "45",
            "code": "45A48",
            "van": date(2026, 3, 1),
            "tot": date(2026, 3, 31),
            "volume": 10,
            "eenheid": unit,
            "tarief": ...,
            "bedrag": ...,
        },
        case.get("prestatie"),
    )
    price = _price(case, given)
    return {
        "referentie_nummer": given["referentie"],
        "vorig_referentie_nummer": given["crediteert"],
        "toewijzing_nummer": given["toewijzing"],
        "product_categorie": given["categorie"],
        "product_code": given["code"],
        "begin": given["van"],
        "eind": given["tot"],
        "geleverd_volume": given["volume"],
        "eenheid": given["eenheid"],
        "product_tarief": price[0] if given["tarief"] is ... else given["tarief"],
        "bedrag": price[1] if given["bedrag"] is ... else given["bedrag"],
        "debet_credit": "D" if given["crediteert"] is None else "C",
    }


def _price(case: Case, given: Mapping[str, Any]) -> tuple[int | None, int]:
    """Tariff and amount as the first product of the contract gives them."""
    row = (case.get("contract") or [{}])[0]
    tarief, volume = row.get("tarief", 8730), given["volume"]
    if given["eenheid"] == "83":
        return None, volume
    if given["eenheid"] == "01" and row.get("eenheid", "04") == "04":
        return (tarief + 30) // 60, (tarief * volume + 30) // 60
    return tarief, tarief * volume


def debet(fields: Mapping[str, Any], case: Case) -> Debet | None:
    """What a credit refers to: its own content as a granted debit, unless the case says otherwise."""
    if fields["debet_credit"] == "D" or ("debet" in case and case["debet"] is None):
        return None
    names = ("product_categorie", "product_code", "begin", "eind", "geleverd_volume", "eenheid", "product_tarief")
    defaults = {
        "gemeente": GEMEENTE,
        "toewijzing_nummer": fields["toewijzing_nummer"] or 100,
        **{name: fields[name] for name in (*names, "bedrag")},
        "debet_credit": "D",
        "toegekend": True,
    }
    return Debet(**_fields(defaults, case.get("debet")))


KNOWN_OF_LINE = {
    "referentie": False,
    "debet_van_client": True,
    "gecrediteerd": False,
    "eerder_debet": False,
    "cent": 0,
    "volume": 0,
}


def prestatie(bericht: str, case: Case) -> tuple[jw323.Prestatie, PrestatieView]:
    allocated = toewijzing(case)
    fields = line_fields(case, allocated)
    part = jw323.Prestatie(**fields)
    month = {"van": part.eind.replace(day=1), "tot": laatste_dag(part.eind)}
    period = _fields(month, case.get("declaratie"))
    known = _fields(KNOWN_OF_LINE, case.get("bekend"))
    view = PrestatieView(
        declaratie=jw323.Declaratie("DN1", period["van"], period["tot"], DAGTEKENING, 0, "D", ()),
        toewijzing=allocated,
        stand=Stand(known["cent"], known["volume"]),
        producten=producten(case, part.product_code, part.product_categorie, _contract_unit(part.eenheid)),
        referentie_bekend=known["referentie"],
        debet=debet(fields, case),
        debet_van_client=known["debet_van_client"],
        gecrediteerd=known["gecrediteerd"],
        eerder_debet=known["eerder_debet"],
    )
    return part, view


def _contract_unit(eenheid: str) -> str:
    return "04" if eenheid == "01" else eenheid


# An allocated product of a JW301


def product(bericht: str, case: Case) -> tuple[jw301.ToegewezenProduct, ToegewezenProductView]:
    given = _fields(
        {
            "nummer": 100,
            "referentie_aanbieder": None,
            "categorie": "45",
            "code": "45A48",
            "ingangsdatum": date(2026, 1, 1),
            "einddatum": date(2026, 12, 31),
            "reden": None,
        },
        case.get("product"),
    )
    part = jw301.ToegewezenProduct(
        given["nummer"],
        given["referentie_aanbieder"],
        given["categorie"],
        given["code"],
        date(2025, 12, 1),
        "12:00:00",
        given["ingangsdatum"],
        given["einddatum"],
        given["reden"],
        10,
        "04",
        "2",
        None,
    )
    known = _fields({"referentie_gebruikt": False, "toegekend_open": False}, case.get("bekend"))
    view = ToegewezenProductView(
        gemeente=GEMEENTE,
        aanbieder=AANBIEDER,
        client=CLIENT,
        huidig=toewijzing(case) if "toewijzing" in case else None,
        referentie_gebruikt=known["referentie_gebruikt"],
        toegekend_open=known["toegekend_open"],
        producten=producten(case, part.code or "", part.categorie or "", "04"),
    )
    return part, view


# JW303


def _bedrag(given: list[Any] | None) -> jw303.Bedrag | None:
    return None if given is None else jw303.Bedrag(*given)


def _header303(case: Case, totaal: jw303.Bedrag) -> jw303.Header303:
    given = _fields(
        {
            "van": date(2019, 5, 1),
            "tot": date(2019, 5, 31),
            "nummer": "F201901",
            "dagtekening": date(2019, 6, 3),
            "totaal": None,
            "btw_totaal": None,
        },
        case.get("header"),
    )
    return jw303.Header303(
        "432",
        GEMEENTE,
        None,
        AANBIEDER,
        "02",
        given["van"],
        given["tot"],
        given["nummer"],
        given["dagtekening"],
        _bedrag(given["totaal"]) or totaal,
        _bedrag(given["btw_totaal"]),
    )


def header303(bericht: str, case: Case) -> tuple[jw303.Header303, Header303View]:
    known = _fields({"vandaag": date(2019, 6, 3), "gemeente": True, "factuurnummer": False}, case.get("bekend"))
    part = _header303(case, jw303.Bedrag(0, "D"))
    return part, Header303View(known["vandaag"], known["gemeente"], known["factuurnummer"])


def header303_binnen(bericht: str, case: Case) -> tuple[jw303.Header303, BerichtView]:
    part = _header303(case, jw303.Bedrag(0, "D"))
    return part, BerichtView(part.factuur_dagtekening)


def _client303(case: Case) -> jw303.Client303:
    given = _fields({"bsn": "999900006", "geboren": date(2008, 1, 1), "datum_gebruik": None}, case.get("client"))
    return jw303.Client303(given["bsn"], jw301.Geboortedatum(given["geboren"], given["datum_gebruik"]), ())


def client303(bericht: str, case: Case) -> tuple[jw303.Client303, ClientView]:
    known = _fields({"client": True}, case.get("bekend"))
    return _client303(case), ClientView(known["client"])


def client303_binnen(bericht: str, case: Case) -> tuple[jw303.Client303, BerichtView]:
    return _client303(case), BerichtView(date(2019, 6, 3))


def _in_2019(case: Case) -> dict[str, Any]:
    """The same defaults seven years earlier, where release 2.3 belongs."""
    line = {"van": date(2019, 5, 1), "tot": date(2019, 5, 31)} | (case.get("prestatie") or {})
    found = dict(case) | {"prestatie": line}
    if case.get("toewijzing", ...) is not None:
        term = {"ingangsdatum": date(2019, 1, 1), "einddatum": date(2019, 12, 31)}
        found["toewijzing"] = term | (case.get("toewijzing") or {})
    return found


def _prestatie303(case: Case, allocated: Toewijzing | None) -> jw303.Prestatie303:
    extra = _fields({"berekend": None, "btw": None}, case.get("bedragen"))
    fields = line_fields(case, allocated)
    return jw303.Prestatie303(
        **fields,
        beschikking_nummer=None,
        berekend_bedrag=_bedrag(extra["berekend"]),
        btw_bedrag=_bedrag(extra["btw"]),
    )


def prestatie303(bericht: str, case: Case) -> tuple[jw303.Prestatie303, Prestatie303View]:
    case = _in_2019(case)
    allocated = toewijzing(case)
    part = _prestatie303(case, allocated)
    known = _fields({**KNOWN_OF_LINE, "toewijzing_van_ander": False}, case.get("bekend"))
    view = Prestatie303View(
        header=_header303(case, jw303.Bedrag(0, "D")),
        toewijzing=allocated,
        toewijzing_van_ander=known["toewijzing_van_ander"],
        stand=Stand(known["cent"], known["volume"]),
        producten=producten(case, part.product_code, part.product_categorie, _contract_unit(part.eenheid)),
        referentie_bekend=known["referentie"],
        debet=debet(line_fields(case, allocated), case),
        debet_van_client=known["debet_van_client"],
        gecrediteerd=known["gecrediteerd"],
    )
    return part, view


def prestatie303_binnen(bericht: str, case: Case) -> tuple[jw303.Prestatie303, BerichtView]:
    case = _in_2019(case)
    return _prestatie303(case, toewijzing(case)), BerichtView(date(2019, 6, 3))


def bericht303(bericht: str, case: Case) -> tuple[jw303.JW303, BerichtView]:
    """A whole message; ``regels`` are its lines, the total follows unless the header gives it."""
    cases = [_in_2019({"prestatie": line}) for line in case.get("regels", [{}])]
    lines = tuple(_prestatie303(each, toewijzing(each)) for each in cases)
    net = sum(line.bedrag if line.debet_credit == "D" else -line.bedrag for line in lines)
    client = _client303({})._replace(prestaties=lines)
    part = jw303.JW303(_header303(case, jw303.Bedrag(abs(net), "D" if net >= 0 else "C")), (client,))
    return part, BerichtView(part.header.factuur_dagtekening)


BUILDERS: dict[str, Callable[[str, Case], tuple[Any, Any]]] = {
    "Header": header,
    "Declaratie": declaratie,
    "Client": client,
    "Prestatie": prestatie,
    "ToegewezenProduct": product,
    "Header303": header303,
    "Header303 binnen": header303_binnen,
    "Client303": client303,
    "Client303 binnen": client303_binnen,
    "Prestatie303": prestatie303,
    "Prestatie303 binnen": prestatie303_binnen,
    "JW303": bericht303,
}
