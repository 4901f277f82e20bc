"""CD034 (0001): a BRP address (Soort 01) and a residence (03) have a Postcode."""

from __future__ import annotations

from services.shared.standard.messages import jw301
from services.shared.standard.rule import rule
from services.shared.standard.view import BerichtView
from services.shared.verdict.finding import Breach, Level, breach

WITH_POSTCODE = frozenset(("01", "03"))


@rule(
    "CD034",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW301",
    over=jw301.Contact,
    element="Adres/Postcode",
    why="Bij dit contact (soort {soort}) ontbreekt de postcode; een BRP-adres (01) of verblijfadres (03) heeft die.",
    what_now="Vul het adres met Postcode in en stuur de toewijzing opnieuw.",
)
def postcode_bij_brp_en_verblijfadres(contact: jw301.Contact, view: BerichtView) -> Breach | None:
    """Holds for contacts of the client and of relations."""
    if contact.postcode is not None or contact.soort not in WITH_POSTCODE:
        return None
    return breach(soort=contact.soort)
