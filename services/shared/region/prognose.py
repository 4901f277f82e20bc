"""Knows what a year will come to, how sure that is, how well the same method did before, and when money runs out."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from math import isqrt
from typing import NamedTuple

from services.shared.region.schrijfwijze import half_omhoog

_MAANDEN = 12
_TREND_MAANDEN = 3
_TREND_PROCENT = 5


class Prognose(NamedTuple):
    """An expectation for the whole year with a band around it, in the unit of the figures (cents or minutes).

    ``terugtoets_promille`` is the mean error, per mille of the outcome, of the same method applied at the end of
    each earlier month to the months that are known by now; None when there is nothing to test against.
    """

    verwacht: int
    onder: int
    boven: int
    volledige_maanden: int
    terugtoets_promille: int | None


class Trend(StrEnum):
    """Whether the last months are higher or lower than those before; ``ONBEKEND`` with too few months."""

    OMHOOG = "omhoog"
    GELIJK = "gelijk"
    OMLAAG = "omlaag"
    ONBEKEND = "onbekend"

    @property
    def pijl(self) -> str:
        """The arrow for a table."""
        return {"omhoog": "↑", "gelijk": "→", "omlaag": "↓"}.get(self.value, "·")


class GemiddeldePrognose(NamedTuple):
    """An expected average at the end of the year: ``minuten`` over ``clienten``, with the lowest and highest case."""

    minuten: Prognose
    clienten: Prognose

    def als_minuten(self) -> tuple[int, int, int]:
        """The expected, lowest and highest average in whole minutes; 0 without clients."""
        return (
            _deel(self.minuten.verwacht, self.clienten.verwacht),
            _deel(self.minuten.onder, self.clienten.boven),
            _deel(self.minuten.boven, self.clienten.onder),
        )


def volledige_maanden(maanden: Sequence[int], jaar: int, vandaag: date) -> int:
    """How many months from January can be relied on: past, and not later than the last month with a figure.

    Declarations follow their month, so a past month without any figure is most likely not declared yet.
    """
    if vandaag.year > jaar:
        return _MAANDEN
    voorbij = vandaag.month - 1 if vandaag.year == jaar else 0
    gevuld = max((nummer for nummer, waarde in enumerate(maanden, start=1) if waarde), default=0)
    return min(voorbij, gevuld)


def jaarprognose(maanden: Sequence[int], jaar: int, vandaag: date) -> Prognose:
    """The year from the mean of its complete months; never below what is already there.

    The band is two standard deviations of a month times the root of the months to come.
    """
    volledig = volledige_maanden(maanden, jaar, vandaag)
    totaal = sum(maanden)
    if volledig in (0, _MAANDEN):
        return Prognose(totaal, totaal, totaal, volledig, _terugtoets(maanden, volledig))
    bekend = maanden[:volledig]
    verwacht = max(totaal, half_omhoog(sum(bekend) * _MAANDEN, volledig))
    band = 2 * isqrt(_variantie(bekend) * (_MAANDEN - volledig))
    onder = max(totaal, verwacht - band)
    return Prognose(verwacht, onder, max(verwacht, verwacht + band), volledig, _terugtoets(maanden, volledig))


def gemiddelde_prognose(
    minuten: Sequence[int], nieuwe_clienten: Sequence[int], jaar: int, vandaag: date
) -> GemiddeldePrognose:
    """The average at the end of the year from the minutes per month and the clients that were new per month."""
    return GemiddeldePrognose(jaarprognose(minuten, jaar, vandaag), jaarprognose(nieuwe_clienten, jaar, vandaag))


def uitputting(maanden: Sequence[int], budget: int, jaar: int, vandaag: date) -> date | None:
    """The day of the year on which a budget is used up at this pace; None when that does not happen this year.

    Within a month use is spread evenly. A budget that is used up already gives the day on which it happened.
    """
    volledig = volledige_maanden(maanden, jaar, vandaag)
    tempo = half_omhoog(sum(maanden[:volledig]), volledig) if volledig else 0
    gebruikt = 0
    for nummer, waarde in enumerate(maanden, start=1):
        komt = waarde if nummer <= volledig else max(waarde, tempo)
        if gebruikt + komt >= budget:
            dagen = monthrange(jaar, nummer)[1]
            verlopen = -(-(budget - gebruikt) * dagen // komt) if komt else 1
            return date(jaar, nummer, 1) + timedelta(days=min(dagen, max(1, verlopen)) - 1)
        gebruikt += komt
    return None


def trend(maanden: Sequence[int], jaar: int, vandaag: date) -> Trend:
    """The mean of the last three complete months against that of the three before, 5% either way being equal."""
    volledig = volledige_maanden(maanden, jaar, vandaag)
    laatste = maanden[max(0, volledig - _TREND_MAANDEN) : volledig]
    eerder = maanden[max(0, volledig - 2 * _TREND_MAANDEN) : max(0, volledig - _TREND_MAANDEN)]
    if not eerder or sum(eerder) <= 0:
        return Trend.ONBEKEND
    nu, toen = 100 * sum(laatste) * len(eerder), sum(eerder) * len(laatste)
    if nu > (100 + _TREND_PROCENT) * toen:
        return Trend.OMHOOG
    return Trend.OMLAAG if nu < (100 - _TREND_PROCENT) * toen else Trend.GELIJK


def _variantie(waarden: Sequence[int]) -> int:
    aantal, som = len(waarden), sum(waarden)
    return (aantal * sum(w * w for w in waarden) - som * som) // (aantal * aantal)


def _terugtoets(maanden: Sequence[int], volledig: int) -> int | None:
    uitkomst = sum(maanden[:volledig])
    if volledig < 2 or uitkomst <= 0:
        return None
    fouten = [abs(half_omhoog(sum(maanden[:toen]) * volledig, toen) - uitkomst) for toen in range(1, volledig)]
    return half_omhoog(1000 * sum(fouten), uitkomst * len(fouten))


def _deel(minuten: int, clienten: int) -> int:
    return half_omhoog(minuten, clienten) if clienten > 0 else 0
