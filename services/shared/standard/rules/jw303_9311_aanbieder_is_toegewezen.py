"""JW303-9311 (9311, derived): the declarant is the provider to whom was allocated."""

from __future__ import annotations

from services.shared.standard.messages.jw303 import Prestatie303
from services.shared.standard.rule import rule
from services.shared.standard.view import Prestatie303View
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "JW303-9311",
    retourcode="9311",
    level=Level.CROSS_MESSAGE,
    message="JW303",
    over=Prestatie303,
    element="ToewijzingNummer",
    derived=True,
    why="De toewijzing van deze regel is aan een andere aanbieder gegeven.",
    what_now="Controleer het ToewijzingNummer en de AGB-code waaronder u declareert. Dien de regel daarna opnieuw in.",
)
def aanbieder_is_toegewezen(prestatie: Prestatie303, view: Prestatie303View) -> Breach | None:
    """Debit lines. Derived; on the line and not on the header, so that other lines are still judged.

    Which providers act for each other as an administrative unit stands nowhere in the messages, so only the provider
    of the allocation itself may declare.
    """
    return breach() if view.toewijzing_van_ander and prestatie.debet_credit == "D" else None
