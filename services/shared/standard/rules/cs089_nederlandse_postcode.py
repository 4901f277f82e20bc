"""CS089 (0001): a postcode in the Netherlands is four digits and two letters, without a space."""

from __future__ import annotations

import re

from services.shared.standard.messages import jw301
from services.shared.standard.rule import rule
from services.shared.standard.view import BerichtView
from services.shared.verdict.finding import Breach, Level, breach

NETHERLANDS = "NL"
DUTCH = re.compile("[1-9][0-9]{3}[a-zA-Z]{2}")


@rule(
    "CS089",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW301",
    over=jw301.Contact,
    element="Adres/Postcode",
    why="De postcode bij dit Nederlandse adres (contact soort {soort}) ontbreekt of heeft niet de vorm 1234AB.",
    what_now="Vul vier cijfers (geen 0 vooraan) en twee letters in, zonder spatie, en stuur de toewijzing opnieuw.",
)
def nederlandse_postcode_heeft_juiste_vorm(contact: jw301.Contact, view: BerichtView) -> Breach | None:
    """A missing Postcode breaks this rule too, next to CD005."""
    if contact.land_code != NETHERLANDS or (contact.postcode is not None and DUTCH.fullmatch(contact.postcode)):
        return None
    return breach(soort=contact.soort)
