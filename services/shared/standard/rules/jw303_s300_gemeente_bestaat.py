"""JW303-S300 (S300, derived): the municipality in the header stands in the list of municipalities of the CBS."""

from __future__ import annotations

from services.shared.standard.messages.jw303 import Header303
from services.shared.standard.rule import rule
from services.shared.standard.view import Header303View
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "JW303-S300",
    retourcode="S300",
    level=Level.EXTERNAL,
    message="JW303",
    over=Header303,
    element="Gemeente",
    derived=True,
    why="Gemeentecode {gemeente} staat niet in de gemeentelijst van het CBS.",
    what_now="Zoek de code van de gemeente die nu verantwoordelijk is voor de jeugdige en stuur het bericht opnieuw.",
)
def gemeente_bestaat(header: Header303, view: Header303View) -> Breach | None:
    """The list in force on the day of judging. Derived, counterpart of TR378."""
    return None if view.gemeente_bekend else breach(gemeente=header.gemeente)
