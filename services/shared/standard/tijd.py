"""Knows Dutch local time, which the chain writes without saying so."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo


@lru_cache(maxsize=1)
def _nederland() -> ZoneInfo:
    return ZoneInfo("Europe/Amsterdam")


def plaatselijk(moment: datetime) -> datetime:
    """The same moment on a Dutch clock; ``moment`` must know its zone."""
    return moment.astimezone(_nederland())


def tijdstip(moment: datetime) -> str:
    """A moment as tijdstipBericht: 14 digits, local time (ggk 5)."""
    return f"{plaatselijk(moment):%Y%m%d%H%M%S}"
