"""Toon de regionale budgetten: per segment en subsegment wat er is toegekend, nog kan komen en wordt verwacht.

  sluis budgetten --region BESTAND              de stand van elk budget
  sluis budgetten herbereken --region BESTAND   tel alles opnieuw uit het grootboek en toon verschillen

Status: 0, bij herbereken alleen zonder verschillen; 1 verschillen, of de database doet het niet; 2 verkeerd gebruik.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence

from rich.text import Text

from services.cli import counted, screen
from services.cli.counted import Counted
from services.cli.regional import Regional
from services.normbewaking import overzicht
from services.normbewaking.verplichtingen import Verplichting
from services.shared.region.budget import BudgetSleutel
from services.shared.region.budgetrij import BudgetRij
from services.shared.region.budgettoestand import BudgetToestand
from services.shared.region.schrijfwijze import euro, half_omhoog, procent

_STYLES = {
    BudgetToestand.ONDER_80: "green",
    BudgetToestand.VANAF_80: "yellow",
    BudgetToestand.VANAF_95: "bold yellow",
    BudgetToestand.VANAF_100: "bold red",
}
_HEADERS = ("Subsegment", "Budget", "Toegekend", "Benut", "", "Vastgelegd", "Prognose", "Op")
_WIDTH = 12


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    counted.configure(parser)


def run(options: argparse.Namespace) -> int:
    """Show budgets, or count them again."""
    return counted.run(options, "budgetten", "budget", _look)


async def _look(opened: Regional) -> Counted:
    async with opened.database.transaction(write=False) as tx:
        rows = await overzicht.budgetrijen(tx, opened.regios, opened.today)
    notes = overzicht.opmerkingen((rij for rij, _ in rows), opened.regios)
    documents = [overzicht.budget_json(rij, rest, notes[overzicht.sleutel(rij)]) for rij, rest in rows]
    return Counted(documents, lambda: _show(rows, notes, opened))


def _show(
    rows: Sequence[tuple[BudgetRij, Verplichting]], notes: Mapping[BudgetSleutel, list[str]], opened: Regional
) -> None:
    out = screen.console()
    if not rows:
        out.print("Er zijn geen budgetten. Geef regiobestanden op met --region.")
        return
    for regio, segment, jaar in dict.fromkeys((rij.regio, rij.segment, rij.jaar) for rij, _ in rows):
        mine = [each for each in rows if (each[0].regio, each[0].segment, each[0].jaar) == (regio, segment, jaar)]
        out.print(Text(f"{regio}, segment {segment}, {jaar}", style="bold cyan"))
        out.print(screen.indented(screen.listed(_HEADERS, map(_row, mine), right=range(1, len(_HEADERS)))))
        for note, about in _together(mine, notes).items():
            unnamed = [name for name in about if name not in note]
            out.print(screen.indented(f"{', '.join(unnamed)}: {note}" if unnamed else note))
    for sentence in overzicht.omvang_zinnen(opened.regios):
        out.print(sentence)


def _together(
    rows: Sequence[tuple[BudgetRij, Verplichting]], notes: Mapping[BudgetSleutel, list[str]]
) -> dict[str, list[str]]:
    """What must be said beside these rows, each sentence once, with the subsegments that it is about."""
    found: dict[str, list[str]] = {}
    for rij, rest in rows:
        for note in [*notes[overzicht.sleutel(rij)], *_rest(rij, rest)]:
            found.setdefault(note, []).append(rij.subsegment)
    return found


def _row(each: tuple[BudgetRij, Verplichting]) -> list[str | Text]:
    rij = each[0]
    return [
        rij.subsegment,
        _whole(rij.budget_cent),
        _whole(rij.toegekend_cent),
        procent(rij.toegekend_cent, rij.budget_cent),
        bar(rij),
        _whole(rij.vastgelegd_cent),
        _whole(rij.prognose_cent),
        rij.uitgeput_op.isoformat() if rij.uitgeput_op else "-",
    ]


def _whole(cent: int) -> str:
    """An amount in whole euros, half up; the cents stand in --json and --csv."""
    return euro(half_omhoog(cent, 100) * 100).removesuffix(",00")


def bar(rij: BudgetRij) -> Text:
    """How full a budget is: a bar of twelve steps in the colour of its state, with a mark when it is past its end."""
    full = max(0, min(_WIDTH, rij.toegekend_cent * _WIDTH // rij.budget_cent if rij.budget_cent else 0))
    style = _STYLES[rij.toestand]
    past = "!" if rij.toegekend_cent > rij.budget_cent else " "
    return Text("█" * full, style=style) + Text("░" * (_WIDTH - full), style="dim") + Text(past, style=style)


def _rest(rij: BudgetRij, rest: Verplichting) -> list[str]:
    """What allocations may still cost that does not stand in the table."""
    notes = []
    if rij.a_specifiek_cent:
        notes.append(f"op A-specifieke toewijzingen kan nog {euro(rij.a_specifiek_cent)} komen (niet in vastgelegd).")
    if rest.zonder_maximum:
        notes.append(f"{rest.zonder_maximum} toewijzingen hebben geen maximum of tarief en tellen niet in vastgelegd.")
    return notes
