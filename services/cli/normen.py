"""Toon de normen: per aanbieder, product en jaar de gemiddelde inzet per cliënt, de grens en de stand.

  sluis normen --region BESTAND              de stand van elke norm
  sluis normen herbereken --region BESTAND   tel alles opnieuw uit het grootboek en toon verschillen

Status: 0, bij herbereken alleen zonder verschillen; 1 verschillen, of de database doet het niet; 2 verkeerd gebruik.
"""

from __future__ import annotations

import argparse
from fractions import Fraction

from rich.text import Text

from services.cli import counted, screen
from services.cli.counted import Counted
from services.cli.regional import Regional
from services.normbewaking import overzicht
from services.shared.region.normrij import NormRij, Vergelijking
from services.shared.region.normtoestand import Toestand
from services.shared.region.schrijfwijze import euro, procent, uren

_STYLES = {
    Toestand.BINNEN: "green",
    Toestand.NADERT: "yellow",
    Toestand.TOEGESTAAN: "yellow",
    Toestand.OVERSCHREDEN: "bold red",
}
_HEADERS = ("Aanbieder", "Cliënten", "Gemiddeld", "Grens", "Stand", "Rang", "Te veel", "Te laat")
_ONTBREEKT = {
    "jaar_niet_voorbij": "het jaar is niet voorbij",
    "niet_overschreden": "de grens is niet overschreden",
    "geen_gesprek": "er is geen gesprek vastgelegd",
    "te_weinig_afspraken_geschonden": "er zijn geen twee verbeterafspraken geschonden",
}


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    counted.configure(parser)


def run(options: argparse.Namespace) -> int:
    """Show norms, or count them again."""
    return counted.run(options, "normen", "norm", _look)


async def _look(opened: Regional) -> Counted:
    async with opened.database.transaction(write=False) as tx:
        rows = overzicht.vergelijkingen(await overzicht.normrijen(tx, opened.regios, opened.today))
    return Counted([overzicht.norm_json(row) for row in rows], lambda: _show(rows, opened))


def _show(rows: list[Vergelijking], opened: Regional) -> None:
    out = screen.console()
    if not rows:
        what = "Nog niets toegekend op een product met een norm." if opened.regios.normen() else "Er zijn geen normen."
        out.print(f"{what} Geef regiobestanden op met --region.")
        return
    for regio, product, jaar in dict.fromkeys(_group(row.rij) for row in rows):
        mine = [row for row in rows if _group(row.rij) == (regio, product, jaar)]
        out.print(Text(f"{regio}, product {product}, {jaar} (uren)", style="bold cyan"))
        out.print(screen.indented(screen.listed(_HEADERS, map(_row, mine), right=range(len(_HEADERS)))))
        for note in [note for row in mine for note in _notes(row.rij)]:
            out.print(screen.indented(note))


def _group(rij: NormRij) -> tuple[str, str, int]:
    """What stands above a table: providers are compared within one product and year."""
    return rij.regio, rij.product, rij.jaar


def _row(row: Vergelijking) -> list[str | Text]:
    rij = row.rij
    return [
        rij.aanbieder,
        str(rij.clienten),
        f"{_hours(Fraction(rij.minuten, rij.clienten) if rij.clienten else 0)} {rij.trend.pijl}",
        _hours(rij.limiet_minuten),
        Text(rij.toestand.value + ("*" if rij.voorlopig else ""), style=_STYLES[rij.toestand]),
        f"{row.rang}/{row.van}",
        _hours(rij.overschrijding_minuten) if rij.overschrijding_minuten else "-",
        procent(rij.late_regels, rij.regels),
    ]


def _hours(minuten: int | Fraction) -> str:
    """Hours without their unit, which stands above the table."""
    return uren(minuten).removesuffix(" uur")


def _notes(rij: NormRij) -> list[str]:
    """What belongs under the table: a state that is provisional, the expected end of the year, other units, and
    whether money may be reclaimed."""
    wie = rij.aanbieder
    verwacht, onder, boven = rij.prognose.als_minuten()
    test = rij.prognose.minuten.terugtoets_promille
    fout = "" if test is None else f", terugtoets {procent(test, 1000)}"
    notes = [f"* {wie}: de stand is voorlopig, er zijn nog weinig cliënten."] if rij.voorlopig else []
    notes.append(f"{wie}: verwacht eind van het jaar {uren(verwacht)} (tussen {uren(onder)} en {uren(boven)}{fout}).")
    for eenheid, telling in rij.andere_eenheden.items():
        notes.append(
            f"{wie}: {telling['regels']} regels in eenheid {eenheid} tellen niet mee (volume {telling['volume']})."
        )
    if rij.terugvordering_cent:
        notes.append(f"{wie}: terug te vorderen {euro(rij.terugvordering_cent)}.")
    elif rij.overschrijding_minuten:
        reasons = "; ".join(_ONTBREEKT[each] for each in rij.terugvordering_ontbreekt)
        notes.append(f"{wie}: te veel is {euro(rij.overschrijding_cent)}, niet terug te vorderen: {reasons}.")
    return notes
