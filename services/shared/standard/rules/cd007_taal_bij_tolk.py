"""CD007 (0001): Taal is present exactly when Communicatie asks for a language interpreter (Vorm 1)."""

from __future__ import annotations

from services.shared.standard.messages import jw301
from services.shared.standard.rule import rule
from services.shared.standard.view import BerichtView
from services.shared.verdict.finding import Breach, Level, breach

INTERPRETER = "1"


@rule(
    "CD007",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW301",
    over=jw301.Client,
    element="Communicatie",
    why="Taal hoort bij Vorm 1 (tolk taal) en alleen daarbij; hier is Vorm {vorm} en Taal {taal}.",
    what_now="Vul bij een taaltolk de taal in, laat Taal anders weg, en stuur de toewijzing opnieuw.",
)
def taal_precies_bij_tolk(client: jw301.Client, view: BerichtView) -> Breach | None:
    """Without Communicatie there is nothing to judge."""
    if client.heeft_taal == (client.communicatie_vorm == INTERPRETER):
        return None
    return breach(vorm=client.communicatie_vorm or "leeg", taal="ingevuld" if client.heeft_taal else "leeg")
