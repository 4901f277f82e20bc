"""Deadlines in working days, with Dutch holidays and Dutch days."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from services.gateway.ggk.termijn import (
    DECLARATIE_ANTWOORD,
    RETOURBERICHT,
    Stand,
    is_werkdag,
    na_werkdagen,
    termijn,
    werkdagen_voor,
)


@pytest.mark.parametrize(
    ("dag", "aantal", "verwacht"),
    [
        (date(2025, 4, 1), 3, date(2025, 4, 4)),
        (date(2026, 3, 5), 3, date(2026, 3, 10)),  # across a weekend
        (date(2026, 3, 7), 3, date(2026, 3, 11)),  # received on a Saturday
        (date(2025, 4, 17), 3, date(2025, 4, 24)),  # Good Friday to Easter Monday
        (date(2026, 4, 24), 3, date(2026, 4, 30)),  # King's Day on a Monday
        (date(2025, 5, 28), 3, date(2025, 6, 3)),  # Ascension
        (date(2025, 12, 24), 3, date(2025, 12, 31)),  # Christmas
        (date(2025, 12, 30), 3, date(2026, 1, 5)),  # New Year
        (date(2026, 3, 2), 10, date(2026, 3, 16)),
        (date(2026, 3, 2), 0, date(2026, 3, 2)),
    ],
)
def test_werkdagen_slaan_weekenden_en_feestdagen_over(dag: date, aantal: int, verwacht: date) -> None:
    assert na_werkdagen(dag, aantal) == verwacht


def test_bevrijdingsdag_is_eens_in_de_vijf_jaar_vrij() -> None:
    assert not is_werkdag(date(2025, 5, 5))
    assert is_werkdag(date(2026, 5, 5))


def test_wat_laat_op_de_avond_komt_telt_op_de_nederlandse_dag() -> None:
    assert termijn(datetime(2026, 3, 4, 23, 30, tzinfo=UTC), 3).uiterlijk == date(2026, 3, 10)
    assert termijn(datetime(2026, 3, 4, 22, 30, tzinfo=UTC), 3).uiterlijk == date(2026, 3, 9)


@pytest.mark.parametrize(
    ("nu", "stand"),
    [
        (datetime(2026, 3, 5, 12, 0, tzinfo=UTC), Stand.RUIM),
        (datetime(2026, 3, 8, 22, 59, tzinfo=UTC), Stand.RUIM),
        (datetime(2026, 3, 8, 23, 0, tzinfo=UTC), Stand.IN_GEVAAR),
        (datetime(2026, 3, 10, 22, 59, tzinfo=UTC), Stand.IN_GEVAAR),
        (datetime(2026, 3, 10, 23, 0, tzinfo=UTC), Stand.VERSTREKEN),
    ],
)
def test_het_alarm_gaat_een_werkdag_voor_de_laatste_dag(nu: datetime, stand: Stand) -> None:
    assert termijn(datetime(2026, 3, 5, 9, 0, tzinfo=UTC), RETOURBERICHT).stand(nu) is stand


def test_een_declaratie_heeft_tien_werkdagen_en_een_retourbericht_drie() -> None:
    assert (werkdagen_voor("JW325"), werkdagen_voor("JW304"), werkdagen_voor("JW302")) == (10, 10, 3)
    assert DECLARATIE_ANTWOORD == 10
