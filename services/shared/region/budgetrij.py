"""Knows what a budget looks like for a reader: used, committed, expected, and how subsegments shift."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from services.shared.region.budget import BudgetSleutel, BudgetStand
from services.shared.region.budgettoestand import BudgetToestand, toestand
from services.shared.region.contract import Budget
from services.shared.region.prognose import Prognose, jaarprognose, uitputting
from services.shared.region.schrijfwijze import half_omhoog

VERSCHUIVING_PROCENTPUNT = 10


class BudgetRij(NamedTuple):
    """One budget (norms.md 9 to 11), in eurocents. ``benut`` is granted / budget with four decimals, half up.

    ``a_specifiek_cent`` is what A-specific allocations may still cost; ``vastgelegd_cent`` does not contain it.
    ``uitgeput_op`` is the day on which the money is gone at this pace, None: not this year.
    """

    regio: str
    segment: str
    subsegment: str
    jaar: int
    budget_cent: int
    toegekend_cent: int
    vastgelegd_cent: int
    a_specifiek_cent: int
    prognose_cent: int
    uitgezonderd_cent: int
    benut: Decimal
    toestand: BudgetToestand
    prognose: Prognose
    uitgeput_op: date | None
    uitgezonderde_gemeenten: tuple[str, ...]
    uitzondering_reden: str | None


class Verschuiving(NamedTuple):
    """A subsegment whose share of what its segment used differs from its share of the segment's budget.

    ``verschil_procentpunt`` is used minus budgeted, rounded to a whole point.
    """

    rij: BudgetRij
    verschil_procentpunt: int


def budgetrij(
    sleutel: BudgetSleutel, stand: BudgetStand, budget: Budget, vandaag: date, vastgelegd: int, a_specifiek: int = 0
) -> BudgetRij:
    """The row for a budget as it stands today.

    ``vastgelegd`` is the sum over its current specific allocations, ``a_specifiek`` what is left on A-specific ones.
    """
    prognose = jaarprognose(stand.maanden, sleutel.jaar, vandaag)
    return BudgetRij(
        *sleutel,
        budget_cent=budget.bedrag,
        toegekend_cent=stand.toegekend,
        vastgelegd_cent=vastgelegd,
        a_specifiek_cent=a_specifiek,
        prognose_cent=prognose.verwacht,
        uitgezonderd_cent=stand.uitgezonderd,
        benut=Decimal(half_omhoog(stand.toegekend * 10_000, budget.bedrag)).scaleb(-4),
        toestand=toestand(stand.verteld),
        prognose=prognose,
        uitgeput_op=uitputting(stand.maanden, budget.bedrag, sleutel.jaar, vandaag),
        uitgezonderde_gemeenten=tuple(sorted(budget.uitgezonderde_gemeenten)),
        uitzondering_reden=budget.uitzondering_reden,
    )


def als_json(rij: BudgetRij) -> dict[str, object]:
    """The row for programs: plain numbers and text."""
    velden: dict[str, object] = rij._asdict()
    return velden | {
        "benut": float(rij.benut),
        "toestand": rij.toestand.value,
        "prognose": {
            "onder_cent": rij.prognose.onder,
            "boven_cent": rij.prognose.boven,
            "terugtoets_promille": rij.prognose.terugtoets_promille,
        },
        "uitgeput_op": rij.uitgeput_op.isoformat() if rij.uitgeput_op else None,
        "uitgezonderde_gemeenten": list(rij.uitgezonderde_gemeenten),
    }


def verschuivingen(rijen: Iterable[BudgetRij], drempel: int = VERSCHUIVING_PROCENTPUNT) -> tuple[Verschuiving, ...]:
    """The shifts of at least ``drempel`` points within each segment and year of each region."""
    per_segment: dict[tuple[str, str, int], list[BudgetRij]] = {}
    for rij in rijen:
        per_segment.setdefault((rij.regio, rij.segment, rij.jaar), []).append(rij)
    return tuple(
        verschuiving
        for groep in per_segment.values()
        for verschuiving in _binnen_segment(groep)
        if abs(verschuiving.verschil_procentpunt) >= drempel
    )


def _binnen_segment(groep: list[BudgetRij]) -> Iterable[Verschuiving]:
    budget, gebruikt = sum(rij.budget_cent for rij in groep), sum(rij.toegekend_cent for rij in groep)
    if gebruikt <= 0:
        return
    for rij in groep:
        verschil = rij.toegekend_cent * budget - rij.budget_cent * gebruikt
        yield Verschuiving(rij, half_omhoog(100 * verschil, budget * gebruikt))
