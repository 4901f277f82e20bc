"""TR333 (9333): a provider uses a DeclaratieNummer once."""

from __future__ import annotations

from services.shared.standard.messages.jw323 import Declaratie
from services.shared.standard.rule import rule
from services.shared.standard.view import DeclaratieView
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "TR333",
    retourcode="9333",
    level=Level.CROSS_MESSAGE,
    message="JW323",
    over=Declaratie,
    element="DeclaratieNummer",
    why="U hebt DeclaratieNummer {declaratie_nummer} al gebruikt voor een declaratie die is verwerkt.",
    what_now="Kijk of u deze declaratie al eerder hebt ingediend. Is het een nieuwe, geef haar dan een nieuw "
    "DeclaratieNummer en verstuur haar opnieuw; van deze declaratie is niets toegekend.",
)
def declaratienummer_is_nieuw(declaratie: Declaratie, view: DeclaratieView) -> Breach | None:
    """New for the provider, over all municipalities; a declaration refused as a whole does not use its number."""
    return breach(declaratie_nummer=declaratie.declaratie_nummer) if view.nummer_bekend else None
