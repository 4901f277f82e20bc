"""Knows how far a budget is used: which borders are passed, and which of them are told."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

Grens = Literal[80, 95, 100]
GRENZEN: tuple[Grens, ...] = (80, 95, 100)

_HERSTEL_PROCENT = 98


class Richting(StrEnum):
    """Whether a border was reached or left again."""

    OMHOOG = "omhoog"
    OMLAAG = "omlaag"


class BudgetToestand(StrEnum):
    """The states of a budget, by the highest border that is reached."""

    ONDER_80 = "onder_80"
    VANAF_80 = "vanaf_80"
    VANAF_95 = "vanaf_95"
    VANAF_100 = "vanaf_100"


_TOESTANDEN = {
    0: BudgetToestand.ONDER_80,
    80: BudgetToestand.VANAF_80,
    95: BudgetToestand.VANAF_95,
    100: BudgetToestand.VANAF_100,
}


def toestand(grens: int) -> BudgetToestand:
    """The state that belongs to the highest border told; 0 when none is."""
    return _TOESTANDEN[grens]


def overgangen(toegekend: int, budget: int, verteld: int) -> tuple[tuple[Grens, Richting], ...]:
    """The borders that are passed between the highest one told (0: none) and now (norms.md 10).

    Reached at the border itself, left below 98% of it; one step per border, rising up and falling down. Amounts in
    eurocents, compared exactly.
    """
    omhoog = [g for g in GRENZEN if g > verteld and toegekend * 100 >= g * budget]
    if omhoog:
        return tuple((g, Richting.OMHOOG) for g in omhoog)
    omlaag = [g for g in reversed(GRENZEN) if g <= verteld and toegekend * 100 * 100 < _HERSTEL_PROCENT * g * budget]
    return tuple((g, Richting.OMLAAG) for g in omlaag)


def na(overgang: tuple[Grens, Richting]) -> int:
    """The highest border told after a step: the border itself, or the one below it."""
    grens, richting = overgang
    if richting is Richting.OMHOOG:
        return grens
    return max((g for g in GRENZEN if g < grens), default=0)
