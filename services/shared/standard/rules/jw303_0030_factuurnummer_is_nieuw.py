"""JW303-0030 (0030, derived): a provider uses a DeclarantFactuurNummer once."""

from __future__ import annotations

from services.shared.standard.messages.jw303 import Header303
from services.shared.standard.rule import rule
from services.shared.standard.view import Header303View
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "JW303-0030",
    retourcode="0030",
    level=Level.CROSS_MESSAGE,
    message="JW303",
    over=Header303,
    element="DeclaratieFactuurIdentificatie/DeclarantFactuurNummer",
    derived=True,
    why="U hebt factuurnummer {factuurnummer} al gebruikt voor een declaratie of factuur die is verwerkt.",
    what_now="Kijk of u deze al eerder hebt ingediend. Is het een nieuwe, geef haar dan een nieuw nummer en stuur "
    "haar opnieuw.",
)
def factuurnummer_is_nieuw(header: Header303, view: Header303View) -> Breach | None:
    """New for the provider. Derived, counterpart of TR333; a message refused as a whole does not use its number."""
    return breach(factuurnummer=header.declarant_factuur_nummer) if view.factuurnummer_bekend else None
