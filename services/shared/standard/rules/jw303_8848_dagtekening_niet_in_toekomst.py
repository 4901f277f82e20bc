"""JW303-8848 (8848, derived): FactuurDagtekening is not later than the day of judging."""

from __future__ import annotations

from services.shared.standard.leesbaar import dag
from services.shared.standard.messages.jw303 import Header303
from services.shared.standard.rule import rule
from services.shared.standard.view import Header303View
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "JW303-8848",
    retourcode="8848",
    level=Level.EXTERNAL,
    message="JW303",
    over=Header303,
    element="DeclaratieFactuurIdentificatie/FactuurDagtekening",
    derived=True,
    why="De dagtekening van de factuur is {dagtekening}, maar het is vandaag pas {vandaag}.",
    what_now="Zet de dag waarop u de factuur maakt als dagtekening in het bericht en stuur het opnieuw.",
)
def dagtekening_niet_in_toekomst(header: Header303, view: Header303View) -> Breach | None:
    """Today is allowed. Derived; probably TR135."""
    if header.factuur_dagtekening <= view.today:
        return None
    return breach(dagtekening=dag(header.factuur_dagtekening), vandaag=dag(view.today))
