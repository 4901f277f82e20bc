"""IJ01: A-specifiek toewijzen alleen voor de ambulante categorie."""

from __future__ import annotations

from services.shared.region.contract import Regio
from services.shared.region.rules.oordeel import Oordeel, Over, Overtreding, Regel, Toewijzing, Toewijzingsfeiten


def _oordeel(toewijzing: Toewijzing, regio: Regio, feiten: Toewijzingsfeiten) -> Oordeel:
    """A category without a product code is only allocated for ambulante jeugdhulp (webinar Toewijzen, 2022)."""
    if toewijzing.categorie is None or toewijzing.code is not None:
        return None
    if toewijzing.categorie in regio.a_specifieke_categorieen():
        return None
    return Overtreding((("categorie", toewijzing.categorie),))


REGEL = Regel(
    nummer="IJ01",
    over=Over.TOEGEWEZEN_PRODUCT,
    element="Product/Categorie",
    bron="webinar Toewijzen, november 2022: segmenten en soort toewijzing",
    uitleg="Categorie {categorie} is zonder productcode toegewezen; dat kan alleen voor ambulante jeugdhulp.",
    wat_nu="Wijs categorie en productcode toe, of neem contact op met de Toegang.",
    afgesproken=lambda regio: regio.a_specifiek is not None,
    oordeel=_oordeel,
)
