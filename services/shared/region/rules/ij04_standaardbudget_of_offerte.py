"""IJ04: het budget is een standaardbudget, of een vastgelegde offerte."""

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
from services.shared.region.schrijfwijze import euro


def _oordeel(toewijzing: Toewijzing, regio: Regio, feiten: Toewijzingsfeiten) -> Oordeel:
    """Eight standard budgets; any other amount needs an offerte of exactly that amount (webinar Toewijzen, 2022).

    An A-specific allocation without a budget is the matter of IJ03.
    """
    if toewijzing.budget is None or toewijzing.budget in feiten.offertes:
        return None
    cijfers = (("budget", euro(toewijzing.budget)), ("budget_cent", toewijzing.budget))
    if not regio.standaardbudgetten:
        return NietBeoordeeld("het regiobestand noemt geen standaardbudgetten", cijfers)
    if any(budget.bedrag == toewijzing.budget for budget in regio.standaardbudgetten):
        return None
    return Overtreding(cijfers)


REGEL = Regel(
    nummer="IJ04",
    over=Over.TOEGEWEZEN_PRODUCT,
    element="Budget",
    bron="webinar Toewijzen, november 2022: standaardbudgetten en offertebudget",
    uitleg="Budget {budget} is geen standaardbudget en er is geen offerte van dat bedrag vastgelegd.",
    wat_nu="Kies een standaardbudget, of leg de offerte vast (sluis afspraak offerte).",
    afgesproken=lambda regio: bool(regio.standaardbudgetten),
    oordeel=_oordeel,
)
