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
_HEADERS = (
    "Aanbieder", "Product", "Jaar", "Cliënten", "Gemiddeld", "Grens", "Stand", "Trend", "Rang", "Te veel", "Te laat",
)  # fmt: skip
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
    for regio in dict.fromkeys(row.rij.regio for row in rows):
        mine = [row for row in rows if row.rij.regio == regio]
        out.print(Text(regio, style="bold cyan"))
        out.print(screen.indented(screen.listed(_HEADERS, map(_row, mine), right=(3, 4, 5, 8, 9, 10))))
        for note in [note for row in mine for note in _notes(row.rij)]:
            out.print(screen.indented(note))


def _row(row: Vergelijking) -> list[str | Text]:
    rij = row.rij
    state = Text(rij.toestand.value + (" (voorlopig)" if rij.voorlopig else ""), style=_STYLES[rij.toestand])
    return [
        rij.aanbieder,
        rij.product,
        str(rij.jaar),
        str(rij.clienten),
        uren(Fraction(rij.minuten, rij.clienten) if rij.clienten else 0),
        uren(rij.limiet_minuten),
        state,
        f"{rij.trend.pijl} {rij.trend.value}",
        f"{row.rang} van {row.van}",
        f"{uren(rij.overschrijding_minuten)}, {euro(rij.overschrijding_cent)}" if rij.overschrijding_minuten else "-",
        procent(rij.late_regels, rij.regels),
    ]


def _notes(rij: NormRij) -> list[str]:
    """What belongs under the table: the expected end of the year, other units, and whether money may be reclaimed."""
    wie = f"{rij.aanbieder} {rij.product} {rij.jaar}"
    verwacht, onder, boven = rij.prognose.als_minuten()
    test = rij.prognose.minuten.terugtoets_promille
    fout = "" if test is None else f", terugtoets {procent(test, 1000)}"
    notes = [f"{wie}: verwacht eind van het jaar {uren(verwacht)} (tussen {uren(onder)} en {uren(boven)}{fout})."]
    for eenheid, telling in rij.andere_eenheden.items():
        notes.append(
            f"{wie}: {telling['regels']} regels in eenheid {eenheid} tellen niet mee (volume {telling['volume']})."
        )
    if rij.terugvordering_cent:
        notes.append(f"{wie}: terug te vorderen {euro(rij.terugvordering_cent)}.")
    elif rij.overschrijding_minuten:
        reasons = "; ".join(_ONTBREEKT[each] for each in rij.terugvordering_ontbreekt)
        notes.append(f"{wie}: niet terug te vorderen: {reasons}.")
    return notes
