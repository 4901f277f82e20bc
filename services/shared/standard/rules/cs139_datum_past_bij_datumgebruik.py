"""CS139 (0001): a birth date that is partly unknown has 01 in the unknown parts (IV009)."""

from __future__ import annotations

from datetime import date

from services.shared.standard.messages import jw301
from services.shared.standard.rule import rule
from services.shared.standard.view import BerichtView
from services.shared.verdict.finding import Breach, Level, breach

UNKNOWN = date(1900, 1, 1)

WHY = "DatumGebruik is {datum_gebruik}, maar de geboortedatum heeft niet de vorm die daarbij hoort."
WHAT_NOW = (
    "Gebruik 01 als dag bij DatumGebruik 1, 01-01 als dag en maand bij 2 en 1900-01-01 bij 3, "
    "en stuur de toewijzing opnieuw."
)


@rule(
    "CS139",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW301",
    over=jw301.Client,
    element="Geboortedatum/Datum",
    why=WHY,
    what_now=WHAT_NOW,
)
def geboortedatum_van_client_past_bij_datumgebruik(client: jw301.Client, view: BerichtView) -> Breach | None:
    """1: the day is unknown; 2: month and day; 3: everything."""
    return _judged(client.geboortedatum)


@rule(
    "CS139",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW301",
    over=jw301.Relatie,
    element="Geboortedatum/Datum",
    why=WHY,
    what_now=WHAT_NOW,
)
def geboortedatum_van_relatie_past_bij_datumgebruik(relatie: jw301.Relatie, view: BerichtView) -> Breach | None:
    """The same for a relation whose birth date is given."""
    return None if relatie.geboortedatum is None else _judged(relatie.geboortedatum)


def _judged(geboren: jw301.Geboortedatum) -> Breach | None:
    gebruik = geboren.datum_gebruik
    if gebruik is None or _fits(geboren.datum, gebruik):
        return None
    return breach(datum_gebruik=gebruik)


def _fits(datum: date, gebruik: str) -> bool:
    if gebruik == "3":
        return datum == UNKNOWN
    if gebruik == "2":
        return datum.month == 1 and datum.day == 1
    return datum.day == 1
