"""Shows a region file to people and to programs: what was agreed, and what in it is only an example."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any

from rich.console import Console, RenderableType
from rich.text import Text

from services.cli import screen
from services.cli.lexicon import Lexicon, RegionalRule
from services.shared.region.contract import Product, Regio
from services.shared.region.schrijfwijze import datum, euro, uren


def show(out: Console, regio: Regio, words: Lexicon) -> None:
    """Write everything of one file, part by part."""
    out.print(Text(regio.naam, style="bold cyan").append(f"  {regio.organisatie}", style="default bold"))
    gemeenten = ", ".join(f"{name} ({code})" for code, name in sorted(regio.gemeenten.items()))
    rows: list[tuple[str, str | Text]] = [
        ("bestand", f"{regio.bestand}, versie {regio.versie}"),
        ("geldig", _period(regio.geldig_vanaf, regio.geldig_tot)),
        ("gemeenten", gemeenten),
    ]
    rows += [("bron" if not n else "", source) for n, source in enumerate(regio.bronnen)]
    out.print(screen.labelled(rows))
    for title, part in _parts(regio, words):
        out.print()
        out.print(screen.heading(title))
        out.print(screen.indented(part))


def _period(first: date | None, last: date | None) -> str:
    begin = f"vanaf {datum(first)}" if first else ""
    end = f"tot en met {datum(last)}" if last else ""
    return " ".join(part for part in (begin, end) if part) or "altijd"


def _parts(regio: Regio, words: Lexicon) -> Iterator[tuple[str, RenderableType]]:
    if regio.producten:
        headers = ("Code", "Categorie", "Eenheid", "Tarief", "Naam", "Let op")
        yield "Producten", screen.listed(headers, map(_product, regio.producten), right=(3,))
    if regio.standaardbudgetten:
        budgets = [(str(b.nummer), euro(b.bedrag), "ja" if b.medisch else "nee") for b in regio.standaardbudgetten]
        yield "Standaardbudgetten", screen.listed(("Nummer", "Bedrag", "Na medische verwijzing"), budgets, right=(1,))
    if regio.normen:
        norms = [(n.product, str(n.jaar), uren(n.minuten), n.naam or "") for n in regio.normen]
        yield "Normen (gemiddeld per cliënt)", screen.listed(("Product", "Jaar", "Norm", "Naam"), norms, right=(2,))
    if regio.budgetten:
        rows = [
            (b.segment, b.subsegment, str(b.jaar), euro(b.bedrag), ", ".join(b.producten) or "nog geen codes")
            for b in regio.budgetten
        ]
        columns = ("Segment", "Subsegment", "Jaar", "Budget", "Productcodes")
        yield "Budgetten van de regio", screen.listed(columns, rows, right=(3,))
    if agreements := list(_agreements(regio)):
        yield "Afspraken over toewijzen", screen.labelled(agreements, indent=0)
    if regio.regels:
        rules = [(r.nummer, _title(r.nummer, words), r.zwaarte.value, datum(r.vanaf)) for r in regio.regels]
        yield "Regels", screen.listed(("Regel", "Naam", "Zwaarte", "Vanaf"), rules)


def _product(product: Product) -> tuple[str, ...]:
    told = []
    if product.voorbeeld:
        told.append("voorbeeld")
    elif product.voorbeeldwaarden:
        told.append(f"voorbeeld: {', '.join(product.voorbeeldwaarden)}")
    if product.aanbieder:
        told.append(f"alleen {product.aanbieder}")
    if product.geldig_vanaf or product.geldig_tot:
        told.append(_period(product.geldig_vanaf, product.geldig_tot))
    tariff = "" if product.tarief is None else euro(product.tarief)
    return product.code, product.categorie, product.eenheid, tariff, product.naam or "", ", ".join(told)


def _agreements(regio: Regio) -> Iterator[tuple[str, str]]:
    if regio.a_specifiek is not None:
        yield "A-specifiek", f"categorie {', '.join(sorted(regio.a_specifiek))}: zonder productcode, met budget"
    if regio.verwijsgrens is not None:
        codes = ", ".join(sorted(regio.verwijsgrens.medisch))
        yield "verwijzing", f"na een medische verwijzing (codes {codes}) hoogstens {euro(regio.verwijsgrens.grens)}"
    if regio.herstel_maanden is not None:
        yield "traject", f"herstel tot {regio.herstel_maanden} maanden, daarboven duurzaam"
    if regio.verblijf is not None:
        yield "verblijf", f"segment {regio.verblijf.segment}, apart van behandeling"
    if regio.overgang is not None:
        yield "overgang", f"oude codes lopen uit {_period(regio.overgang.vanaf, regio.overgang.tot)}"


def _title(number: str, words: Lexicon) -> str:
    return next((entry.title for entry in words.find(number) if isinstance(entry, RegionalRule)), "")


def as_json(regio: Regio) -> dict[str, Any]:
    """A region file for programs; amounts in eurocents, norms in minutes."""
    return {
        "regio": regio.naam,
        "organisatie": regio.organisatie,
        "bestand": regio.bestand,
        "versie": regio.versie,
        "geldig_vanaf": regio.geldig_vanaf.isoformat(),
        "geldig_tot": regio.geldig_tot.isoformat() if regio.geldig_tot else None,
        "bronnen": list(regio.bronnen),
        "gemeenten": dict(regio.gemeenten),
        "producten": [_plain(product) for product in regio.producten],
        "standaardbudgetten": [_plain(budget) for budget in regio.standaardbudgetten],
        "normen": [_plain(norm) for norm in regio.normen],
        "budgetten": [_plain(budget) for budget in regio.budgetten],
        "regels": [_plain(rule) for rule in regio.regels],
    }


def _plain(row: Any) -> dict[str, Any]:
    return {name: _value(value) for name, value in row._asdict().items()}


def _value(value: Any) -> Any:
    match value:
        case date():
            return value.isoformat()
        case Fraction():
            return float(value)
        case frozenset():
            return sorted(value)
        case tuple():
            return list(value)
        case _:
            return value
