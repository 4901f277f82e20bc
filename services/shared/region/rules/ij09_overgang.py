"""IJ09: een oude specifieke ambulante code loopt alleen nog uit."""

from __future__ import annotations

from datetime import date

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
from services.shared.region.schrijfwijze import datum


def _oordeel(toewijzing: Toewijzing, regio: Regio, feiten: Toewijzingsfeiten) -> Oordeel:
    """No start in the year of transition and no extension; shortening is fine (webinar Toewijzen; norms.md 16)."""
    if toewijzing.code is None or toewijzing.categorie not in regio.a_specifieke_categorieen():
        return None
    overgang = regio.overgang
    if overgang is None:
        return NietBeoordeeld("het regiobestand noemt geen overgangsperiode")
    if not regio.overgangscode(toewijzing.code):
        return None
    cijfers = (("code", toewijzing.code), ("tot", datum(overgang.tot)))
    if overgang.vanaf <= toewijzing.ingangsdatum <= overgang.tot:
        return Overtreding((*cijfers, ("wat", f"begint op {datum(toewijzing.ingangsdatum)}")))
    if feiten.vorige is not None and _later(toewijzing.einddatum, feiten.vorige.einddatum):
        einde = datum(toewijzing.einddatum) if toewijzing.einddatum else "onbepaalde tijd"
        return Overtreding((*cijfers, ("wat", f"is verlengd tot {einde}")))
    return None


def _later(einde: date | None, vorig: date | None) -> bool:
    """Whether an end comes after the one before; no end is the latest of all."""
    return vorig is not None and (einde is None or einde > vorig)


REGEL = Regel(
    nummer="IJ09",
    over=Over.TOEGEWEZEN_PRODUCT,
    element="Product/Code",
    bron="webinar Toewijzen, november 2022: overgang in 2023",
    uitleg="De toewijzing op de oude code {code} {wat}; zulke codes lopen alleen uit, tot en met {tot}.",
    wat_nu="Wijs nieuw en verlengd A-specifiek toe: categorie 50 met een budget.",
    afgesproken=lambda regio: regio.overgang is not None,
    oordeel=_oordeel,
)
