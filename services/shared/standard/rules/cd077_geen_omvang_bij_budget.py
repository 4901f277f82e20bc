"""CD077 (0001): an allocation with a Budget has no Omvang."""

from __future__ import annotations

from services.shared.standard.leesbaar import Cent
from services.shared.standard.messages import jw301
from services.shared.standard.rule import rule
from services.shared.standard.view import BerichtView
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "CD077",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW301",
    over=jw301.ToegewezenProduct,
    element="Omvang",
    why="Toewijzing {toewijzing} heeft zowel een Omvang als een Budget (van {budget}).",
    what_now="Laat Omvang weg als het om een bedrag gaat, en stuur de toewijzing opnieuw.",
)
def geen_omvang_bij_budget(product: jw301.ToegewezenProduct, view: BerichtView) -> Breach | None:
    """The same exclusion as CD078, seen from Budget; both are reported."""
    if product.budget is None or product.volume is None:
        return None
    return breach(toewijzing=product.toewijzing_nummer, budget=Cent(product.budget))
