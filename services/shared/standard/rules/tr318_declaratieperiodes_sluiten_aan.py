"""TR318 (8214): a provider does not go back to a month before the one it declared last."""

from __future__ import annotations

from services.shared.standard.leesbaar import dag
from services.shared.standard.messages.jw323 import Declaratie
from services.shared.standard.rule import rule
from services.shared.standard.view import DeclaratieView
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "TR318",
    retourcode="8214",
    level=Level.CROSS_MESSAGE,
    message="JW323",
    over=Declaratie,
    element="DeclaratiePeriode",
    why="Deze declaratie gaat over de maand die begint op {begin}, terwijl u bij deze gemeente al een declaratie hebt "
    "ingediend over de maand die begint op {laatste}.",
    what_now="Zet de late regels in een declaratie over de laatst gedeclareerde maand of een latere maand; de "
    "ProductPeriode van een regel mag in een eerdere maand liggen.",
)
def declaratieperiode_niet_voor_de_laatste(declaratie: Declaratie, view: DeclaratieView) -> Breach | None:
    """The same month again and any later month are allowed; the first declaration has nothing before it.

    A skipped month is allowed too: whether care was delivered in it cannot be seen in any message, so only going back
    is refused (derived). What counts as last is kept per provider and municipality (derived).
    """
    if view.laatste_begin is None or declaratie.begin >= view.laatste_begin:
        return None
    return breach(begin=dag(declaratie.begin), laatste=dag(view.laatste_begin))
