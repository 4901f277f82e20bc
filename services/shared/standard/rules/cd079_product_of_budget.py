"""CD079 (0001): an allocation without a Budget names a Product."""

from __future__ import annotations

from services.shared.standard.messages import jw301
from services.shared.standard.rule import rule
from services.shared.standard.view import BerichtView
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "CD079",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW301",
    over=jw301.ToegewezenProduct,
    element="Product",
    why="Toewijzing {toewijzing} noemt geen product en geen budget.",
    what_now="Vul Product in, of geef een Budget als de aanbieder zelf mag kiezen, en stuur de toewijzing opnieuw.",
)
def product_als_er_geen_budget_is(product: jw301.ToegewezenProduct, view: BerichtView) -> Breach | None:
    """A generic allocation (no Product) therefore always carries a Budget."""
    if product.budget is not None or product.categorie is not None:
        return None
    return breach(toewijzing=product.toewijzing_nummer)
