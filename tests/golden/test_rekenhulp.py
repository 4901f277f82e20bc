"""The worked examples of the calculation aid: Mark, Frival and Greetje; and what it refuses."""

from __future__ import annotations

from fractions import Fraction

import pytest

from services.shared.region.rekenhulp import (
    Advies,
    Ambulantplan,
    Geweigerd,
    Groepsplan,
    Plan,
    als_json,
    rekenhulp,
)
from services.shared.region.termijn import Traject
from tests.support.regio import KOP, bestand, regio

IJSSELLAND = bestand("ijsselland/2023.toml")
HERSTEL, DUURZAAM = Traject.HERSTEL, Traject.DUURZAAM
FRIVAL = Plan(HERSTEL, ambulant=Ambulantplan(Fraction("2.5"), Fraction(26), 13000))


def reken(plan: Plan) -> dict[str, object]:
    uitkomst = rekenhulp(IJSSELLAND, plan)
    assert isinstance(uitkomst, Advies)
    return als_json(uitkomst)


def weigering(plan: Plan) -> str:
    uitkomst = rekenhulp(IJSSELLAND, plan)
    assert isinstance(uitkomst, Geweigerd)
    return uitkomst.uitleg


def test_mark() -> None:
    groep = Groepsplan(Fraction(2), Fraction(3), Fraction(26), "licht")
    ambulant = Ambulantplan(Fraction(3), Fraction(26), 7000)
    uitkomst = reken(Plan(HERSTEL, groep, ambulant))
    assert uitkomst == {
        "groep_uren": 156, "groep_cent": 222_768, "ambulant_uren": 78, "ambulant_cent": 546_000,
        "totaal_cent": 768_768, "advies_budget": 5, "advies_cent": 800_000,
        "afgesproken_budget": None, "afgesproken_cent": None, "reden": None,
    }  # fmt: skip
    assert (round(222_768 / 100), round(768_768 / 100)) == (2228, 7688)


def test_frival_is_advised_six_and_agrees_on_five_with_a_reason() -> None:
    assert reken(FRIVAL)["totaal_cent"] == 845_000
    assert reken(FRIVAL)["advies_budget"] == 6
    afgesproken = reken(FRIVAL._replace(afgesproken=5, reden="raming ligt ver onder budget 6"))
    assert (afgesproken["afgesproken_budget"], afgesproken["afgesproken_cent"]) == (5, 800_000)
    assert afgesproken["advies_budget"] == 6


def test_greetje() -> None:
    for raming in (250_000, 300_000):
        assert reken(Plan(HERSTEL, raming=raming))["advies_budget"] == 3


@pytest.mark.parametrize(
    ("raming", "advies"),
    [(0, 1), (100_000, 1), (100_001, 2), (800_000, 5), (800_001, 6), (2_000_000, 8), (2_000_001, None)],
)
def test_the_advice_is_the_first_budget_that_is_not_lower(raming: int, advies: int | None) -> None:
    assert reken(Plan(HERSTEL, raming=raming))["advies_budget"] == advies


def test_a_duurzaam_traject_has_52_weeks_unless_another_number_is_given() -> None:
    plan = Plan(DUURZAAM, ambulant=Ambulantplan(Fraction(1), None, 7000))
    assert reken(plan)["ambulant_uren"] == 52
    plan = Plan(DUURZAAM, ambulant=Ambulantplan(Fraction("0.5"), Fraction(41), 7000))
    assert reken(plan)["ambulant_uren"] == 20.5


def test_half_a_cent_goes_up() -> None:
    assert reken(Plan(HERSTEL, ambulant=Ambulantplan(Fraction("0.5"), Fraction(1), 7001)))["ambulant_cent"] == 3501


def test_what_cannot_be_calculated_is_refused() -> None:
    assert "niets te berekenen" in weigering(Plan(HERSTEL))
    assert "aantal weken" in weigering(Plan(HERSTEL, ambulant=Ambulantplan(Fraction(1), None, 7000)))
    assert "met een reden" in weigering(FRIVAL._replace(afgesproken=5))
    assert "met een reden" in weigering(FRIVAL._replace(afgesproken=5, reden=" "))
    assert "bestaat niet" in weigering(FRIVAL._replace(afgesproken=9, reden="x"))


def test_the_advice_itself_needs_no_reason() -> None:
    assert reken(FRIVAL._replace(afgesproken=6))["afgesproken_cent"] == 1_200_000


def test_heavy_group_help_is_refused_in_duurzaam_except_kdc_and_odc() -> None:
    groep = Groepsplan(Fraction(1), Fraction(1), None, "zwaar")
    assert "duurzaam" in weigering(Plan(DUURZAAM, groep))
    assert reken(Plan(DUURZAAM, groep._replace(kdc_odc=True)))["groep_uren"] == 52
    assert reken(Plan(HERSTEL, groep._replace(weken=Fraction(10))))["groep_uren"] == 10


def test_a_region_without_standard_budgets_gives_no_advice_and_one_without_group_tariff_no_sum() -> None:
    kaal = regio(KOP)
    zonder = rekenhulp(kaal, Plan(HERSTEL, raming=1))
    assert isinstance(zonder, Advies)
    assert zonder.advies is None
    weg = rekenhulp(kaal, Plan(HERSTEL, Groepsplan(Fraction(1), Fraction(1), Fraction(1), "licht")))
    assert isinstance(weg, Geweigerd)
