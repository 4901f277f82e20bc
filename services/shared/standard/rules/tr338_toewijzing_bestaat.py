"""TR338 (9338): the municipality sent this provider an allocation with this number for this client."""

from __future__ import annotations

from services.shared.standard.messages.jw323 import CREDIT, Prestatie
from services.shared.standard.rule import rule
from services.shared.standard.view import PrestatieView
from services.shared.standard.vorm import vorm_en_voorwaarden
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "TR338",
    retourcode="9338",
    level=Level.CROSS_MESSAGE,
    message="JW323",
    over=Prestatie,
    sees=vorm_en_voorwaarden,
    element="ToewijzingNummer",
    why="De gemeente heeft u voor deze cliënt geen toewijzing met nummer {toewijzing_nummer} gestuurd.",
    what_now="Neem het ToewijzingNummer over uit het toewijzingsbericht. Hebt u dat niet, vraag de gemeente dan het te "
    "sturen, en dien de regel daarna opnieuw in.",
)
def toewijzing_bestaat(prestatie: Prestatie, view: PrestatieView) -> Breach | None:
    """Debit lines. An allocation of another client or another provider does not count (derived).

    Where this fails there is nothing to compare with: the other rules on the allocation are then left out (derived).
    """
    if view.toewijzing is not None or prestatie.debet_credit == CREDIT:
        return None
    return breach(toewijzing_nummer=prestatie.toewijzing_nummer)
