"""Knows how amounts, dates and volumes read in a Dutch sentence, while programs keep getting plain values.

Each is an ordinary int or str that only formats itself otherwise: ``json.dumps`` writes 87300, a sentence shows
``€ 873,00``.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

_EURO = "83"
_NAMEN = {
    "01": "minuten",
    "04": "uur",
    "14": "etmalen",
    "16": "dagdelen",
    "21": "weken",
    "81": "keer (los van tijd)",
    "82": "stuks",
    "84": "stuks",
}


class Cent(int):
    """An amount in eurocents; in a sentence euros: ``€ 1.234,56``."""

    def __format__(self, spec: str) -> str:
        return _euros(self)


@lru_cache(maxsize=4096)
def _euros(cent: int) -> str:
    euros, cents = divmod(abs(int(cent)), 100)
    whole = f"{euros:,}".replace(",", ".")
    return f"{'-' if cent < 0 else ''}€ {whole},{cents:02}"


class Dag(str):
    """A date as ISO text; in a sentence day, month, year: ``31-03-2026``."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        return f"{self[8:]}-{self[5:7]}-{self[:4]}"


class Hoeveelheid(int):
    """A number of units of WJ756; in a sentence with the name of the unit, euros for Eenheid 83."""

    eenheid: str

    def __new__(cls, aantal: int, eenheid: str) -> Hoeveelheid:
        made = super().__new__(cls, aantal)
        made.eenheid = eenheid
        return made

    def __format__(self, spec: str) -> str:
        if self.eenheid == _EURO:
            return format(Cent(self))
        return f"{int(self)} {_NAMEN.get(self.eenheid, self.eenheid)}"


class Eenheid(str):
    """A unit of WJ756 by its code; in a sentence its name and the code: ``uur (04)``."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        name = "euro" if self == _EURO else _NAMEN.get(str(self))
        return str(self) if name is None else f"{name} ({self!s})"


@lru_cache(maxsize=4096)
def dag(datum: date) -> Dag:
    """A date as a figure of a breach."""
    return Dag(datum.isoformat())
