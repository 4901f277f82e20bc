"""TR006 (0001): a Contact has a telephone number, or a house number together with a postcode."""

from __future__ import annotations

from services.shared.standard.messages import jw301
from services.shared.standard.rule import rule
from services.shared.standard.view import BerichtView
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "TR006",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW301",
    over=jw301.Contact,
    why="Bij dit contact (soort {soort}) staat geen telefoonnummer en ook geen huisnummer met postcode.",
    what_now="Vul Telefoon in, of Huis en Postcode samen, en stuur de toewijzing opnieuw.",
)
def contact_is_bereikbaar(contact: jw301.Contact, view: BerichtView) -> Breach | None:
    """Holds for contacts of the client and of relations; having everything is fine."""
    if contact.heeft_telefoon or (contact.heeft_huis and contact.postcode is not None):
        return None
    return breach(soort=contact.soort)
