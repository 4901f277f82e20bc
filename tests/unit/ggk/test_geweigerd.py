"""A JW302 refuses an allocation when a code in it says that something is wrong."""

from __future__ import annotations

from datetime import date

import pytest

from services.gateway.stuf.koppelen import is_geweigerd
from services.shared.standard.messages.jw302 import JW302

DAY = date(2026, 3, 5)


@pytest.mark.parametrize(
    ("header", "classes", "refused"),
    [
        ((), None, False),
        (("0200",), None, False),
        (("0200",), {"Client": ("0200",), "Client/ToegewezenProduct[1]": ("0200",)}, False),
        (("0200",), {"Client": ("0200",), "Client/ToegewezenProduct[1]": ("9385",)}, True),
        (("0200",), {"Client": ("0233",)}, True),
        (("0001",), None, True),
        ((), {"Client": ()}, True),
    ],
)
def test_only_a_code_that_says_something_is_wrong_is_a_refusal(
    header: tuple[str, ...], classes: dict[str, tuple[str, ...]] | None, refused: bool
) -> None:
    answer = JW302("0193", "12345678", "T1", DAY, "A1", DAY, header, classes)
    assert is_geweigerd(answer) is refused
