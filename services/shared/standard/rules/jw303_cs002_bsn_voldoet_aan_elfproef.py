"""JW303-CS002 (0001, derived): a BSN passes the elfproef."""

from __future__ import annotations

from services.shared.standard.bsn import voldoet_aan_elfproef
from services.shared.standard.messages.jw303 import Client303
from services.shared.standard.rule import rule
from services.shared.standard.view import BerichtView
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "JW303-CS002",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW303",
    over=Client303,
    element="Bsn",
    derived=True,
    why="Het BSN van deze cliënt is geen geldig burgerservicenummer.",
    what_now="Neem het BSN over van een identiteitsbewijs of uit het toewijzingsbericht en stuur het bericht opnieuw.",
)
def bsn_voldoet_aan_elfproef(client: Client303, view: BerichtView) -> Breach | None:
    """Derived: the rule of 3.2 looks at every Bsn. The number itself is no figure of the breach."""
    return None if voldoet_aan_elfproef(client.bsn) else breach()
