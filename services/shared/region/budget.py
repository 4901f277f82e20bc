"""Knows the running figures of every regional budget, and when a border is told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from services.shared.region.boeking import Boeking
from services.shared.region.budgettoestand import Grens, Richting, na, overgangen
from services.shared.region.contract import Budget
from services.shared.region.regios import Regios
from services.shared.region.schrijfwijze import half_omhoog
from services.shared.region.termijn import Periode

_MINUTEN_PER_UUR = 60


class BudgetSleutel(NamedTuple):
    """What a budget is for: a subsegment of a segment in one year, in one region (by name)."""

    regio: str
    segment: str
    subsegment: str
    jaar: int


@dataclass(slots=True)
class BudgetStand:
    """The figures of one budget in eurocents, net of credits. INVARIANT: independent of the order of postings.

    ``uitgezonderd`` holds lines of excluded municipalities, which stand nowhere else. ``maanden`` is ``toegekend``
    per calendar month of ProductPeriode. ``verteld`` is the highest border told, 0 when none is.
    """

    toegekend: int = 0
    uitgezonderd: int = 0
    regels: int = 0
    maanden: list[int] = field(default_factory=lambda: [0] * 12)
    verteld: int = 0


class BudgetWijziging(NamedTuple):
    """A border that is reached or left, to be told."""

    sleutel: BudgetSleutel
    grens: Grens
    richting: Richting
    toegekend_cent: int
    budget_cent: int


class Budgetboek:
    """All budget figures in memory: filled from storage (``standen``) or from nothing, then booked on."""

    def __init__(self, regios: Regios) -> None:
        self._regios = regios
        self._per_code = {
            plek: (BudgetSleutel(plek[0], budget.segment, budget.subsegment, budget.jaar), budget)
            for plek, budget in regios.budgetten().items()
        }
        self.budgetten: dict[BudgetSleutel, Budget] = {
            BudgetSleutel(naam, budget.segment, budget.subsegment, budget.jaar): budget
            for naam, budget in regios.budgetrijen()
        }
        self.standen: dict[BudgetSleutel, BudgetStand] = {}

    def stand(self, sleutel: BudgetSleutel) -> BudgetStand:
        """The figures of a budget; all zero when nothing was booked."""
        return self.standen.setdefault(sleutel, BudgetStand())

    def sleutel(self, boeking: Boeking) -> BudgetSleutel | None:
        """Towards which budget a posting counts; None when no region in force has one for it."""
        gevonden = self._vind(boeking)
        return None if gevonden is None else gevonden[0]

    def boek(self, boeking: Boeking) -> BudgetSleutel | None:
        """Count one posting; returns the budget whose figures changed."""
        gevonden = self._vind(boeking)
        if gevonden is None:
            return None
        sleutel, budget = gevonden
        stand = self.standen.get(sleutel)
        if stand is None:
            stand = self.standen[sleutel] = BudgetStand()
        cent = boeking.teken * boeking.cent
        if boeking.gemeente in budget.uitgezonderde_gemeenten:
            stand.uitgezonderd += cent
            return sleutel
        stand.toegekend += cent
        stand.regels += boeking.teken
        stand.maanden[boeking.begin.month - 1] += cent
        return sleutel

    def besluit(self, sleutel: BudgetSleutel) -> tuple[BudgetWijziging, ...]:
        """Decide the borders after a message; each one that is passed is told once (norms.md 1 and 10)."""
        stand, budget = self.standen[sleutel], self.budgetten[sleutel]
        stappen = overgangen(stand.toegekend, budget.bedrag, stand.verteld)
        if stappen:
            stand.verteld = na(stappen[-1])
        return tuple(BudgetWijziging(sleutel, *stap, stand.toegekend, budget.bedrag) for stap in stappen)

    def _vind(self, boeking: Boeking) -> tuple[BudgetSleutel, Budget] | None:
        regio = self._regios.in_kracht(boeking.gemeente, boeking.begin)
        if regio is None:
            return None
        return self._per_code.get((regio.naam, boeking.product_code, boeking.begin.year))


def herbereken(regios: Regios, boekingen: Iterable[Boeking]) -> Budgetboek:
    """The figures from nothing; no border is told."""
    boek = Budgetboek(regios)
    for boeking in boekingen:
        boek.boek(boeking)
    return boek


def vastgelegd(
    maximum: int,
    tarief: int | None,
    tariefeenheid: str,
    ingangsdatum: date,
    einddatum: date | None,
    jaar: int,
    toegekend_in_jaar: int,
) -> int:
    """What a specific allocation may still cost in a year, in eurocents, never below 0 (norms.md 11).

    ``maximum`` is the TR322 maximum in the smallest unit (hours as minutes); ``tarief`` is in eurocents per
    ``tariefeenheid``, None for unit 83 where the volume is the amount. An allocation across years is divided by
    calendar days; one without Einddatum counts in the year it begins.
    """
    per = _MINUTEN_PER_UUR if tariefeenheid == "04" else 1
    waarde = maximum * (1 if tarief is None else tarief)
    periode = Periode(ingangsdatum, einddatum or date(ingangsdatum.year, 12, 31))
    deel = half_omhoog(waarde * periode.dagen_in(jaar), per * periode.dagen)
    return max(0, deel - toegekend_in_jaar)
