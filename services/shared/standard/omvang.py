"""Knows how much an allocated Omvang allows: per ProductPeriode and over the whole term (IV076, IV077, IV078)."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

PER_DAY, PER_WEEK, PER_MONTH, TOTAL = "1", "2", "4", "6"
OUTPUT_UNITS = frozenset(("82", "83"))
_MINUTES = {"04": 60}


def smallest(volume: int, eenheid: str) -> int:
    """A volume in the smallest unit of its kind: hours become minutes, all other units stay as they are."""
    return volume * _MINUTES.get(eenheid, 1)


@lru_cache(maxsize=65536)
def ruimte_in(
    volume: int,
    eenheid: str,
    frequentie: str,
    begin: date,
    eind: date,
    ingangsdatum: date,
    einddatum: date | None,
) -> int:
    """The most that may be delivered in one ProductPeriode, in the smallest unit (TR321).

    ``begin`` and ``eind`` are the inclusive dates of the ProductPeriode, ``ingangsdatum`` and ``einddatum`` those of
    the allocation, None when it has no end. Frequentie 4 and 6 give the volume once, also for a part of a month.
    """
    per_time = smallest(volume, eenheid)
    if frequentie == PER_DAY:
        return per_time * ((eind - begin).days + 1)
    if frequentie == PER_WEEK:
        weeks = (
            _output_weeks(begin, eind, ingangsdatum, einddatum)
            if eenheid in OUTPUT_UNITS
            else touched_weeks(begin, eind)
        )
        return per_time * weeks
    return per_time


@lru_cache(maxsize=65536)
def ruimte_totaal(volume: int, eenheid: str, frequentie: str, ingangsdatum: date, einddatum: date | None) -> int | None:
    """The most that may be delivered over the whole term, in the smallest unit (TR322); None when it has no limit.

    An allocation without Einddatum has a limit only with Frequentie 6. Both ways of counting weeks give the same
    total, so output-directed units need no way of their own.
    """
    per_time = smallest(volume, eenheid)
    if frequentie == TOTAL:
        return per_time
    if einddatum is None:
        return None
    if frequentie == PER_DAY:
        return per_time * ((einddatum - ingangsdatum).days + 1)
    if frequentie == PER_WEEK:
        return per_time * touched_weeks(ingangsdatum, einddatum)
    if frequentie == PER_MONTH:
        return per_time * touched_months(ingangsdatum, einddatum)
    return None


def touched_weeks(begin: date, eind: date) -> int:
    """How many ISO weeks have at least one day in the inclusive period."""
    first = begin.toordinal() - begin.weekday()
    last = eind.toordinal() - eind.weekday()
    return max(0, (last - first) // 7 + 1)


def touched_months(begin: date, eind: date) -> int:
    """How many calendar months have at least one day in the inclusive period."""
    return max(0, (eind.year - begin.year) * 12 + eind.month - begin.month + 1)


def _sundays(begin: date, eind: date) -> int:
    return (eind.toordinal() // 7) - ((begin.toordinal() - 1) // 7)


def _last_sunday(day: date) -> int:
    return day.toordinal() - day.toordinal() % 7


def _output_weeks(begin: date, eind: date, ingangsdatum: date, einddatum: date | None) -> int:
    """Sundays in the period; the broken last week counts where the last Sunday of the allocation lies."""
    weeks = _sundays(begin, eind)
    if einddatum is None or einddatum.weekday() == 6:
        return weeks
    last = _last_sunday(einddatum)
    if last < ingangsdatum.toordinal():
        return weeks + 1
    return weeks + 1 if begin.toordinal() <= last <= eind.toordinal() else weeks
