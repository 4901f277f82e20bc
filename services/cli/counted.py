"""Knows what the commands that show norms and budgets share: bring up to date or count again, then show the rows."""

from __future__ import annotations

import argparse
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from services.cli import regional, screen
from services.cli.regional import Regional
from services.cli.regional_count import catch_up, recount
from services.normbewaking.recount import Soort


@dataclass(frozen=True, slots=True)
class Counted:
    """The rows that were found, for programs; ``show`` prints them for people."""

    documents: Sequence[dict[str, object]]
    show: Callable[[], None]


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of these commands."""
    parser.add_argument("actie", nargs="?", choices=("herbereken",), help="tel opnieuw uit het grootboek")
    parser.add_argument("--csv", metavar="BESTAND", type=Path, help="schrijf de rijen ook voor een rekenblad")
    regional.add_options(parser)


def run(options: argparse.Namespace, command: str, what: Soort, look: Callable[[Regional], Awaitable[Counted]]) -> int:
    """Show what ``look`` finds, or count again; the exit status of the command."""

    async def work(opened: Regional) -> int:
        await catch_up(opened)
        if options.actie == "herbereken":
            return await recount(opened, what, as_json=options.json)
        found = await look(opened)
        if options.csv is not None:
            regional.write_csv(options.csv, found.documents)
        if options.json:
            screen.write_json(found.documents)
        else:
            found.show()
        return 0

    return regional.with_dossier(options, command, work)
