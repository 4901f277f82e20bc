"""TR390 (9390): a debit is credited at most once."""

from __future__ import annotations

from services.shared.standard.messages.jw323 import CREDIT, Prestatie
from services.shared.standard.rule import rule
from services.shared.standard.view import PrestatieView
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "TR390",
    retourcode="9390",
    level=Level.CROSS_MESSAGE,
    message="JW323",
    over=Prestatie,
    element="ProductReferentie/VorigReferentieNummer",
    why="De regel met ReferentieNummer {vorig_referentie_nummer} is al gecrediteerd.",
    what_now="Haal deze creditregel weg. Wilt u een latere regel terugdraaien, verwijs dan naar het ReferentieNummer "
    "van die regel.",
)
def een_keer_gecrediteerd(prestatie: Prestatie, view: PrestatieView) -> Breach | None:
    """Credit lines; the debit is the one that VorigReferentieNummer names (OP360)."""
    if not view.gecrediteerd or prestatie.debet_credit != CREDIT:
        return None
    return breach(vorig_referentie_nummer=prestatie.vorig_referentie_nummer or "")
