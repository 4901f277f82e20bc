"""IJ08: verblijf en behandeling worden elk apart toegewezen."""

from __future__ import annotations

from services.shared.region.contract import Regio
from services.shared.region.rules.oordeel import (
    NietBeoordeeld,
    Oordeel,
    Over,
    Overtreding,
    Regel,
    Toewijzing,
    Toewijzingsfeiten,
)
from services.shared.region.termijn import datum_die_ertoe_doet


def _oordeel(toewijzing: Toewijzing, regio: Regio, feiten: Toewijzingsfeiten) -> Oordeel:
    """One allocation does not hold stay and treatment at once (webinar Toewijzen, 2022).

    That is so for a generic allocation, for a category that contains both, and for a stay code under the category
    of treatment.
    """
    if toewijzing.categorie is None:
        return Overtreding((("soort", "een generieke toewijzing"),))
    if regio.verblijf is None:
        return NietBeoordeeld("het regiobestand zegt niet wat verblijf is")
    if toewijzing.categorie in regio.verblijf.categorieen_met_behandeling:
        return Overtreding((("soort", f"categorie {toewijzing.categorie}"),))
    if toewijzing.code is None or toewijzing.categorie not in regio.a_specifieke_categorieen():
        return None
    dag = datum_die_ertoe_doet(toewijzing.toewijzingsdatum, toewijzing.ingangsdatum)
    producten = regio.product(toewijzing.code, dag, feiten.aanbieder)
    if not any(product.segment == regio.verblijf.segment for product in producten):
        return None
    return Overtreding((("soort", f"verblijfscode {toewijzing.code} onder categorie {toewijzing.categorie}"),))


REGEL = Regel(
    nummer="IJ08",
    over=Over.TOEGEWEZEN_PRODUCT,
    element="Product",
    bron="webinar Toewijzen, november 2022: wonen/verblijf los van behandeling",
    uitleg="Met {soort} zijn verblijf en behandeling samen toegewezen.",
    wat_nu="Wijs verblijf specifiek toe met de eigen code en behandeling A-specifiek met een budget.",
    afgesproken=lambda regio: regio.verblijf is not None,
    oordeel=_oordeel,
)
