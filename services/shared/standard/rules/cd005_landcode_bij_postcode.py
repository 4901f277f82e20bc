"""CD005 (0001): LandCode is present exactly when Postcode is."""

from __future__ import annotations

from services.shared.standard.messages import jw301
from services.shared.standard.rule import rule
from services.shared.standard.view import BerichtView
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "CD005",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW301",
    over=jw301.Contact,
    element="Adres/LandCode",
    why="In dit adres (contact soort {soort}) staat {aanwezig} zonder {ontbreekt}.",
    what_now="Vul LandCode en Postcode allebei in of laat ze allebei weg, en stuur de toewijzing opnieuw.",
)
def landcode_staat_bij_postcode(contact: jw301.Contact, view: BerichtView) -> Breach | None:
    """One without the other is a breach in both directions."""
    if (contact.land_code is None) == (contact.postcode is None):
        return None
    aanwezig, ontbreekt = ("Postcode", "LandCode") if contact.land_code is None else ("LandCode", "Postcode")
    return breach(soort=contact.soort, aanwezig=aanwezig, ontbreekt=ontbreekt)
