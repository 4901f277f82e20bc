"""Terms: months from a day, herstel or duurzaam, and the year of an allocation."""

from __future__ import annotations

from datetime import date

import pytest

from services.shared.region.schrijfwijze import datum, euro, half_omhoog, procent, uren
from services.shared.region.termijn import (
    Periode,
    Traject,
    datum_die_ertoe_doet,
    periode_van_jaar,
    plus_maanden,
    toewijzingsjaar,
    traject,
)


@pytest.mark.parametrize(
    ("begin", "eind", "soort"),
    [
        (date(2023, 3, 1), date(2025, 2, 28), Traject.HERSTEL),
        (date(2023, 3, 1), date(2025, 3, 1), Traject.DUURZAAM),
        (date(2024, 2, 29), date(2026, 2, 27), Traject.HERSTEL),
        (date(2024, 2, 29), date(2026, 2, 28), Traject.DUURZAAM),
        (date(2023, 3, 1), None, Traject.DUURZAAM),
    ],
)
def test_herstel_ends_before_24_months(begin: date, eind: date | None, soort: Traject) -> None:
    assert traject(begin, eind) is soort
    for afgesproken in Traject:
        assert traject(begin, eind, afgesproken) is afgesproken


@pytest.mark.parametrize(
    ("dag", "jaar"),
    [
        (date(2023, 3, 1), 1),
        (date(2024, 2, 29), 1),
        (date(2024, 3, 1), 2),
        (date(2025, 2, 28), 2),
        (date(2025, 3, 1), 3),
        (date(2022, 12, 31), 1),
    ],
)
def test_the_year_of_an_allocation_is_counted_from_ingangsdatum(dag: date, jaar: int) -> None:
    assert toewijzingsjaar(date(2023, 3, 1), dag) == jaar


@pytest.mark.parametrize("ingang", [date(2024, 2, 29), date(2023, 12, 31), date(2024, 1, 1)])
def test_the_years_of_an_allocation_follow_each_other_without_gap(ingang: date) -> None:
    for jaar in range(1, 9):
        periode = periode_van_jaar(ingang, jaar)
        assert toewijzingsjaar(ingang, periode.begin) == toewijzingsjaar(ingang, periode.eind) == jaar
        assert (periode_van_jaar(ingang, jaar + 1).begin - periode.eind).days == 1


def test_a_month_later_is_the_same_day_or_the_last_one() -> None:
    assert plus_maanden(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert plus_maanden(date(2023, 12, 15), 1) == date(2024, 1, 15)


def test_days_of_a_period_in_a_year() -> None:
    periode = Periode(date(2023, 12, 31), date(2024, 1, 2))
    assert (periode.dagen, periode.dagen_in(2023), periode.dagen_in(2024), periode.dagen_in(2025)) == (3, 1, 2, 0)


def test_the_later_of_the_two_dates_matters() -> None:
    assert datum_die_ertoe_doet(date(2023, 1, 1), date(2022, 6, 1)) == date(2023, 1, 1)
    assert datum_die_ertoe_doet(date(2022, 12, 1), date(2023, 1, 1)) == date(2023, 1, 1)


def test_amounts_hours_and_dates_are_written_as_people_write_them() -> None:
    assert [euro(c) for c in (0, 5, 100, 123456789, -250)] == [
        "€ 0,00", "€ 0,05", "€ 1,00", "€ 1.234.567,89", "€ -2,50",
    ]  # fmt: skip
    assert [uren(m) for m in (900, 870, 61, 0, 60_000)] == ["15 uur", "14,5 uur", "1,02 uur", "0 uur", "1.000 uur"]
    assert datum(date(2024, 3, 1)) == "1 maart 2024"
    assert [procent(t, n) for t, n in ((95, 100), (1, 3), (1, 0))] == ["95,0%", "33,3%", "0%"]
    assert [half_omhoog(t, 2) for t in (1, 3, -1, 4)] == [1, 2, -1, 2]
