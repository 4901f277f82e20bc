"""CS340 (0001): a DeclaratiePeriode is exactly one whole calendar month."""

from __future__ import annotations

from services.shared.standard.kalender import laatste_dag
from services.shared.standard.messages import jw323
from services.shared.standard.rule import rule
from services.shared.standard.view import BerichtView
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "CS340",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW323",
    over=jw323.Declaratie,
    element="DeclaratiePeriode",
    why="De declaratieperiode loopt van {begin} tot en met {eind}; zij moet precies één hele kalendermaand zijn.",
    what_now="Neem de eerste tot en met de laatste dag van één kalendermaand en stuur de declaratie opnieuw.",
)
def declaratieperiode_is_een_hele_maand(declaratie: jw323.Declaratie, view: BerichtView) -> Breach | None:
    """From day 1 to the last day of that same month, leap years included."""
    if declaratie.begin.day == 1 and declaratie.eind == laatste_dag(declaratie.begin):
        return None
    return breach(begin=str(declaratie.begin), eind=str(declaratie.eind))
