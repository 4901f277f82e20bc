"""Budgets: borders up and down, what counts, what is committed and how subsegments shift (norms.md 9 to 11)."""

from __future__ import annotations

from datetime import date

import pytest

from services.shared.region.budget import Budgetboek, BudgetSleutel, vastgelegd
from services.shared.region.budgetrij import als_json, budgetrij, verschuivingen
from services.shared.region.budgettoestand import na, overgangen, toestand
from services.shared.region.gebeurtenis import budget_gegevens
from services.shared.region.zinnen import uitputting_zin, uitzondering_zin, verschuiving_zin
from tests.support.regio import BUDGET, KOP, boeking, regios

SLEUTEL = BudgetSleutel("Proef", "2", "Logeren", 2024)
VANDAAG = date(2024, 7, 1)


def boek(*centen: int) -> Budgetboek:
    nieuw = Budgetboek(regios())
    for cent in centen:
        nieuw.boek(boeking(abs(cent), cent=abs(cent), eenheid="83", product="45A48", credit=cent < 0))
    return nieuw


@pytest.mark.parametrize(
    ("toegekend", "verteld", "stappen"),
    [
        (799_999, 0, []),
        (800_000, 0, [(80, "omhoog")]),
        (950_000, 0, [(80, "omhoog"), (95, "omhoog")]),
        (1_000_000, 0, [(80, "omhoog"), (95, "omhoog"), (100, "omhoog")]),
        (1_000_000, 95, [(100, "omhoog")]),
        (999_999, 95, []),
        (980_000, 100, []),
        (979_999, 100, [(100, "omlaag")]),
        (931_000, 95, []),
        (930_999, 95, [(95, "omlaag")]),
        (784_000, 80, []),
        (783_999, 80, [(80, "omlaag")]),
        (0, 100, [(100, "omlaag"), (95, "omlaag"), (80, "omlaag")]),
    ],
)
def test_borders_are_reached_at_and_left_below_98_percent(
    toegekend: int, verteld: int, stappen: list[tuple[int, str]]
) -> None:
    assert list(overgangen(toegekend, 1_000_000, verteld)) == stappen


def test_each_border_is_told_once_and_the_state_follows() -> None:
    loop = boek(960_000)
    assert [(w.grens, w.richting.value) for w in loop.besluit(SLEUTEL)] == [(80, "omhoog"), (95, "omhoog")]
    assert loop.besluit(SLEUTEL) == ()
    assert toestand(loop.standen[SLEUTEL].verteld) == "vanaf_95"
    loop.boek(boeking(200_000, cent=200_000, eenheid="83", product="45A48", credit=True))
    assert [(w.grens, w.richting.value) for w in loop.besluit(SLEUTEL)] == [(95, "omlaag"), (80, "omlaag")]
    assert toestand(loop.standen[SLEUTEL].verteld) == "onder_80"


def test_after_falling_below_a_border_the_next_lower_one_is_left() -> None:
    assert [na(stap) for stap in overgangen(850_000, 1_000_000, 100)] == [95, 80]


def test_an_excluded_municipality_stands_only_beside_the_figure() -> None:
    loop = Budgetboek(regios())
    assert loop.boek(boeking(5, cent=5, eenheid="83", product="45A48", gemeente="0148")) == SLEUTEL
    stand = loop.standen[SLEUTEL]
    assert (stand.toegekend, stand.uitgezonderd, sum(stand.maanden)) == (0, 5, 0)


def test_a_line_counts_in_the_year_of_the_first_day_of_its_period() -> None:
    loop = Budgetboek(regios())
    assert loop.boek(boeking(product="45A48", begin=date(2025, 1, 1), eind=date(2025, 1, 31))) is None
    assert loop.boek(boeking(product="45A48", begin=date(2024, 12, 31), eind=date(2025, 1, 31))) == SLEUTEL
    assert loop.boek(boeking(product="54B01")) is None


def test_the_row_shows_every_budget_also_without_a_line() -> None:
    loop = Budgetboek(regios())
    budget = loop.budgetten[SLEUTEL]
    rij = als_json(budgetrij(SLEUTEL, loop.stand(SLEUTEL), budget, VANDAAG, vastgelegd=7))
    assert rij["benut"] == 0.0
    assert (rij["vastgelegd_cent"], rij["toestand"], rij["uitgeput_op"]) == (7, "onder_80", None)


def test_used_has_four_decimals_half_up() -> None:
    loop = boek(123_450)
    rij = budgetrij(SLEUTEL, loop.stand(SLEUTEL), loop.budgetten[SLEUTEL], VANDAAG, 0)
    assert str(rij.benut) == "0.1235"


@pytest.mark.parametrize(
    ("maximum", "tarief", "eenheid", "begin", "eind", "toegekend", "verwacht"),
    [
        (6000, 9000, "04", date(2024, 1, 1), date(2024, 12, 31), 0, 900_000),
        (6000, 9000, "04", date(2024, 1, 1), date(2024, 12, 31), 400_000, 500_000),
        (6000, 9000, "04", date(2024, 1, 1), date(2024, 12, 31), 900_001, 0),
        (100, 150, "01", date(2024, 3, 1), date(2024, 3, 31), 0, 15_000),
        (20, 25_000, "14", date(2024, 12, 22), date(2025, 1, 10), 0, 250_000),
        (300_000, None, "83", date(2023, 12, 31), date(2024, 1, 2), 0, 200_000),
        (300_000, None, "83", date(2025, 1, 1), date(2025, 1, 2), 0, 0),
        (300_000, None, "83", date(2024, 5, 1), None, 100_000, 200_000),
        (1, 90, "04", date(2024, 1, 1), date(2024, 1, 1), 0, 2),
    ],
)
def test_committed_is_the_maximum_times_the_tariff_by_calendar_days_minus_what_was_granted(
    maximum: int, tarief: int | None, eenheid: str, begin: date, eind: date | None, toegekend: int, verwacht: int
) -> None:
    assert vastgelegd(maximum, tarief, eenheid, begin, eind, 2024, toegekend) == verwacht


def test_a_shift_between_subsegments_is_told() -> None:
    twee = KOP + BUDGET + BUDGET.replace("Logeren", "Pleegzorg").replace("45A48", "54B01")
    loop = Budgetboek(regios(twee))
    loop.boek(boeking(1, cent=70, product="45A48"))
    loop.boek(boeking(1, cent=30, product="54B01"))
    rijen = [budgetrij(s, loop.stand(s), b, VANDAAG, 0) for s, b in loop.budgetten.items()]
    gevonden = verschuivingen(rijen)
    assert [(v.rij.subsegment, v.verschil_procentpunt) for v in gevonden] == [("Logeren", 20), ("Pleegzorg", -20)]
    assert verschuiving_zin(gevonden[0]).startswith("Logeren gebruikt 20 procentpunt meer van segment 2 dan begroot")
    assert verschuivingen(rijen, drempel=21) == ()


def test_sentences_say_the_amounts_and_who_is_left_out() -> None:
    loop = boek(*[100_000] * 8)
    (wijziging,) = loop.besluit(SLEUTEL)
    gegevens = budget_gegevens(wijziging)
    assert list(gegevens) == [
        "regio", "segment", "subsegment", "jaar", "grens", "richting", "toegekend_cent", "budget_cent", "zin",
    ]  # fmt: skip
    assert gegevens["zin"] == (
        "Het budget Logeren (segment 2, Proef, 2024) bereikt 80%: toegekend is € 8.000,00 van € 10.000,00 (80,0%)."
    )
    rij = budgetrij(SLEUTEL, loop.stand(SLEUTEL), loop.budgetten[SLEUTEL], date(2024, 4, 1), 0)
    assert (uitzondering_zin(rij, {"0148": "Dalfsen"}) or "").startswith("Zonder Dalfsen: hun geld zit wel in het")
    assert uitputting_zin(rij) == "In dit tempo is het budget Logeren op 23 april 2024 op."
