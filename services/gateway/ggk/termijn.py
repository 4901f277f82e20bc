"""Knows the deadlines for answers in working days, and when one is in danger (OP090, OP090x4).

Days are dates on a Dutch clock. Holidays are those of the ``holidays`` package for the Netherlands.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from functools import lru_cache

import holidays

from services.shared.standard.tijd import plaatselijk

RETOURBERICHT = 3
"""Working days for a return message."""

DECLARATIE_ANTWOORD = 10
"""Working days for a JW325; a JW304 gets the same."""

_ZATERDAG = 5


class Stand(Enum):
    """How a deadline stands."""

    RUIM = "ruim"
    IN_GEVAAR = "in gevaar"
    VERSTREKEN = "verstreken"


@dataclass(frozen=True, slots=True)
class Termijn:
    """The last day that is in time, and from which day there is an alarm."""

    uiterlijk: date
    alarm_vanaf: date

    def stand(self, nu: datetime) -> Stand:
        """How it stands at this moment, which must know its zone."""
        dag = plaatselijk(nu).date()
        if dag > self.uiterlijk:
            return Stand.VERSTREKEN
        return Stand.IN_GEVAAR if dag >= self.alarm_vanaf else Stand.RUIM


def is_werkdag(dag: date) -> bool:
    """True for Monday to Friday, but for Dutch public holidays."""
    return dag.weekday() < _ZATERDAG and dag not in _feestdagen(dag.year)


def na_werkdagen(dag: date, aantal: int) -> date:
    """The working day that is ``aantal`` working days after a day, which itself does not count."""
    while aantal > 0:
        dag += timedelta(days=1)
        aantal -= is_werkdag(dag)
    return dag


def voor_werkdagen(dag: date, aantal: int) -> date:
    """The working day that is ``aantal`` working days before a day."""
    while aantal > 0:
        dag -= timedelta(days=1)
        aantal -= is_werkdag(dag)
    return dag


def termijn(ontvangen: datetime, werkdagen: int, *, marge: int = 1) -> Termijn:
    """The deadline for what came in at ``ontvangen``; the alarm goes ``marge`` working days before the last day."""
    uiterlijk = na_werkdagen(plaatselijk(ontvangen).date(), werkdagen)
    return Termijn(uiterlijk, voor_werkdagen(uiterlijk, marge))


def werkdagen_voor(functie: str) -> int:
    """How many working days there are for an answer of this type."""
    return DECLARATIE_ANTWOORD if functie in ("JW325", "JW304") else RETOURBERICHT


@lru_cache(maxsize=16)
def _feestdagen(jaar: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("NL", years=jaar))
