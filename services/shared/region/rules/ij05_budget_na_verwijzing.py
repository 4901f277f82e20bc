"""IJ05: na een medische verwijzing geen budget boven de grens zonder contact met de Toegang."""

from __future__ import annotations

from services.shared.region.contract import Regio, Verwijsgrens
from services.shared.region.rules.oordeel import (
    NietBeoordeeld,
    Oordeel,
    Over,
    Overtreding,
    Regel,
    Toewijzing,
    Toewijzingsfeiten,
)
from services.shared.region.schrijfwijze import euro

_STANDAARD = Verwijsgrens(frozenset(("02", "03", "05")), 800_000)


def _oordeel(toewijzing: Toewijzing, regio: Regio, feiten: Toewijzingsfeiten) -> Oordeel:
    """Huisarts, jeugdarts and medisch specialist: standard budget 1 to 5 (webinar Toewijzen, 2022; norms.md 17).

    Only judged above the limit; an offerte of the same amount is the contact that is needed.
    """
    grens = regio.verwijsgrens or _STANDAARD
    if toewijzing.budget is None or toewijzing.budget <= grens.grens or toewijzing.budget in feiten.offertes:
        return None
    cijfers = (("budget", euro(toewijzing.budget)), ("budget_cent", toewijzing.budget), ("grens", euro(grens.grens)))
    if feiten.verwijzer is None:
        return NietBeoordeeld("de verwijzer is niet bekend: er is geen JW315 en geen vastgelegde verwijzing", cijfers)
    if feiten.verwijzer not in grens.medisch:
        return None
    return Overtreding((*cijfers, ("verwijzer", feiten.verwijzer)))


REGEL = Regel(
    nummer="IJ05",
    over=Over.TOEGEWEZEN_PRODUCT,
    element="Budget",
    bron="webinar Toewijzen, november 2022: verwijsroutes",
    uitleg="Budget {budget} volgt op een medische verwijzing (code {verwijzer}); die gaat tot {grens}.",
    wat_nu="Neem voor de start contact op met de Toegang en leg de offerte vast (sluis afspraak offerte).",
    afgesproken=lambda regio: regio.verwijsgrens is not None,
    oordeel=_oordeel,
)
