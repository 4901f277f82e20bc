"""CS050 (0001): NaamGebruik fits the presence of a Partnernaam."""

from __future__ import annotations

from services.shared.standard.messages import jw301
from services.shared.standard.rule import rule
from services.shared.standard.view import BerichtView
from services.shared.verdict.finding import Breach, Level, breach

WITH_PARTNER = frozenset(("1", "2", "3", "4"))
WITHOUT_PARTNER = frozenset(("1", "6"))

WHY = "NaamGebruik is {naam_gebruik} en Partnernaam is {partnernaam}; die twee passen niet bij elkaar."
WHAT_NOW = (
    "Gebruik 1, 2, 3 of 4 als er een partnernaam is en anders 1 (of 6 voor een organisatie), "
    "en stuur de toewijzing opnieuw."
)


@rule(
    "CS050",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW301",
    over=jw301.Client,
    element="Naam/NaamGebruik",
    why=WHY,
    what_now=WHAT_NOW,
)
def naamgebruik_van_client_past_bij_partnernaam(client: jw301.Client, view: BerichtView) -> Breach | None:
    """Value 5 never passes; CS318 excludes 6 for a client."""
    return _judged(client.heeft_partnernaam, client.naam_gebruik)


@rule(
    "CS050",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW301",
    over=jw301.Relatie,
    element="Naam/NaamGebruik",
    why=WHY,
    what_now=WHAT_NOW,
)
def naamgebruik_van_relatie_past_bij_partnernaam(relatie: jw301.Relatie, view: BerichtView) -> Breach | None:
    """A relation may be an organisation (6)."""
    return _judged(relatie.heeft_partnernaam, relatie.naam_gebruik)


def _judged(heeft_partnernaam: bool, naam_gebruik: str) -> Breach | None:
    if naam_gebruik in (WITH_PARTNER if heeft_partnernaam else WITHOUT_PARTNER):
        return None
    return breach(naam_gebruik=naam_gebruik, partnernaam="ingevuld" if heeft_partnernaam else "leeg")
