"""Knows when two allocations of one message stack: the same product on at least one shared day (TR302, OP259)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date

_Naam = tuple[str, ...]
_ALLES: _Naam = ("alles",)
_GENERIEK: _Naam = ("generiek",)


class Perioden:
    """Inclusive periods with a number each, asked only whether a new one meets any of them.

    Kept are the periods that no other covers from the left: begins and ends both rise, so that of all periods that
    begin early enough the last one ends latest. That keeps a message with thousands of allocations cheap.
    """

    __slots__ = ("_begin", "_eind", "_nummer")

    def __init__(self) -> None:
        self._begin: list[date] = []
        self._eind: list[date] = []
        self._nummer: list[int] = []

    def raakt(self, begin: date, eind: date) -> int | None:
        """The number of a period that begins on or before ``eind`` and ends on or after ``begin``."""
        at = bisect_right(self._begin, eind) - 1
        return self._nummer[at] if at >= 0 and self._eind[at] >= begin else None

    def erbij(self, begin: date, eind: date, nummer: int) -> None:
        """Remember a period."""
        after = bisect_right(self._begin, begin)
        if after and self._eind[after - 1] >= eind:
            return
        covered = slice(bisect_left(self._begin, begin), bisect_right(self._eind, eind))
        self._begin[covered] = [begin]
        self._eind[covered] = [eind]
        self._nummer[covered] = [nummer]


class Stapeling:
    """The allocations of a message so far, by how much of the product they name.

    Without Categorie an allocation meets every other; without Code every other of its Categorie; with both only those
    that name the same, or less.
    """

    __slots__ = ("_perioden",)

    def __init__(self) -> None:
        self._perioden: dict[_Naam, Perioden] = {}

    def botst(self, categorie: str | None, code: str | None, begin: date, eind: date, nummer: int) -> int | None:
        """Add an allocation; the number of an earlier one that stacks with it, None when there is none."""
        onder, tegen = _namen(categorie, code)
        eerder = None
        for naam in tegen:
            perioden = self._perioden.get(naam)
            if perioden is not None and eerder is None:
                eerder = perioden.raakt(begin, eind)
        for naam in onder:
            self._perioden.setdefault(naam, Perioden()).erbij(begin, eind, nummer)
        return eerder


def _namen(categorie: str | None, code: str | None) -> tuple[tuple[_Naam, ...], tuple[_Naam, ...]]:
    """The names under which an allocation is kept, and the names whose allocations it may not meet."""
    if categorie is None:
        return (_ALLES, _GENERIEK), (_ALLES,)
    hele = ("categorie", categorie)
    zonder_code = ("zonder code", categorie)
    if code is None:
        return (_ALLES, hele, zonder_code), (_GENERIEK, hele)
    met_code = ("met code", categorie, code)
    return (_ALLES, hele, met_code), (_GENERIEK, zonder_code, met_code)
