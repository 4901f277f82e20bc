"""Knows months and years counted from a day: herstel or duurzaam, and the year of an allocation."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

HERSTEL_MAANDEN = 24


class Traject(StrEnum):
    """Herstel: the budget holds for the whole term. Duurzaam: the budget holds per year of the allocation."""

    HERSTEL = "herstel"
    DUURZAAM = "duurzaam"


class Periode(NamedTuple):
    """A period with inclusive dates."""

    begin: date
    eind: date

    def dagen_in(self, jaar: int) -> int:
        """How many days of the period fall in a calendar year."""
        begin, eind = max(self.begin, date(jaar, 1, 1)), min(self.eind, date(jaar, 12, 31))
        return max(0, (eind - begin).days + 1)

    @property
    def dagen(self) -> int:
        """How many days the period has."""
        return (self.eind - self.begin).days + 1


def plus_maanden(dag: date, maanden: int) -> date:
    """The same day so many months later; the last day of that month when it has no such day."""
    jaar, maand = divmod(dag.year * 12 + dag.month - 1 + maanden, 12)
    return date(jaar, maand + 1, min(dag.day, monthrange(jaar, maand + 1)[1]))


@lru_cache(maxsize=65536)
def traject(
    ingangsdatum: date, einddatum: date | None, afgesproken: Traject | None = None, maanden: int = HERSTEL_MAANDEN
) -> Traject:
    """Which kind an allocation is by its length, unless an agreement says otherwise (norms.md 15)."""
    if afgesproken is not None:
        return afgesproken
    if einddatum is not None and einddatum < plus_maanden(ingangsdatum, maanden):
        return Traject.HERSTEL
    return Traject.DUURZAAM


def toewijzingsjaar(ingangsdatum: date, dag: date) -> int:
    """In which year of the allocation a day falls, counted from 1; days before Ingangsdatum belong to year 1."""
    jaar = max(0, dag.year - ingangsdatum.year)
    if jaar and dag < plus_maanden(ingangsdatum, 12 * jaar):
        jaar -= 1
    return jaar + 1


def periode_van_jaar(ingangsdatum: date, jaar: int) -> Periode:
    """The inclusive dates of the n-th year of an allocation, counted from 1."""
    begin = plus_maanden(ingangsdatum, 12 * (jaar - 1))
    return Periode(begin, plus_maanden(ingangsdatum, 12 * jaar) - timedelta(days=1))


def datum_die_ertoe_doet(toewijzingsdatum: date, ingangsdatum: date) -> date:
    """The day whose contract judges a ToegewezenProduct: the later of the two (norms.md 12)."""
    return max(toewijzingsdatum, ingangsdatum)
