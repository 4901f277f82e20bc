"""Norms: states at their borders, what counts, when it is told, and what may be reclaimed (norms.md 1 to 8)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from services.shared.region.afspraken import (
    Afspraak,
    Afspraken,
    Contractjaar,
    Gesprek,
    Toestemming,
    Uitkomst,
    Vastlegging,
    Verbetering,
)
from services.shared.region.contract import Norm
from services.shared.region.norm import Normboek, NormSleutel
from services.shared.region.normrij import als_json, normrij, vergelijk
from services.shared.region.normtoestand import Toestand, bepaal, gemiddelde
from tests.support.regio import KOP, NORM, boeking, regios

NORM_2024 = Norm("54B01", 2024, 900)
SLEUTEL = NormSleutel("Proef", "12345678", "54B01", 2024)
CONTRACTJAAR = Contractjaar("12345678", "54B01", 2024)
IN_HET_JAAR, ERNA = date(2024, 11, 1), date(2025, 1, 1)
BINNEN, NADERT, TOEGESTAAN, OVERSCHREDEN = Toestand


def vastgelegd(nummer: int = 1, van: date | None = None, tot: date | None = None) -> Vastlegging:
    return Vastlegging(nummer, date(2024, 1, 1), "beheer", "reden", van, tot)


def boek_met(*boekingen: object) -> Normboek:
    boek = Normboek(regios())
    for nummer, minuten in enumerate(boekingen):
        boek.boek(boeking(int(str(minuten)), client=f"c{nummer}"))
    return boek


@pytest.mark.parametrize(
    ("minuten", "clienten", "limiet", "verteld", "toestand"),
    [
        (0, 0, 900, BINNEN, BINNEN),
        (8099, 10, 900, BINNEN, BINNEN),
        (8100, 10, 900, BINNEN, NADERT),
        (9000, 10, 900, BINNEN, NADERT),
        (9001, 10, 900, BINNEN, OVERSCHREDEN),
        (8820, 10, 900, OVERSCHREDEN, OVERSCHREDEN),
        (8819, 10, 900, OVERSCHREDEN, NADERT),
        (8820, 10, 900, NADERT, NADERT),
        (7938, 10, 900, NADERT, NADERT),
        (7937, 10, 900, NADERT, BINNEN),
        (7938, 10, 900, OVERSCHREDEN, NADERT),
        (7938, 10, 900, BINNEN, BINNEN),
        (9001, 10, 1200, BINNEN, TOEGESTAAN),
        (9000, 10, 1200, BINNEN, BINNEN),
        (8820, 10, 1200, TOEGESTAAN, TOEGESTAAN),
        (8819, 10, 1200, TOEGESTAAN, BINNEN),
        (12000, 10, 1200, BINNEN, TOEGESTAAN),
        (12001, 10, 1200, BINNEN, OVERSCHREDEN),
        (11760, 10, 1200, OVERSCHREDEN, OVERSCHREDEN),
        (11759, 10, 1200, OVERSCHREDEN, TOEGESTAAN),
        (9500, 10, 960, NADERT, TOEGESTAAN),
        (8900, 10, 900, TOEGESTAAN, NADERT),
    ],
)
def test_the_state_is_the_highest_that_holds(
    minuten: int, clienten: int, limiet: int, verteld: Toestand, toestand: Toestand
) -> None:
    assert bepaal(minuten, clienten, NORM_2024, limiet, verteld) is toestand


def test_states_are_compared_exactly_not_rounded() -> None:
    derde = NORM_2024._replace(naderend=Fraction(1, 3))
    assert bepaal(300 * 10**15, 10**15, derde, 900, BINNEN) is NADERT
    assert bepaal(300 * 10**15 - 1, 10**15, derde, 900, BINNEN) is BINNEN


def test_the_average_has_two_decimals_half_up() -> None:
    assert [str(gemiddelde(m, c)) for m, c in ((0, 0), (1, 8), (1, 3), (2, 3), (900, 1))] == [
        "0.00", "0.13", "0.33", "0.67", "900.00",
    ]  # fmt: skip


def test_minutes_and_hours_count_and_other_units_stand_apart_net_of_credits() -> None:
    boek = Normboek(regios())
    for regel in (
        boeking(90, eenheid="01"),
        boeking(2, eenheid="04", cent=18000, client="b"),
        boeking(3, eenheid="14", client="c"),
        boeking(5, eenheid="16"),
        boeking(5, eenheid="16", credit=True),
    ):
        boek.boek(regel)
    stand = boek.standen[SLEUTEL]
    assert (stand.minuten, stand.cent, stand.clienten) == (210, 90 * 150 + 18000, 2)
    assert stand.andere_eenheden == {"14": [1, 3]}


def test_a_client_counts_once_per_region_while_its_net_volume_is_above_zero() -> None:
    boek = Normboek(regios())
    boek.boek(boeking(60, gemeente="0193"))
    boek.boek(boeking(60, gemeente="0148", begin=date(2024, 7, 1)))
    assert boek.standen[SLEUTEL].clienten == 1
    boek.boek(boeking(60, credit=True))
    assert boek.standen[SLEUTEL].clienten == 1
    boek.boek(boeking(60, credit=True, begin=date(2024, 7, 1)))
    assert (boek.standen[SLEUTEL].clienten, boek.standen[SLEUTEL].minuten) == (0, 0)


def test_a_line_counts_in_the_year_of_the_first_day_of_its_period() -> None:
    boek = Normboek(regios())
    assert boek.boek(boeking(begin=date(2024, 12, 31), eind=date(2025, 1, 31))) == SLEUTEL
    assert boek.boek(boeking(begin=date(2025, 1, 1), eind=date(2025, 1, 31))) is None
    assert boek.boek(boeking(begin=date(2023, 12, 31), eind=date(2024, 1, 31))) is None
    assert boek.boek(boeking(product="45A48")) is None
    assert boek.boek(boeking(gemeente="0014")) is None


@pytest.mark.parametrize(
    ("eind", "gedeclareerd", "laat"),
    [
        (date(2024, 3, 31), date(2024, 4, 30), 0),
        (date(2024, 3, 31), date(2024, 5, 1), 1),
        (date(2024, 3, 15), date(2024, 4, 15), 0),
        (date(2024, 3, 15), date(2024, 4, 16), 1),
    ],
)
def test_a_line_is_late_more_than_a_month_after_its_period(eind: date, gedeclareerd: date, laat: int) -> None:
    boek = Normboek(regios())
    boek.boek(boeking(eind=eind, gedeclareerd_op=gedeclareerd))
    boek.boek(boeking(eind=eind, gedeclareerd_op=gedeclareerd, credit=True))
    assert boek.standen[SLEUTEL].late_regels == laat


def test_a_change_is_told_once_and_nothing_in_between() -> None:
    boek = boek_met(*[1000] * 5)
    wijziging = boek.besluit(SLEUTEL, 900, IN_HET_JAAR)
    assert wijziging is not None
    assert (wijziging.van, wijziging.naar, wijziging.gemiddelde_minuten) == (BINNEN, OVERSCHREDEN, 1000.0)
    assert boek.besluit(SLEUTEL, 900, IN_HET_JAAR) is None


def test_while_provisional_nothing_is_told_until_enough_clients_or_the_year_is_over() -> None:
    boek = boek_met(*[1000] * 4)
    assert boek.besluit(SLEUTEL, 900, date(2024, 12, 31)) is None
    assert boek.standen[SLEUTEL].verteld is BINNEN
    wijziging = boek.besluit(SLEUTEL, 900, ERNA)
    assert wijziging is not None
    assert wijziging.naar is OVERSCHREDEN
    assert boek.besluit(SLEUTEL, 900, ERNA) is None


def test_the_fifth_client_tells_the_difference_once() -> None:
    boek = boek_met(*[1000] * 4)
    boek.boek(boeking(1000, client="vijfde"))
    assert boek.besluit(SLEUTEL, 900, IN_HET_JAAR) is not None
    assert boek.besluit(SLEUTEL, 900, IN_HET_JAAR) is None


def test_the_limit_is_the_highest_permission_in_force_and_at_least_the_norm() -> None:
    afspraken = Afspraken(
        [
            Toestemming(CONTRACTJAAR, 1200, vastgelegd(1, date(2024, 3, 1), date(2024, 6, 30))),
            Toestemming(CONTRACTJAAR, 1000, vastgelegd(2)),
            Toestemming(CONTRACTJAAR, 1500, vastgelegd(3, van=date(2025, 1, 1))),
            Toestemming(CONTRACTJAAR._replace(jaar=2025), 2000, vastgelegd(4)),
        ]
    )

    def limiet(dag: date, norm: int = 900) -> int:
        return afspraken.limiet(CONTRACTJAAR, norm, dag)

    assert [limiet(date(2024, 2, 29)), limiet(date(2024, 3, 1)), limiet(date(2024, 7, 1))] == [1000, 1200, 1000]
    assert limiet(date(2026, 1, 1)) == 1000
    assert limiet(date(2024, 2, 29), norm=1100) == 1100
    assert Afspraken().limiet(CONTRACTJAAR, 900, IN_HET_JAAR) == 900


def test_the_excess_is_priced_with_what_was_granted_half_up() -> None:
    boek = Normboek(regios())
    for nummer in range(5):
        boek.boek(boeking(1000, client=str(nummer), cent=100_001))
    rij = normrij(SLEUTEL, boek.standen[SLEUTEL], NORM_2024, Afspraken(), IN_HET_JAAR)
    assert (rij.overschrijding_minuten, rij.overschrijding_cent) == (500, 50_001)
    assert (rij.terugvordering_cent, rij.voorlopig) == (0, False)


def test_a_reclaim_needs_a_closed_year_an_excess_a_conversation_and_two_broken_agreements() -> None:
    boek = boek_met(*[1000] * 5)
    niet_nagekomen = [Verbetering(CONTRACTJAAR, Uitkomst.NIET_NAGEKOMEN, vastgelegd(n)) for n in (2, 3)]
    gesprek: list[Afspraak] = [Gesprek(CONTRACTJAAR, vastgelegd(1))]

    def ontbreekt(afspraken: list[Afspraak], vandaag: date, norm: Norm = NORM_2024) -> tuple[str, ...]:
        return normrij(SLEUTEL, boek.standen[SLEUTEL], norm, Afspraken(afspraken), vandaag).terugvordering_ontbreekt

    assert ontbreekt([], IN_HET_JAAR) == ("jaar_niet_voorbij", "geen_gesprek", "te_weinig_afspraken_geschonden")
    assert ontbreekt([*gesprek, niet_nagekomen[0]], ERNA) == ("te_weinig_afspraken_geschonden",)
    assert ontbreekt([*niet_nagekomen], ERNA) == ("geen_gesprek",)
    assert ontbreekt([*gesprek, *niet_nagekomen], date(2024, 12, 31)) == ("jaar_niet_voorbij",)
    assert ontbreekt([*gesprek, *niet_nagekomen], ERNA, NORM_2024._replace(minuten=1000)) == ("niet_overschreden",)
    assert ontbreekt([*gesprek, *niet_nagekomen], ERNA) == ()
    rij = normrij(SLEUTEL, boek.standen[SLEUTEL], NORM_2024, Afspraken([*gesprek, *niet_nagekomen]), ERNA)
    assert rij.terugvordering_cent == rij.overschrijding_cent == 500 * 150


def test_an_open_improvement_agreement_is_not_a_broken_one() -> None:
    afspraken = Afspraken([Verbetering(CONTRACTJAAR, u, vastgelegd(n)) for n, u in enumerate(Uitkomst)])
    assert afspraken.geschonden(CONTRACTJAAR) == 1


def test_the_row_for_programs_has_plain_values_under_the_agreed_names() -> None:
    boek = boek_met(*[1000] * 3)
    boek.boek(boeking(2, eenheid="14"))
    rij = als_json(normrij(SLEUTEL, boek.standen[SLEUTEL], NORM_2024, Afspraken(), IN_HET_JAAR))
    assert list(rij)[:16] == [
        "regio", "aanbieder", "product", "jaar", "clienten", "minuten", "gemiddelde_minuten", "norm_minuten",
        "limiet_minuten", "toestand", "voorlopig", "overschrijding_minuten", "overschrijding_cent",
        "andere_eenheden", "terugvordering_cent", "terugvordering_ontbreekt",
    ]  # fmt: skip
    assert rij["andere_eenheden"] == {"14": {"regels": 1, "volume": 2}}
    assert rij["gemiddelde_minuten"] == 1000.0
    assert (rij["toestand"], rij["voorlopig"]) == ("overschreden", True)


def test_providers_are_compared_from_high_to_low_with_the_average_of_all() -> None:
    boek = Normboek(regios(KOP + NORM))
    for aanbieder, minuten in (("11111111", 600), ("22222222", 900), ("33333333", 900)):
        boek.boek(boeking(minuten, aanbieder=aanbieder))
    rijen = [normrij(s, stand, NORM_2024, Afspraken(), IN_HET_JAAR) for s, stand in boek.standen.items()]
    assert [(v.rij.aanbieder, v.rang, v.van, str(v.verschil_minuten)) for v in vergelijk(rijen)] == [
        ("22222222", 1, 3, "100.00"), ("33333333", 1, 3, "100.00"), ("11111111", 3, 3, "-200.00"),
    ]  # fmt: skip
