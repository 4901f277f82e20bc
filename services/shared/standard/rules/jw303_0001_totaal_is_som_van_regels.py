"""JW303-0001 (0001, derived): the total of a declaration or invoice is the net sum of its lines."""

from __future__ import annotations

from services.shared.standard.leesbaar import Cent
from services.shared.standard.messages.jw303 import JW303
from services.shared.standard.rule import rule
from services.shared.standard.view import BerichtView
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "JW303-0001",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW303",
    over=JW303,
    element="Header/DeclaratieFactuurBedragen/DeclaratieFactuurTotaalBedrag",
    derived=True,
    why="Het totaalbedrag is {totaal_cent}, maar de regels tellen op tot {som_cent}.",
    what_now="Laat uw software het totaal opnieuw uitrekenen (debet min credit) en stuur het bericht opnieuw.",
)
def totaal_is_som_van_regels(bericht: JW303, view: BerichtView) -> Breach | None:
    """DeclaratieFactuurTotaalBedrag with its sign equals debit minus credit of DeclaratieFactuurBedrag.

    Derived: no rule of release 2.3 is public; its counterpart in 3.2 is TR358. Whether VAT counts is not known, so
    only DeclaratieFactuurBedrag is added up.
    """
    som = 0
    for client in bericht.clienten:
        for line in client.prestaties:
            som += line.bedrag if line.debet_credit == "D" else -line.bedrag
    totaal = bericht.header.totaal.met_teken
    return None if totaal == som else breach(totaal_cent=Cent(totaal), som_cent=Cent(som))
