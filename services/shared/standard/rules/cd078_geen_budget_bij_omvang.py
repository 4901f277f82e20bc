"""CD078 (0001): an allocation with an Omvang has no Budget."""

from __future__ import annotations

from services.shared.standard.leesbaar import Cent
from services.shared.standard.messages import jw301
from services.shared.standard.rule import rule
from services.shared.standard.view import BerichtView
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "CD078",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW301",
    over=jw301.ToegewezenProduct,
    element="Budget",
    why="Toewijzing {toewijzing} heeft zowel een Omvang als een Budget (van {budget}).",
    what_now="Laat Budget weg als het om een hoeveelheid gaat, en stuur de toewijzing opnieuw.",
)
def geen_budget_bij_omvang(product: jw301.ToegewezenProduct, view: BerichtView) -> Breach | None:
    """The same exclusion as CD077, seen from Omvang; both are reported."""
    if product.volume is None or product.budget is None:
        return None
    return breach(toewijzing=product.toewijzing_nummer, budget=Cent(product.budget))
