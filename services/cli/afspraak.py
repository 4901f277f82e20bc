"""Leg een afspraak vast die in geen bericht staat, of toon wat er is vastgelegd.

  sluis afspraak offerte      een budget buiten de standaardbudgetten, voor een toewijzing
  sluis afspraak verwijzing   wie verwees, voor een toewijzing
  sluis afspraak traject      herstel of duurzaam, voor een toewijzing
  sluis afspraak toestemming  een norm mag worden overschreden, tot een limiet
  sluis afspraak gesprek      er is over een afwijking gesproken
  sluis afspraak verbetering  een afspraak over verbetering, en hoe die afliep
  sluis afspraak list         alles wat is vastgelegd, met beide datums

Niets wordt gewijzigd of gewist; van twee afspraken die iets anders zeggen geldt de laatste. Leg geen persoonsgegevens
vast. Het mag ook voordat de toewijzing er is.

Status: 0 vastgelegd, 1 de database doet het niet, 2 er klopt iets niet.
"""

from __future__ import annotations

import argparse
import sys
from datetime import date
from decimal import Decimal, InvalidOperation

from services.cli import regional, screen
from services.cli.regional import Regional
from services.normbewaking.vastleggen import (
    OVER_JAAR,
    OVER_TOEWIJZING,
    Opgave,
    als_json,
    bezwaren,
    geldig,
    inhoud,
    leg_vast,
)
from services.shared.dossier import afspraken
from services.shared.region.afspraken import Afspraak, Offerte, Trajectkeuze, Uitkomst, Verwijzing
from services.shared.region.termijn import Traject

_MOST = 100_000
_HELP = {
    "offerte": "een budget buiten de standaardbudgetten",
    "verwijzing": "wie verwees",
    "traject": "herstel of duurzaam",
    "toestemming": "een norm mag worden overschreden",
    "gesprek": "er is gesproken over een afwijking",
    "verbetering": "een afspraak over verbetering",
}


def configure(parser: argparse.ArgumentParser) -> None:
    """The subcommands and their options."""
    kinds = parser.add_subparsers(dest="soort_afspraak", metavar="SOORT|list", required=True)
    for soort in OVER_TOEWIJZING:
        kind = kinds.add_parser(soort, help=_HELP[soort])
        kind.add_argument("--gemeente", required=True, metavar="CODE")
        kind.add_argument("--aanbieder", required=True, metavar="AGB")
        kind.add_argument("--toewijzing", required=True, type=int, metavar="NUMMER")
        _recording(kind)
        if soort == "offerte":
            kind.add_argument("--bedrag", required=True, type=int, metavar="CENTEN")
        elif soort == "verwijzing":
            kind.add_argument("--verwijzer", required=True, metavar="CODE", help="COD327, bijvoorbeeld 02 (huisarts)")
        else:
            kind.add_argument("--soort", required=True, choices=[each.value for each in Traject])
    for soort in OVER_JAAR:
        kind = kinds.add_parser(soort, help=_HELP[soort])
        kind.add_argument("--aanbieder", required=True, metavar="AGB")
        kind.add_argument("--product", required=True, metavar="CODE")
        kind.add_argument("--jaar", required=True, type=int)
        _recording(kind)
        if soort == "toestemming":
            kind.add_argument("--limiet-uren", required=True, type=hours, metavar="UREN", help="per cliënt")
        elif soort == "verbetering":
            kind.add_argument("--uitkomst", default="open", choices=[each.value for each in Uitkomst])
    regional.add_options(kinds.add_parser("list", help="toon alles wat is vastgelegd"))


def _recording(kind: argparse.ArgumentParser) -> None:
    kind.add_argument("--auteur", required=True, metavar="NAAM", help="wie het vastlegt")
    kind.add_argument("--reden", required=True, metavar="TEKST")
    kind.add_argument("--van", type=regional.day, metavar="JJJJ-MM-DD", help="eerste dag waarop het geldt")
    kind.add_argument("--tot", type=regional.day, metavar="JJJJ-MM-DD", help="laatste dag waarop het geldt")
    regional.add_options(kind)


def hours(text: str) -> Decimal:
    """Hours, with a dot or a comma."""
    try:
        found = Decimal(text.replace(",", "."))
    except InvalidOperation:
        raise argparse.ArgumentTypeError("een aantal uren, bijvoorbeeld 18 of 18.5") from None
    if not found.is_finite():
        raise argparse.ArgumentTypeError("een aantal uren, bijvoorbeeld 18 of 18.5")
    return found


def run(options: argparse.Namespace) -> int:
    """Record an agreement, or show them all."""
    if options.soort_afspraak == "list":
        return regional.with_dossier(options, "afspraak", lambda opened: _list(opened, as_json=options.json))
    opgave = _opgave(options)
    wrong = bezwaren(opgave)
    if wrong:
        for field, why in wrong.items():
            print(f"sluis afspraak: --{_OPTIONS.get(field, field)}: {why}.", file=sys.stderr)
        return 2

    async def record(opened: Regional) -> int:
        _remark(opgave, opened)
        made = await leg_vast(opened.database, opgave, opened.today)
        if options.json:
            screen.write_json(als_json(made))
        else:
            print(
                f"Vastgelegd als nummer {made.vastlegging.volgnummer}: {_about(made)}, {inhoud(made)}, {geldig(made)}."
            )
        return 0

    return regional.with_dossier(options, "afspraak", record)


_OPTIONS = {"limietUren": "limiet-uren", "traject": "soort"}


def _opgave(options: argparse.Namespace) -> Opgave:
    def said(name: str) -> object:
        return getattr(options, name, None)

    van: date | None = options.van
    return Opgave(
        soort=options.soort_afspraak,
        aanbieder=options.aanbieder,
        auteur=options.auteur,
        reden=options.reden,
        van=van,
        tot=options.tot,
        traject=getattr(options, "soort", None),
        **{name: said(name) for name in _PLAIN},  # type: ignore[arg-type]
    )


_PLAIN = ("gemeente", "toewijzing", "product", "jaar", "bedrag", "verwijzer", "limiet_uren", "uitkomst")


def _remark(opgave: Opgave, opened: Regional) -> None:
    """Say it when the region files that were given do not know what the agreement is about."""
    if not opened.regios:
        return
    if opgave.gemeente is not None and opgave.gemeente not in opened.regios.gemeenten():
        print(f"let op: gemeente {opgave.gemeente} staat in geen van de regiobestanden.", file=sys.stderr)
    norms = {(code, jaar) for _, code, jaar in opened.regios.normen()}
    if opgave.product is not None and (opgave.product, opgave.jaar) not in norms:
        print(
            f"let op: voor {opgave.product} in {opgave.jaar} staat er geen norm in de regiobestanden.", file=sys.stderr
        )


async def _list(opened: Regional, *, as_json: bool) -> int:
    async with opened.database.transaction(write=False) as tx:
        known = await afspraken.found(tx, {}, None, _MOST)
    if as_json:
        screen.write_json([als_json(each) for each in known])
        return 0
    if not known:
        print("Er is nog niets vastgelegd.")
        return 0
    headers = ("Nr", "Afspraak", "Over", "Geldig", "Bekend")
    rows = [
        (
            str(each.vastlegging.volgnummer),
            inhoud(each),
            f"{_about(each)}\n{each.vastlegging.auteur}: {each.vastlegging.reden}",
            _holds(each),
            each.vastlegging.bekend.isoformat(),
        )
        for each in known
    ]
    screen.console().print(screen.listed(headers, rows, right=(0, 3, 4)))
    return 0


def _holds(afspraak: Afspraak) -> str:
    """When an agreement holds, as a column takes it."""
    v = afspraak.vastlegging
    if v.van is None and v.tot is None:
        return "altijd"
    return f"{v.van or '...'} t/m {v.tot or '...'}"


def _about(afspraak: Afspraak) -> str:
    if isinstance(afspraak, Offerte | Verwijzing | Trajectkeuze):
        over = afspraak.toewijzing
        return f"toewijzing {over.nummer} van {over.gemeente} aan {over.aanbieder}"
    jaar = afspraak.contractjaar
    return f"{jaar.aanbieder}, {jaar.product}, {jaar.jaar}"
