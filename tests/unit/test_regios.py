"""The set of region files: which one is in force, and which files do not go together."""

from __future__ import annotations

from datetime import date

import pytest

from services.shared.region.fout import RegioFout
from services.shared.region.regios import Regios
from tests.support.regio import BUDGET, KOP, NORM, regio, regios

VOLGEND_JAAR = KOP.replace("2024-01-01", "2025-01-01")
DIT_JAAR = KOP.replace("valid_from = 2024-01-01", "valid_from = 2024-01-01\nvalid_until = 2024-12-31")


def test_a_message_is_judged_with_the_file_of_its_time() -> None:
    samen = regios(VOLGEND_JAAR, DIT_JAAR)
    gevonden = [samen.in_kracht("0193", dag) for dag in (date(2023, 12, 31), date(2024, 12, 31), date(2025, 1, 1))]
    assert [r and r.geldig_vanaf.year for r in gevonden] == [None, 2024, 2025]
    assert samen.namen() == ("Proef",)
    assert [r.geldig_vanaf.year for r in samen.bestanden("Proef")] == [2024, 2025]


def test_municipalities_do_not_depend_on_the_date() -> None:
    assert regios(VOLGEND_JAAR).gemeenten() == {"0193", "0148"}
    assert Regios().gemeenten() == frozenset()
    assert not Regios()


def test_two_files_for_one_municipality_on_one_day_are_an_error() -> None:
    with pytest.raises(RegioFout, match="gemeente 0148, 0193 staat ook in"):
        regios(KOP, VOLGEND_JAAR)


def test_the_same_file_twice_counts_once() -> None:
    assert len(Regios([regio(), regio()]).alle) == 1


def test_a_norm_or_budget_in_two_files_of_one_region_is_an_error() -> None:
    for tabel in (NORM, BUDGET):
        with pytest.raises(RegioFout, match="staat ook in") as gevangen:
            regios(DIT_JAAR + tabel, VOLGEND_JAAR + tabel)
        assert len(gevangen.value.fouten) == 1


def test_one_budget_in_two_files_of_a_region_is_an_error_also_with_other_codes() -> None:
    ander = BUDGET.replace("45A48", "54B01")
    with pytest.raises(RegioFout, match="subsegment 2, Logeren van 2024 staat ook in"):
        regios(DIT_JAAR + BUDGET, VOLGEND_JAAR + ander)


def test_a_municipality_outside_every_file_has_no_region() -> None:
    assert regios().in_kracht("0014", date(2024, 5, 1)) is None
