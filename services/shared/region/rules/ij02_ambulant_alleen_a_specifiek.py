"""IJ02: de ambulante categorie wordt alleen A-specifiek toegewezen."""

from __future__ import annotations

from services.shared.region.contract import Regio
from services.shared.region.rules.oordeel import Oordeel, Over, Overtreding, Regel, Toewijzing, Toewijzingsfeiten


def _oordeel(toewijzing: Toewijzing, regio: Regio, feiten: Toewijzingsfeiten) -> Oordeel:
    """Ambulante jeugdhulp is allocated without a product code (webinar Toewijzen, 2022).

    An old specific code that may run out is the matter of IJ09.
    """
    if toewijzing.code is None or toewijzing.categorie not in regio.a_specifieke_categorieen():
        return None
    if regio.overgangscode(toewijzing.code):
        return None
    return Overtreding((("categorie", toewijzing.categorie), ("code", toewijzing.code)))


REGEL = Regel(
    nummer="IJ02",
    over=Over.TOEGEWEZEN_PRODUCT,
    element="Product/Code",
    bron="webinar Toewijzen, november 2022: segmenten en soort toewijzing",
    uitleg="Categorie {categorie} is toegewezen met productcode {code}; ambulante jeugdhulp kent geen code.",
    wat_nu="Wijs alleen de categorie toe, met een budget.",
    afgesproken=lambda regio: regio.a_specifiek is not None,
    oordeel=_oordeel,
)
