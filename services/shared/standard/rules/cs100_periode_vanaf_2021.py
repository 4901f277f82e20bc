"""CS100 (0001): declared periods begin in 2021 or later."""

from __future__ import annotations

from datetime import date

from services.shared.standard.messages import jw323
from services.shared.standard.rule import rule
from services.shared.standard.view import BerichtView
from services.shared.standard.vorm import vorm
from services.shared.verdict.finding import Breach, Level, breach

FIRST_DAY = date(2021, 1, 1)


@rule(
    "CS100",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW323",
    over=jw323.Declaratie,
    element="DeclaratiePeriode/Begindatum",
    why="De declaratieperiode begint op {begin}; declareren met dit bericht kan vanaf {vroegste}.",
    what_now="Verbeter DeclaratiePeriode en stuur de declaratie opnieuw; overleg over oudere hulp met de gemeente.",
)
def declaratieperiode_begint_in_2021_of_later(declaratie: jw323.Declaratie, view: BerichtView) -> Breach | None:
    """The first day of the period counts; TR137 keeps the last one behind it."""
    if declaratie.begin >= FIRST_DAY:
        return None
    return breach(begin=str(declaratie.begin), vroegste=str(FIRST_DAY))


@rule(
    "CS100",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW323",
    over=jw323.Prestatie,
    sees=vorm,
    element="ProductPeriode/Begindatum",
    why="De productperiode begint op {begin}; declareren met dit bericht kan vanaf {vroegste}.",
    what_now="Haal de regel weg en stuur de declaratie opnieuw; overleg over oudere hulp met de gemeente.",
)
def productperiode_begint_in_2021_of_later(prestatie: jw323.Prestatie, view: BerichtView) -> Breach | None:
    """The first day of the period counts; TR137 keeps the last one behind it."""
    if prestatie.begin >= FIRST_DAY:
        return None
    return breach(begin=str(prestatie.begin), vroegste=str(FIRST_DAY))
