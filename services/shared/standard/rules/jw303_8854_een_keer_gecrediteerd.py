"""JW303-8854 (8854, derived): a debit is credited at most once."""

from __future__ import annotations

from services.shared.standard.messages.jw303 import Prestatie303
from services.shared.standard.rule import rule
from services.shared.standard.view import Prestatie303View
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "JW303-8854",
    retourcode="8854",
    level=Level.CROSS_MESSAGE,
    message="JW303",
    over=Prestatie303,
    element="ProductReferentie/VorigReferentieNummer",
    derived=True,
    why="De regel met ReferentieNummer {vorig_referentie_nummer} is al gecrediteerd.",
    what_now="Haal deze creditregel weg, of verwijs naar het ReferentieNummer van de regel die u wilt terugdraaien.",
)
def een_keer_gecrediteerd(prestatie: Prestatie303, view: Prestatie303View) -> Breach | None:
    """Credit lines. Derived, counterpart of TR390."""
    if not view.gecrediteerd or prestatie.debet_credit != "C":
        return None
    return breach(vorig_referentie_nummer=prestatie.vorig_referentie_nummer or "")
