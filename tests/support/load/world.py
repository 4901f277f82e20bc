"""Knows the made-up world: who is there, what is agreed, what every client was allocated. All of it is arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

TODAY = date(2026, 2, 16)
"""The day to judge on; nothing in this world is later."""

BEGIN, END = date(2024, 1, 1), date(2025, 12, 31)
GRANTED_ON = date(2023, 12, 11)
MONTHS = 24
BUDGET = 40_000_000
"""Eurocents on an A-specific allocation: more than all correct lines ask."""


class Product(NamedTuple):
    """What the region agreed on a code; ``tarief`` in eurocents per ``eenheid``, None where the volume is money."""

    code: str
    categorie: str
    eenheid: str
    tarief: int | None


class Omvang(NamedTuple):
    """How much is allocated, how often."""

    volume: int
    eenheid: str
    frequentie: str


class Grant(NamedTuple):
    """One allocation of a client: with a code and an ``omvang``, or (A-specific) without a code and with a budget."""

    categorie: str
    code: str | None
    omvang: Omvang | None


class Slot(NamedTuple):
    """One line that a client gets each month: on which allocation, for which code, in which unit, up to how much."""

    grant: int
    code: str
    eenheid: str
    most: int


CONTRACT = {
    product.code: product
    for product in (
        Product("45H10", "45", "04", 9120),
        Product("45M20", "45", "01", 152),
        Product("45D30", "45", "14", 18350),
        Product("45E40", "45", "83", None),
        Product("45U50", "45", "04", 8730),
        Product("54B11", "54", "04", 10475),
        Product("43V12", "43", "14", 26190),
        Product("43V13", "43", "14", 33520),
        Product("41G14", "41", "16", 7415),
    )
}
GRANTS = (
    Grant("45", None, None),
    Grant("54", "54B11", Omvang(8, "04", "2")),
    Grant("43", "43V12", Omvang(31, "14", "4")),
    Grant("41", "41G14", Omvang(480, "16", "6")),
)
SLOTS = (
    Slot(0, "45H10", "04", 11),
    Slot(0, "45M20", "01", 240),
    Slot(0, "45D30", "14", 6),
    Slot(0, "45E40", "83", 60_000),
    Slot(0, "45U50", "01", 331),
    Slot(1, "54B11", "04", 30),
    Slot(2, "43V12", "14", 28),
    Slot(3, "41G14", "16", 19),
)


@dataclass(frozen=True, slots=True)
class Site:
    """A municipality with one provider. ``first_grant`` and ``first_person`` keep the numbers of sites apart."""

    gemeente: str
    naam: str
    aanbieder: str
    letter: str
    first_grant: int
    first_person: int

    def toewijzing_nummer(self, person: int, grant: int) -> int:
        """The number of an allocation of a person."""
        return self.first_grant + person * len(GRANTS) + grant

    def bsn(self, person: int) -> str:
        """The BSN of a person who lives here."""
        return bsn(self.first_person + person)

    def stranger(self, person: int) -> str:
        """A BSN that nobody ever was allocated anything for."""
        return bsn(STRANGERS + self.first_person + person)


STRANGERS = 2_500_000
SITES = tuple(
    Site(gemeente, naam, aanbieder, letter, 10_000_000 + 200_000_000 * at, 500_000 * at)
    for at, (gemeente, naam, aanbieder, letter) in enumerate(
        (
            ("0193", "Zwolle", "41414001", "Z"),
            ("0150", "Deventer", "41414002", "D"),
            ("0166", "Kampen", "41414003", "K"),
            ("0175", "Ommen", "41414004", "O"),
        )
    )
)


@lru_cache(maxsize=4096)
def bsn(number: int) -> str:
    """A number that passes the elfproef, another one for each ``number`` below five million.

    Of two neighbouring rows of eight digits at most one wants a check digit of 10: their sums differ by 2.
    """
    for row in (90_000_000 + 2 * number, 90_000_001 + 2 * number):
        check = sum(weight * int(digit) for weight, digit in zip(range(9, 1, -1), str(row), strict=True)) % 11
        if check < 10:
            return f"{row}{check}"
    raise ValueError("two neighbours cannot both want a check digit of 10")


@lru_cache(maxsize=MONTHS)
def month(number: int) -> tuple[date, date]:
    """The first and last day of a month, counted from BEGIN."""
    if not 0 <= number < MONTHS:
        raise ValueError(f"month {number} lies outside of the {MONTHS} months of the allocations")
    at = BEGIN.year * 12 + BEGIN.month - 1
    first = date((at + number) // 12, (at + number) % 12 + 1, 1)
    after = date((at + number + 1) // 12, (at + number + 1) % 12 + 1, 1)
    return first, after - timedelta(days=1)


def region_file(sites: tuple[Site, ...] = SITES) -> str:
    """The region file of this world."""
    parts = ['[region]\nname = "Proefstreek"\norganisation = "Proefstreek"\nvalid_from = 2020-01-01\n']
    parts += [f'[[municipality]]\ncode = "{site.gemeente}"\nname = "{site.naam}"\n' for site in sites]
    for product in CONTRACT.values():
        agreed = {"code": product.code, "category": product.categorie, "unit": product.eenheid}
        table = "".join(f'{key} = "{value}"\n' for key, value in agreed.items())
        parts.append(f"[[product]]\n{table}" + ("" if product.tarief is None else f"tariff = {product.tarief}\n"))
    return "\n".join(parts)
