"""Stapeling gives the same answer as comparing every allocation with every earlier one, in any message."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from services.shared.standard.stapeling import Stapeling


class Toegewezen(NamedTuple):
    categorie: str | None
    code: str | None
    begin: date
    eind: date


PRODUCTS = st.sampled_from(
    [(None, None), ("45", None), ("50", None), ("45", "A"), ("45", "B"), ("50", "A"), ("50", "B"), ("51", "C")]
)
DAYS = st.integers(0, 30).map(lambda day: date(2025, 1, 1) + timedelta(days=day))
ALLOCATIONS = st.lists(
    st.tuples(PRODUCTS, DAYS, DAYS | st.just(date.max)).map(lambda drawn: Toegewezen(*drawn[0], *drawn[1:])),
    max_size=25,
)


def same_product(a: Toegewezen, b: Toegewezen) -> bool:
    if a.categorie is None or b.categorie is None:
        return True
    return a.categorie == b.categorie and (a.code is None or b.code is None or a.code == b.code)


def overlap(a: Toegewezen, b: Toegewezen) -> bool:
    return not (a.eind < b.begin or b.eind < a.begin)


@given(ALLOCATIONS)
def test_stapeling_finds_what_comparing_all_pairs_finds(allocations: list[Toegewezen]) -> None:
    stapeling = Stapeling()
    for number, each in enumerate(allocations):
        clashing = [n for n, earlier in enumerate(allocations[:number]) if same_product(earlier, each)]
        clashing = [n for n in clashing if overlap(allocations[n], each)]
        found = stapeling.botst(*each, number)
        assert (found in clashing) if clashing else (found is None)
