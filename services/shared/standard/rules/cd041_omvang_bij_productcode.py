"""CD041 (0001): an allocation of a specific product has an Omvang."""

from __future__ import annotations

from services.shared.standard.messages import jw301
from services.shared.standard.rule import rule
from services.shared.standard.view import BerichtView
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "CD041",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW301",
    over=jw301.ToegewezenProduct,
    element="Omvang",
    why="Toewijzing {toewijzing} noemt productcode {code}, maar heeft geen Omvang.",
    what_now="Vul Volume, Eenheid en Frequentie in en stuur de toewijzing opnieuw.",
)
def omvang_bij_productcode(product: jw301.ToegewezenProduct, view: BerichtView) -> Breach | None:
    """With CD080 this means: Omvang if and only if there is a Code."""
    if product.code is None or product.volume is not None:
        return None
    return breach(toewijzing=product.toewijzing_nummer, code=product.code)
