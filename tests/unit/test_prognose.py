"""Forecasts: from complete months to a year, with a band, a back-test, an end of the money and a trend."""

from __future__ import annotations

from datetime import date

import pytest

from services.shared.region.prognose import (
    Trend,
    gemiddelde_prognose,
    jaarprognose,
    trend,
    uitputting,
    volledige_maanden,
)

GELIJKMATIG = [100] * 6 + [0] * 6
JULI = date(2024, 7, 1)


def test_an_even_year_is_forecast_without_doubt() -> None:
    prognose = jaarprognose(GELIJKMATIG, 2024, JULI)
    assert (prognose.verwacht, prognose.onder, prognose.boven) == (1200, 1200, 1200)
    assert (prognose.volledige_maanden, prognose.terugtoets_promille) == (6, 0)


def test_an_uneven_year_has_a_band_and_an_error() -> None:
    prognose = jaarprognose([80, 120, 90, 110, 100, 100] + [0] * 6, 2024, JULI)
    assert prognose.verwacht == 1200
    assert prognose.onder < 1200 < prognose.boven
    assert prognose.terugtoets_promille


def test_a_month_that_is_not_declared_yet_is_not_a_month_without_care() -> None:
    assert volledige_maanden([100, 100, 0] + [0] * 9, 2024, date(2024, 4, 1)) == 2
    assert volledige_maanden([100, 0, 100] + [0] * 9, 2024, date(2024, 4, 1)) == 3
    assert volledige_maanden([100, 100, 50] + [0] * 9, 2024, date(2024, 3, 15)) == 2


def test_a_closed_year_is_its_own_forecast_and_a_year_without_months_too() -> None:
    assert jaarprognose(GELIJKMATIG, 2024, date(2025, 1, 1)).verwacht == 600
    assert jaarprognose([10] + [0] * 11, 2024, date(2024, 1, 31)).verwacht == 10
    assert jaarprognose([10] + [0] * 11, 2024, date(2023, 6, 1)).verwacht == 10


def test_a_forecast_is_never_below_what_is_there() -> None:
    assert jaarprognose([1, 0, 5000] + [0] * 9, 2024, date(2024, 2, 1)).verwacht == 5001


def test_the_money_runs_out_on_the_day_that_the_pace_says() -> None:
    assert uitputting(GELIJKMATIG, 600, 2024, JULI) == date(2024, 6, 30)
    assert uitputting(GELIJKMATIG, 750, 2024, JULI) == date(2024, 8, 16)
    assert uitputting(GELIJKMATIG, 1200, 2024, JULI) == date(2024, 12, 31)
    assert uitputting(GELIJKMATIG, 1201, 2024, JULI) is None
    assert uitputting([0] * 12, 1, 2024, JULI) is None


@pytest.mark.parametrize(
    ("maanden", "verwacht"),
    [
        ([100, 100, 100, 106, 106, 106], Trend.OMHOOG),
        ([100, 100, 100, 105, 105, 105], Trend.GELIJK),
        ([100, 100, 100, 94, 94, 94], Trend.OMLAAG),
        ([100, 100, 100, 0, 0, 0], Trend.ONBEKEND),
    ],
)
def test_the_trend_compares_the_last_three_months_with_the_three_before(maanden: list[int], verwacht: Trend) -> None:
    assert trend(maanden + [0] * 6, 2024, JULI) is verwacht


def test_the_average_is_forecast_from_minutes_and_new_clients() -> None:
    prognose = gemiddelde_prognose([600] * 6 + [0] * 6, [2] * 6 + [0] * 6, 2024, JULI)
    assert prognose.als_minuten() == (300, 300, 300)
    assert gemiddelde_prognose([0] * 12, [0] * 12, 2024, JULI).als_minuten() == (0, 0, 0)
