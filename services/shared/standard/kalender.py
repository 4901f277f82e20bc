"""Knows calendar months: where they end, and how to go back a number of them."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from functools import lru_cache


@lru_cache(maxsize=4096)
def laatste_dag(datum: date) -> date:
    """The last day of the calendar month in which ``datum`` lies."""
    return datum.replace(day=monthrange(datum.year, datum.month)[1])


@lru_cache(maxsize=4096)
def maanden_eerder(datum: date, maanden: int) -> date:
    """The same day a number of months earlier; a day that month does not have becomes its last day.

    Before the first year that Python knows the answer is the first day of that year.
    """
    jaar, maand = divmod(datum.year * 12 + datum.month - 1 - maanden, 12)
    if jaar < date.min.year:
        return date.min
    return date(jaar, maand + 1, min(datum.day, monthrange(jaar, maand + 1)[1]))
