"""TR369 (9369): all lines on an allocation together stay within its Budget."""

from __future__ import annotations

from services.shared.standard.leesbaar import Cent
from services.shared.standard.messages.jw323 import CREDIT, Prestatie
from services.shared.standard.rule import rule
from services.shared.standard.view import PrestatieView
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "TR369",
    retourcode="9369",
    level=Level.CROSS_MESSAGE,
    message="JW323",
    over=Prestatie,
    element="IngediendBedrag/Bedrag",
    after=("TR338", "TR384"),
    why="Van het budget van {budget_cent} is al {eerder_cent} toegekend; er is nog {over_cent} over en deze regel "
    "vraagt {bedrag_cent}.",
    what_now="Verlaag de regel tot wat er over is, of vraag de gemeente het budget te verhogen, en dien haar daarna "
    "opnieuw in. Een regel wordt niet voor een deel toegekend.",
)
def som_past_binnen_budget(prestatie: Prestatie, view: PrestatieView) -> Breach | None:
    """Debit lines on an allocation with Budget; exactly the budget is allowed, one eurocent more is not.

    Summed is money and not volume: Budget is an amount, and one budget may pay hours and days together (C02). Counted
    is what was granted, less what was credited, plus this line; each line that would pass the budget is refused in its
    turn (derived).
    """
    toewijzing = view.toewijzing
    if toewijzing is None or toewijzing.budget is None or prestatie.debet_credit == CREDIT:
        return None
    budget, eerder = toewijzing.budget, view.stand.cent
    if eerder + prestatie.bedrag <= budget:
        return None
    return breach(
        budget_cent=Cent(budget),
        eerder_cent=Cent(eerder),
        over_cent=Cent(budget - eerder),
        bedrag_cent=Cent(prestatie.bedrag),
    )
