"""TR061 (0001): a client has at least one BRP, correspondence or residence contact (Soort 01, 02 or 03)."""

from __future__ import annotations

from services.shared.standard.messages import jw301
from services.shared.standard.rule import rule
from services.shared.standard.view import BerichtView
from services.shared.verdict.finding import Breach, Level, breach

ENOUGH = frozenset(("01", "02", "03"))


@rule(
    "TR061",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW301",
    over=jw301.Client,
    element="Contactgegevens/Contact/Soort",
    why="Geen van de {contacten} contacten van de cliënt is een BRP-adres (01), correspondentieadres (02) of "
    "verblijfadres (03).",
    what_now="Voeg minstens één zo'n contact van de cliënt zelf toe en stuur de toewijzing opnieuw.",
)
def client_heeft_vast_adres(client: jw301.Client, view: BerichtView) -> Breach | None:
    """Contacts of relations do not count (IV047 says what a correspondence address is for)."""
    if any(contact.soort in ENOUGH for contact in client.contacten):
        return None
    return breach(contacten=len(client.contacten))
