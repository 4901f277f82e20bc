"""IJ03: een A-specifieke toewijzing heeft een budget."""

from __future__ import annotations

from services.shared.region.contract import Regio
from services.shared.region.rules.oordeel import Oordeel, Over, Overtreding, Regel, Toewijzing, Toewijzingsfeiten


def _oordeel(toewijzing: Toewijzing, regio: Regio, feiten: Toewijzingsfeiten) -> Oordeel:
    """Without a product code the budget is the only ceiling (webinar Toewijzen, 2022)."""
    if toewijzing.categorie is None or toewijzing.code is not None or toewijzing.budget is not None:
        return None
    return Overtreding((("categorie", toewijzing.categorie),))


REGEL = Regel(
    nummer="IJ03",
    over=Over.TOEGEWEZEN_PRODUCT,
    element="Budget",
    bron="webinar Toewijzen, november 2022: A-specifiek met budget",
    uitleg="Categorie {categorie} is zonder productcode en zonder budget toegewezen.",
    wat_nu="Wijs opnieuw toe met een standaardbudget of het bedrag van de offerte.",
    afgesproken=lambda regio: regio.a_specifiek is not None,
    oordeel=_oordeel,
)
