"""CD075 (0001): an allocation with a Budget has an Einddatum."""

from __future__ import annotations

from services.shared.standard.leesbaar import Cent
from services.shared.standard.messages import jw301
from services.shared.standard.rule import rule
from services.shared.standard.view import BerichtView
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "CD075",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW301",
    over=jw301.ToegewezenProduct,
    element="Einddatum",
    why="Toewijzing {toewijzing} heeft een budget van {budget}, maar geen Einddatum.",
    what_now="Vul de Einddatum in waarvoor het budget geldt en stuur de toewijzing opnieuw.",
)
def einddatum_bij_budget(product: jw301.ToegewezenProduct, view: BerichtView) -> Breach | None:
    """Also for generic and A-specific allocations (C09)."""
    if product.budget is None or product.einddatum is not None:
        return None
    return breach(toewijzing=product.toewijzing_nummer, budget=Cent(product.budget))
