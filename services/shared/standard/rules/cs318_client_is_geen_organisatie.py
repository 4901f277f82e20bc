"""CS318 (0001): a client is not an organisation (NaamGebruik 6)."""

from __future__ import annotations

from services.shared.standard.messages import jw301
from services.shared.standard.rule import rule
from services.shared.standard.view import BerichtView
from services.shared.verdict.finding import Breach, Level, breach

ORGANISATION = "6"


@rule(
    "CS318",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW301",
    over=jw301.Client,
    element="Naam/NaamGebruik",
    why="NaamGebruik van de cliënt is {naam_gebruik} (organisatie); een cliënt is altijd een persoon.",
    what_now="Kies het NaamGebruik dat bij de cliënt past en stuur de toewijzing opnieuw.",
)
def client_is_geen_organisatie(client: jw301.Client, view: BerichtView) -> Breach | None:
    """A relation may be an organisation (IV045)."""
    if client.naam_gebruik != ORGANISATION:
        return None
    return breach(naam_gebruik=client.naam_gebruik)
