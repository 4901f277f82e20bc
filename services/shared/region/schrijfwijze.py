"""Knows how amounts, hours, dates and percentages are written for Dutch readers, and how halves are rounded."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

_MAANDEN = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)


def half_omhoog(teller: int, noemer: int) -> int:
    """A quotient rounded to a whole number, a half away from zero; ``noemer`` is above zero."""
    if teller < 0:
        return -half_omhoog(-teller, noemer)
    return (2 * teller + noemer) // (2 * noemer)


def euro(cent: int) -> str:
    """Eurocents as text: 420747000 is ``€ 4.207.470,00``."""
    heel, rest = divmod(abs(cent), 100)
    return f"€ {'-' if cent < 0 else ''}{duizendtallen(heel)},{rest:02d}"


def duizendtallen(getal: int) -> str:
    """A whole number with a dot per thousand."""
    return f"{getal:,}".replace(",", ".")


def uren(minuten: int | Fraction) -> str:
    """Minutes as hours with at most two decimals: 870 is ``14,5 uur``."""
    deel = Fraction(minuten)
    honderdsten = half_omhoog(deel.numerator * 100, deel.denominator * 60)
    heel, rest = divmod(abs(honderdsten), 100)
    staart = f",{rest:02d}".rstrip("0").rstrip(",") if rest else ""
    return f"{'-' if honderdsten < 0 else ''}{duizendtallen(heel)}{staart} uur"


def datum(dag: date) -> str:
    """A date in words: ``1 januari 2023``."""
    return f"{dag.day} {_MAANDEN[dag.month - 1]} {dag.year}"


def procent(teller: int, noemer: int) -> str:
    """A share with one decimal: ``95,2%``; ``0%`` when there is nothing to share."""
    if noemer == 0:
        return "0%"
    tienden = half_omhoog(teller * 1000, noemer)
    heel, rest = divmod(abs(tienden), 10)
    return f"{'-' if tienden < 0 else ''}{heel},{rest}%"
