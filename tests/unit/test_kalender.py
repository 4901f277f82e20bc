"""What a calendar month is, and going back a number of them."""

from __future__ import annotations

from datetime import date

from services.shared.standard.kalender import laatste_dag, maanden_eerder


def test_laatste_dag_kent_schrikkeljaren() -> None:
    assert laatste_dag(date(2024, 2, 1)) == date(2024, 2, 29)
    assert laatste_dag(date(2025, 2, 28)) == date(2025, 2, 28)
    assert laatste_dag(date(2100, 2, 5)) == date(2100, 2, 28)
    assert laatste_dag(date(9999, 12, 1)) == date.max


def test_maanden_eerder_is_dezelfde_dag() -> None:
    assert maanden_eerder(date(2026, 5, 31), 60) == date(2021, 5, 31)
    assert maanden_eerder(date(2026, 1, 15), 1) == date(2025, 12, 15)


def test_maanden_eerder_kapt_af_op_het_eind_van_de_maand() -> None:
    assert maanden_eerder(date(2028, 2, 29), 60) == date(2023, 2, 28)
    assert maanden_eerder(date(2025, 3, 31), 1) == date(2025, 2, 28)


def test_maanden_eerder_gaat_niet_voor_de_eerste_dag_van_de_kalender() -> None:
    assert maanden_eerder(date(1, 3, 1), 60) == date.min
    assert maanden_eerder(date(6, 1, 1), 60) == date.min
