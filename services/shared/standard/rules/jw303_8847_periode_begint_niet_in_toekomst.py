"""JW303-8847 (8847, derived): DeclaratiePeriode does not begin after the day of judging."""

from __future__ import annotations

from services.shared.standard.leesbaar import dag
from services.shared.standard.messages.jw303 import Header303
from services.shared.standard.rule import rule
from services.shared.standard.view import Header303View
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "JW303-8847",
    retourcode="8847",
    level=Level.EXTERNAL,
    message="JW303",
    over=Header303,
    element="DeclaratieFactuurIdentificatie/DeclaratiePeriode/Begindatum",
    derived=True,
    why="De declaratieperiode begint op {begin}, maar het is vandaag pas {vandaag}.",
    what_now="Declareer een periode pas als die is begonnen. Stuur het bericht daarna opnieuw.",
)
def periode_begint_niet_in_toekomst(header: Header303, view: Header303View) -> Breach | None:
    """Today is allowed. Derived from the meaning of the code in the schema of 2.3."""
    if header.begin <= view.today:
        return None
    return breach(begin=dag(header.begin), vandaag=dag(view.today))
