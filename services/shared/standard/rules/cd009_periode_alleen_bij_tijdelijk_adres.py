"""CD009 (0001): only a temporary residence (Soort 04) has a Periode."""

from __future__ import annotations

from services.shared.standard.messages import jw301
from services.shared.standard.rule import rule
from services.shared.standard.view import BerichtView
from services.shared.verdict.finding import Breach, Level, breach

TEMPORARY = "04"


@rule(
    "CD009",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW301",
    over=jw301.Contact,
    element="Periode",
    why="Dit contact heeft een Periode, maar is geen tijdelijk adres: de Soort is {soort}.",
    what_now="Haal Periode weg of maak er een tijdelijk adres (04) van, en stuur de toewijzing opnieuw.",
)
def periode_alleen_bij_tijdelijk_adres(contact: jw301.Contact, view: BerichtView) -> Breach | None:
    """At Soort 04 a Periode is optional."""
    if not contact.heeft_periode or contact.soort == TEMPORARY:
        return None
    return breach(soort=contact.soort)
