"""Knows what must hold between the rows of a region file, and which differences a reader should know of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Set
from datetime import date
from decimal import Decimal
from typing import Any

from services.shared.region.ruw import Rij, Ruw
from services.shared.region.schrijfwijze import datum, euro

EUROS = "83"


def controleer(ruw: Ruw, regelnummers: Set[str]) -> None:
    """Report everything that contradicts itself within the file; ``regelnummers`` are the rules that have code."""
    _periodes(ruw)
    _uniek(ruw, "municipality", ("code",))
    _uniek(ruw, "norm", ("product", "year"))
    _uniek(ruw, "budget", ("segment", "subsegment", "year"))
    _uniek(ruw, "stated_total", ("segment", "year"))
    _uniek(ruw, "standard_budget", ("number",))
    _voorbeeldwaarden(ruw)
    _tarieven(ruw)
    _dubbele_producten(ruw)
    _normen(ruw)
    _budgetcodes(ruw)
    _rekentarieven(ruw)
    _regels(ruw, regelnummers)
    _gedrukt(ruw)
    _totalen(ruw)


def _periodes(ruw: Ruw) -> None:
    for naam, van, tot in (
        ("region", "valid_from", "valid_until"),
        ("product", "valid_from", "valid_until"),
        ("transition", "from", "until"),
        ("typical_hours", "from", "until"),
    ):
        for rij in ruw.rijen(naam):
            begin, eind = rij.get(van), rij.get(tot)
            if begin is not None and eind is not None and eind < begin:
                ruw.fout(rij, tot, f"gevonden {eind}; verwacht niet eerder of lager dan {van} ({begin})")


def _uniek(ruw: Ruw, naam: str, sleutels: tuple[str, ...]) -> None:
    eerder: dict[tuple[Any, ...], Rij] = {}
    for rij in ruw.rijen(naam):
        eerste = eerder.setdefault(tuple(rij[sleutel] for sleutel in sleutels), rij)
        if eerste is not rij:
            waarden = ", ".join(f"{sleutel} {rij[sleutel]}" for sleutel in sleutels)
            ruw.fout(rij, sleutels[0], f"{waarden} staat al in {eerste.kop}; verwacht: elk een keer")


def _voorbeeldwaarden(ruw: Ruw) -> None:
    for naam in ("product", "norm", "budget", "standard_budget", "rate", "group_size", "stated_total"):
        for rij in ruw.rijen(naam):
            onbekend = [s for s in rij.get("example_values", ()) if s not in rij.waarden]
            if onbekend:
                tekst = f"noemt {', '.join(onbekend)}; verwacht sleutels die in deze rij staan"
                ruw.fout(rij, "example_values", tekst)


def _tarieven(ruw: Ruw) -> None:
    for rij in ruw.rijen("product"):
        if rij["unit"] == EUROS and "tariff" in rij.waarden:
            ruw.fout(rij, "tariff", "gevonden een tarief; verwacht geen tarief bij eenheid 83 (euro's)")
        if rij["unit"] != EUROS and "tariff" not in rij.waarden:
            ruw.fout(rij, None, "sleutel tariff ontbreekt; verwacht een geheel aantal eurocenten (alleen eenheid 83 "
                     "heeft geen tarief)")  # fmt: skip


def _dubbele_producten(ruw: Ruw) -> None:
    per_code: dict[tuple[Any, ...], list[Rij]] = {}
    for rij in ruw.rijen("product"):
        gelijken = per_code.setdefault((rij["code"], rij["unit"], rij.get("provider")), [])
        dubbel = next((ander for ander in gelijken if _raken(rij, ander)), None)
        if dubbel is not None:
            tekst = (
                f"product {rij['code']} in eenheid {rij['unit']} staat voor dezelfde dagen al in {dubbel.kop}; "
                f"verwacht: een tarief per code, eenheid, aanbieder en dag"
            )
            ruw.fout(rij, "code", tekst)
        gelijken.append(rij)


def _raken(een: Rij, ander: Rij) -> bool:
    return _begin(een) <= _eind(ander) and _begin(ander) <= _eind(een)


def _begin(rij: Rij) -> date:
    return rij.get("valid_from") or date.min


def _eind(rij: Rij) -> date:
    return rij.get("valid_until") or date.max


def _normen(ruw: Ruw) -> None:
    codes = {rij["code"] for rij in ruw.rijen("product")}
    for rij in ruw.rijen("norm"):
        minuten = Decimal(rij["hours_per_client"]) * 60
        if minuten <= 0 or minuten != minuten.to_integral_value():
            tekst = f"gevonden {rij['hours_per_client']}; verwacht meer dan 0 en een heel aantal minuten"
            ruw.fout(rij, "hours_per_client", tekst)
        _meldt_onbekende(ruw, rij, (rij["product"],), codes)
        _meldt_jaar(ruw, rij)


def _budgetcodes(ruw: Ruw) -> None:
    codes = {rij["code"] for rij in ruw.rijen("product")}
    gemeenten = {rij["code"] for rij in ruw.rijen("municipality")}
    eerder: dict[tuple[str, int], Rij] = {}
    for rij in ruw.rijen("budget"):
        if rij["amount"] == 0:
            ruw.fout(rij, "amount", "gevonden 0; verwacht een bedrag boven 0")
        for code in dict.fromkeys(rij["products"]):
            eerste = eerder.setdefault((code, rij["year"]), rij)
            if eerste is not rij:
                tekst = f"product {code} telt voor {rij['year']} al mee in {eerste.kop}; verwacht: in een budget"
                ruw.fout(rij, "products", tekst)
        buiten = [code for code in rij.get("excluded_municipalities", ()) if code not in gemeenten]
        if buiten:
            tekst = f"noemt {', '.join(buiten)}; verwacht gemeenten die in [[municipality]] staan"
            ruw.fout(rij, "excluded_municipalities", tekst)
        _meldt_onbekende(ruw, rij, rij["products"], codes)
        _meldt_jaar(ruw, rij)


def _meldt_onbekende(ruw: Ruw, rij: Rij, codes: Iterable[str], bekend: Set[str]) -> None:
    onbekend = [code for code in codes if code not in bekend]
    if onbekend:
        tekst = f"product {', '.join(onbekend)} staat niet in [[product]]; een regel met die code krijgt S329"
        ruw.waarschuw(rij, tekst)


def _meldt_jaar(ruw: Ruw, rij: Rij) -> None:
    """A norm or budget of a year in which the file is never in force would never count a line."""
    regio = ruw.rij("region")
    if regio is None:
        return
    van, tot = regio["valid_from"], regio.get("valid_until")
    if rij["year"] < van.year or (tot is not None and rij["year"] > tot.year):
        einde = datum(tot) if tot else "zonder einde"
        ruw.waarschuw(
            rij, f"jaar {rij['year']} valt buiten de geldigheid van het bestand ({datum(van)} tot en met {einde})"
        )


def _rekentarieven(ruw: Ruw) -> None:
    for rij in ruw.rijen("rate"):
        if (rij["kind"] == "groep") != ("group" in rij.waarden):
            ruw.fout(rij, "group", 'verwacht een intensiteit bij kind = "groep", en alleen daar')


def _regels(ruw: Ruw, regelnummers: Set[str]) -> None:
    for rij in ruw.rijen("rule"):
        if rij["number"] not in regelnummers:
            tekst = f"onbekend regelnummer {rij['number']}; verwacht een van: {', '.join(sorted(regelnummers))}"
            ruw.fout(rij, "number", tekst)
    nodig: tuple[tuple[str, str, Callable[[], object]], ...] = (
        ("IJ04", "[[standard_budget]]", lambda: ruw.rijen("standard_budget")),
        ("IJ07", "[[product]] met group", lambda: any("group" in rij.waarden for rij in ruw.rijen("product"))),
        ("IJ08", "[stay]", lambda: ruw.rij("stay")),
        ("IJ09", "[transition]", lambda: ruw.rij("transition")),
    )
    for nummer, tabel, aanwezig in nodig:
        rij_met = next((rij for rij in ruw.rijen("rule") if rij["number"] == nummer), None)
        if rij_met is not None and not aanwezig():
            ruw.waarschuw(rij_met, f"regel {nummer} kan zonder {tabel} niet beoordeeld worden")


def _gedrukt(ruw: Ruw) -> None:
    for rij in ruw.rijen("budget"):
        gedrukt = rij.get("printed")
        if gedrukt is not None and _als_cent(gedrukt) != rij["amount"]:
            ruw.waarschuw(
                rij,
                f"{rij['subsegment']}: het document drukt '{gedrukt}', gebruikt wordt {_dubbel(rij['amount'])}",
                ("gedrukt", gedrukt),
                ("gebruikt", str(rij["amount"])),
            )


def _als_cent(gedrukt: str) -> int | None:
    """The amount that a printed figure stands for, or None when it is not written as an amount."""
    vorm = re.fullmatch(r"(?:€\s*)?(\d{1,3}(?:\.\d{3})*|\d+)(?:,(\d{2}|-))?", gedrukt.strip())
    if vorm is None:
        return None
    centen = vorm.group(2) if vorm.group(2) and vorm.group(2) != "-" else "0"
    return int(vorm.group(1).replace(".", "")) * 100 + int(centen)


def _totalen(ruw: Ruw) -> None:
    for rij in ruw.rijen("stated_total"):
        delen = [b for b in ruw.rijen("budget") if (b["segment"], b["year"]) == (rij["segment"], rij["year"])]
        som = sum(b["amount"] for b in delen)
        if som != rij["amount"]:
            ruw.waarschuw(
                rij,
                f"segment {rij['segment']} van {rij['year']}: het document noemt als totaal {_dubbel(rij['amount'])}, "
                f"de budgetten tellen op tot {_dubbel(som)}; verschil {euro(abs(som - rij['amount']))}",
                ("genoemd", str(rij["amount"])),
                ("som", str(som)),
            )


def _dubbel(cent: int) -> str:
    return f"{euro(cent)} ({cent} cent)"
