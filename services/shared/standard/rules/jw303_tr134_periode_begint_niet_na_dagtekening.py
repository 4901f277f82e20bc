"""JW303-TR134 (0001, derived): DeclaratiePeriode does not begin after FactuurDagtekening."""

from __future__ import annotations

from services.shared.standard.leesbaar import dag
from services.shared.standard.messages.jw303 import Header303
from services.shared.standard.rule import rule
from services.shared.standard.view import BerichtView
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "JW303-TR134",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW303",
    over=Header303,
    element="DeclaratieFactuurIdentificatie/DeclaratiePeriode/Begindatum",
    derived=True,
    why="De declaratieperiode begint op {begin}, na de dagtekening van de factuur ({dagtekening}).",
    what_now="Declareer een periode pas als die is begonnen; controleer DeclaratiePeriode en FactuurDagtekening. "
    "Stuur het bericht daarna opnieuw.",
)
def periode_begint_niet_na_dagtekening(header: Header303, view: BerichtView) -> Breach | None:
    """Equal is allowed. Derived from a template left in the XSLT of 3.2 that names elements of 2.x."""
    if header.begin <= view.dagtekening:
        return None
    return breach(begin=dag(header.begin), dagtekening=dag(view.dagtekening))
