"""Knows how to make a correct line earn exactly one retourcode, and what a line rightly costs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from tests.support.load.world import CONTRACT, Product

if TYPE_CHECKING:
    from tests.support.load.lines import Line

Spoiler = Callable[["Line"], "Line"]
Repeater = Callable[["Line", "Line"], "Line"]


def price(product: Product, eenheid: str, volume: int) -> tuple[int | None, int]:
    """ProductTarief and amount of a line; minutes of an hourly product are priced from the hour, half a cent up."""
    if product.tarief is None:
        return None, volume
    if eenheid == "01" and product.eenheid == "04":
        return (product.tarief + 30) // 60, (product.tarief * volume + 30) // 60
    return product.tarief, product.tarief * volume


def _declare(line: Line, code: str, volume: int, retourcode: str) -> Line:
    """The line for this code and volume, rightly priced."""
    product = CONTRACT[code]
    tarief, bedrag = price(product, line.eenheid, volume)
    return line._replace(
        categorie=product.categorie, code=code, volume=volume, tarief=tarief, bedrag=bedrag, retourcode=retourcode
    )


def _more_than_the_budget(line: Line) -> Line:
    return _declare(line, line.code, 5000 if line.code == "45H10" else 300_000, "9369")


def _more_than_the_omvang(line: Line) -> Line:
    return _declare(line, line.code, line.volume + 500, "9321")


def _wrong_tariff(line: Line) -> Line:
    assert line.tarief is not None
    return line._replace(tarief=line.tarief + 3, bedrag=line.volume * (line.tarief + 3), retourcode="0611")


def _wrong_amount(line: Line) -> Line:
    return line._replace(bedrag=line.bedrag + 1, retourcode="9346")


def _unknown_allocation(line: Line) -> Line:
    return line._replace(toewijzing_nummer=line.toewijzing_nummer % 1_000_000 + 990_000_000, retourcode="9338")


def _begins_late(line: Line) -> Line:
    return line._replace(begin=line.begin + timedelta(days=1), retourcode="9387")


def _ends_early(line: Line) -> Line:
    return line._replace(eind=line.eind - timedelta(days=1), retourcode="9388")


def _other_code(line: Line) -> Line:
    return _declare(line, "43V13", line.volume, "9340")


def _other_category(line: Line) -> Line:
    return _declare(line, "54B11", line.volume, "9339")


def _code_outside_category(line: Line) -> Line:
    return line._replace(code="54B11", retourcode="S329")


def _used_reference(line: Line, before: Line) -> Line:
    return line._replace(referentie=before.referentie, retourcode="8021")


def _declared_before(line: Line, before: Line) -> Line:
    return before._replace(referentie=line.referentie, retourcode="9389")


def _credit_of_nothing(line: Line, before: Line) -> Line:
    return line._replace(vorig=f"{before.referentie}X", retourcode="8017")


def _credit_of_other_amount(line: Line, before: Line) -> Line:
    """Where the volume is money it changes along, or the message would contradict itself (CS339)."""
    volume = before.volume + (before.tarief is None)
    return before._replace(
        referentie=line.referentie, vorig=before.referentie, volume=volume, bedrag=before.bedrag + 1, retourcode="8017"
    )


_IN_SLOT: tuple[tuple[Spoiler, ...], ...] = (
    (_more_than_the_budget, _other_category),
    (_wrong_tariff, _more_than_the_budget),
    (_wrong_amount, _ends_early),
    (_begins_late, _unknown_allocation, _code_outside_category),
    (_unknown_allocation, _wrong_amount),
    (_more_than_the_omvang, _wrong_amount),
    (_other_code, _begins_late),
    (_ends_early, _wrong_tariff),
)
"""What can be wrong with the line of each slot, without anything else being wrong."""

_WITH_EARLIER: tuple[Repeater, ...] = (
    _used_reference,
    _declared_before,
    _credit_of_nothing,
    _credit_of_other_amount,
)
"""What can be wrong between a line and the granted one of the month before."""


def spoil(line: Line, before: Line | None, slot: int, turn: int) -> Line:
    """One of the faults that fit, in turn; those with an earlier line only when there is one."""
    options = _IN_SLOT[slot]
    at = turn % (len(options) + (len(_WITH_EARLIER) if before is not None else 0))
    if at < len(options):
        return options[at](line)
    assert before is not None
    return _WITH_EARLIER[at - len(options)](line, before)
