"""JW303-8214 (8214, derived): DeclaratiePeriode is a whole calendar month or exactly four weeks."""

from __future__ import annotations

from datetime import timedelta

from services.shared.standard.kalender import laatste_dag
from services.shared.standard.leesbaar import dag
from services.shared.standard.messages.jw303 import Header303
from services.shared.standard.rule import rule
from services.shared.standard.view import Header303View
from services.shared.verdict.finding import Breach, Level, breach

VIER_WEKEN = timedelta(days=27)


@rule(
    "JW303-8214",
    retourcode="8214",
    level=Level.CROSS_MESSAGE,
    message="JW303",
    over=Header303,
    element="DeclaratieFactuurIdentificatie/DeclaratiePeriode",
    derived=True,
    why="De declaratieperiode loopt van {begin} tot en met {eind}; dat is geen hele kalendermaand en geen periode van "
    "vier weken.",
    what_now="Declareer over een hele maand of over vier weken van 28 dagen, zoals met de gemeente is afgesproken. "
    "Stuur het bericht daarna opnieuw.",
)
def periode_is_maand_of_vier_weken(header: Header303, view: Header303View) -> Breach | None:
    """Inclusive dates. Derived; probably TR318, whose meaning changed in 3.2.

    The code speaks of the period that the parties agreed: a month, or four weeks. Which of the two they agreed stands
    in no message and no region file, so a period is refused only when it is neither.
    """
    begin, eind = header.begin, header.eind
    if (begin.day == 1 and eind == laatste_dag(begin)) or eind - begin == VIER_WEKEN:
        return None
    return breach(begin=dag(begin), eind=dag(eind))
