"""JW303-0551 (0551, derived): a line can be linked to an allocation of this client."""

from __future__ import annotations

from services.shared.standard.messages.jw303 import Prestatie303
from services.shared.standard.rule import rule
from services.shared.standard.view import Prestatie303View
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "JW303-0551",
    retourcode="0551",
    level=Level.CROSS_MESSAGE,
    message="JW303",
    over=Prestatie303,
    element="ToewijzingNummer",
    derived=True,
    why="Deze regel kan niet worden gekoppeld aan een toewijzing die de gemeente u voor deze cliënt heeft gestuurd.",
    what_now="Neem het ToewijzingNummer over uit het toewijzingsbericht. Hebt u dat niet, vraag de gemeente dan het "
    "te sturen. Dien de regel daarna opnieuw in.",
)
def toewijzing_bestaat(prestatie: Prestatie303, view: Prestatie303View) -> Breach | None:
    """Debit lines. Derived, counterpart of TR338: linked by ToewijzingNummer, or in another way that found one.

    A removed allocation counts as never sent; 2.3 has no code of its own for it, so it gives this one (derived). An
    allocation of another provider gets 9311 instead.
    """
    if prestatie.debet_credit != "D" or view.toewijzing_van_ander:
        return None
    return breach() if view.toewijzing is None or view.toewijzing.verwijderd else None
