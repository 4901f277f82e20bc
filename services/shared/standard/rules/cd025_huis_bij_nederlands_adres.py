"""CD025 (0001): an address in the Netherlands has a house number."""

from __future__ import annotations

from services.shared.standard.messages import jw301
from services.shared.standard.rule import rule
from services.shared.standard.view import BerichtView
from services.shared.verdict.finding import Breach, Level, breach

NETHERLANDS = "NL"


@rule(
    "CD025",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW301",
    over=jw301.Contact,
    element="Adres/Huis",
    why="Bij dit Nederlandse adres (contact soort {soort}) ontbreekt het huisnummer.",
    what_now="Vul Huis met Huisnummer in en stuur de toewijzing opnieuw; een telefoonnummer is hier niet genoeg.",
)
def huis_bij_nederlands_adres(contact: jw301.Contact, view: BerichtView) -> Breach | None:
    """The group Huis always holds a Huisnummer (XSD)."""
    if contact.land_code != NETHERLANDS or contact.heeft_huis:
        return None
    return breach(soort=contact.soort)
