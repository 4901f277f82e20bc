"""CS337 (0001): a ProductPeriode lies in one calendar month (OP367)."""

from __future__ import annotations

from services.shared.standard.messages import jw323
from services.shared.standard.rule import rule
from services.shared.standard.view import BerichtView
from services.shared.standard.vorm import vorm
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "CS337",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW323",
    over=jw323.Prestatie,
    sees=vorm,
    element="ProductPeriode",
    why="De productperiode loopt van {begin} tot en met {eind} en ligt dus niet in één kalendermaand.",
    what_now="Maak per kalendermaand een eigen regel en stuur de declaratie opnieuw.",
)
def productperiode_ligt_in_een_maand(prestatie: jw323.Prestatie, view: BerichtView) -> Breach | None:
    """Month and year of both dates are the same."""
    begin, eind = prestatie.begin, prestatie.eind
    if begin.month == eind.month and begin.year == eind.year:
        return None
    return breach(begin=str(begin), eind=str(eind))
