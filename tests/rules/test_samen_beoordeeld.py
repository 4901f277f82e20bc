"""Declarations of one batch are judged as each would be by itself, though alike lines of them are judged once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from services.shared.region.contract import Product
from services.shared.standard.judging.jw323 import judge_jw323
from services.shared.standard.messages.header import Header
from services.shared.standard.messages.jw323 import DEBET, JW323, Client, Declaratie, Prestatie
from services.shared.standard.remembered import Remembered
from services.shared.standard.surroundings import Surroundings
from services.shared.standard.view import ContractProduct, Toewijzing

ZWOLLE, DALFSEN = "0193", "0148"
ONE, OTHER = "65656055", "42420001"
JANUARY, FEBRUARY = (date(2026, 1, 1), date(2026, 1, 31)), (date(2026, 2, 1), date(2026, 2, 28))
BSN = "999990007"


class Agreed:
    """Each pair of municipality and provider has a tariff of its own, in eurocents per hour."""

    versie = "proef"

    def __init__(self, gemeente: str) -> None:
        self.gemeente = gemeente

    def product(self, code: str, datum: date, aanbieder: str) -> Sequence[ContractProduct]:
        tarief = {(ZWOLLE, ONE): 100, (ZWOLLE, OTHER): 200, (DALFSEN, ONE): 300}[self.gemeente, aanbieder]
        return (Product(code, "45", "04", tarief),)


class Contracts:
    def in_kracht(self, gemeente: str, datum: date) -> Agreed:
        return Agreed(gemeente)


AROUND = Surroundings(date(2026, 3, 1), frozenset((ZWOLLE, DALFSEN)), Contracts(), str.encode)


def declaration(number: int, gemeente: str, aanbieder: str, period: tuple[date, date]) -> JW323:
    """One line of three hours in February at one euro an hour."""
    line = Prestatie(
        f"R{number}", None, 7, "45", "45A48", *FEBRUARY, 3, "04", 100, 300, DEBET
    )  # fmt: skip
    declaratie = Declaratie(f"D{number}", *period, date(2026, 3, 1), 300, DEBET, (Client(BSN, (line,)),))
    header = Header(
        "490", "3", "2", aanbieder, gemeente, f"B{number}", date(2026, 3, 1), "2026-03-01", "1.0.0", "1.0.0"
    )  # fmt: skip
    return JW323(header, declaratie)


def remembered() -> Remembered:
    """An allocation of each pair for the same client."""
    found = Remembered()
    for gemeente in (ZWOLLE, DALFSEN):
        found.gemeente(gemeente).clienten |= {(ONE, BSN.encode()), (OTHER, BSN.encode())}
    return found


def allocated(found: Remembered, message: JW323) -> Remembered:
    """The same, when its allocation 7 is that of the sender of this message."""
    gemeente, aanbieder = message.header.ontvanger, message.header.afzender
    found.gemeente(gemeente).toewijzingen[7] = Toewijzing(
        gemeente, 7, aanbieder, BSN.encode(), "45", "45A48", date(2025, 12, 1), "10:00:00", date(2026, 1, 1),
        date(2026, 12, 31), None, 40, "04", "4", None,
    )  # fmt: skip
    return found


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ((ZWOLLE, ONE, FEBRUARY), (ZWOLLE, ONE, JANUARY), ["TR319"]),
        ((ZWOLLE, ONE, FEBRUARY), (ZWOLLE, OTHER, FEBRUARY), ["TR418"]),
        ((ZWOLLE, ONE, FEBRUARY), (DALFSEN, ONE, FEBRUARY), ["TR418"]),
    ],
    ids=["another period", "another provider", "another municipality"],
)
def test_what_is_around_a_line_is_not_taken_from_the_declaration_before(
    first: tuple[str, str, tuple[date, date]], second: tuple[str, str, tuple[date, date]], expected: list[str]
) -> None:
    for order in ((first, second), (second, first)):
        together = remembered()
        found = {}
        for number, each in enumerate(order):
            message = declaration(number, *each)
            result = judge_jw323(message, allocated(together, message), AROUND)
            found[each] = [finding.said.rule for finding in result.findings]
            together.gemeente(each[0]).open_debetten.clear()
            together.aanbieder(each[1]).laatste_begin.clear()
        assert found == {first: [], second: expected}
