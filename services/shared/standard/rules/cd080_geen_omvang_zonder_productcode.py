"""CD080 (0001): an allocation without a product code that runs after 2020 has no Omvang."""

from __future__ import annotations

from datetime import date

from services.shared.standard.messages import jw301
from services.shared.standard.rule import rule
from services.shared.standard.view import BerichtView
from services.shared.verdict.finding import Breach, Level, breach

LAST_DAY_OF_OLD_WAY = date(2020, 12, 31)


@rule(
    "CD080",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW301",
    over=jw301.ToegewezenProduct,
    element="Omvang",
    why="Toewijzing {toewijzing} heeft een Omvang, maar noemt geen productcode (Einddatum: {einddatum}).",
    what_now="Noem de productcode, of laat Omvang weg, en stuur de toewijzing opnieuw.",
)
def geen_omvang_zonder_productcode(product: jw301.ToegewezenProduct, view: BerichtView) -> Breach | None:
    """With an Einddatum of 2020-12-31 or earlier the combination is still allowed."""
    if (
        product.volume is None
        or product.code is not None
        or (product.einddatum is not None and product.einddatum <= LAST_DAY_OF_OLD_WAY)
    ):
        return None
    return breach(toewijzing=product.toewijzing_nummer, einddatum=str(product.einddatum or "geen"))
