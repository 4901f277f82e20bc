"""A rule that says what it sees of a line holds alike for all lines that look the same to it."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from random import Random

import pytest

from services.shared.region.contract import Product
from services.shared.standard.judging.ruleset import LATER_LEVELS, MESSAGE_LEVEL, Round, RuleSet, rule_set
from services.shared.standard.messages.jw323 import CREDIT, DEBET, Declaratie, Prestatie
from services.shared.standard.rule import Rule, Sees, rule
from services.shared.standard.rules.listing import rules_for
from services.shared.standard.view import BerichtView, ContractProduct, PrestatieView, Stand, Toewijzing
from services.shared.standard.vorm import vorm, vorm_en_voorwaarden
from services.shared.verdict.finding import Breach, breach

DAYS = (
    date(2019, 12, 1),
    date(2020, 12, 1),
    date(2025, 2, 1),
    date(2025, 2, 3),
    date(2025, 2, 28),
    date(2025, 3, 31),
    date(2026, 7, 1),
)
CODES, CATEGORIES, UNITS = ("45A48", "45A04"), ("45", "50"), ("01", "04", "16", "83")
MESSAGE = Declaratie("D1", date(2025, 3, 1), date(2025, 3, 31), date(2025, 4, 1), 0, DEBET, ())
OF_THE_SAME_PERIOD = MESSAGE._replace(declaratie_nummer="D2", declaratie_dagtekening=date(2026, 5, 1), totaal_bedrag=7)
ROUNDS = 4_000
UNLIKE_ANY = ("TR338", "TR384")
"""Rules that tell the number of the allocation: they break only where a line looks like no other."""


def line(chance: Random) -> Prestatie:
    """Any line that a schema could let through, and some more."""
    unit = chance.choice(UNITS)
    return Prestatie(
        f"R{chance.randrange(9)}", chance.choice((None, "R1")), chance.randrange(5), chance.choice(CATEGORIES),
        chance.choice(CODES), chance.choice(DAYS), chance.choice(DAYS), chance.randrange(100), unit,
        chance.choice((None, 0, 100, 6000)), chance.randrange(3) * 100, chance.choice((DEBET, CREDIT)),
    )  # fmt: skip


def allocation(chance: Random) -> Toewijzing | None:
    if chance.random() < 0.2:
        return None
    unit = chance.choice((None, *UNITS))
    return Toewijzing(
        "0193", chance.randrange(5), "65656055", bytes(16), chance.choice((None, *CATEGORIES)),
        chance.choice((None, *CODES)), chance.choice(DAYS), "10:00:00", chance.choice(DAYS),
        chance.choice((None, *DAYS)), chance.choice((None, "13", "02")), None if unit is None else chance.randrange(40),
        unit, None if unit is None else chance.choice("1246"), chance.choice((None, 500)),
    )  # fmt: skip


def contract(code: str, day: date) -> tuple[ContractProduct, ...]:
    """What is agreed for a code on a day: one answer, as within one message."""
    chance = Random(f"{code}{day}")
    return tuple(
        Product(code, chance.choice(CATEGORIES), chance.choice(UNITS), chance.choice((None, 100, 6000)))
        for _ in range(chance.randrange(3))
    )


def view(chance: Random, of: Prestatie, toewijzing: Toewijzing | None) -> PrestatieView:
    return PrestatieView(
        MESSAGE, toewijzing, Stand(chance.randrange(600), chance.randrange(99), 1),
        contract(of.product_code, of.begin), chance.random() < 0.3, None, chance.random() < 0.5,
        chance.random() < 0.5, chance.random() < 0.3,
    )  # fmt: skip


def alike(chance: Random, of: Prestatie) -> Prestatie:
    """Another line of the same vorm."""
    other = line(chance)
    return of._replace(
        referentie_nummer=other.referentie_nummer, vorig_referentie_nummer=other.vorig_referentie_nummer,
        toewijzing_nummer=other.toewijzing_nummer, geleverd_volume=other.geleverd_volume, bedrag=other.bedrag,
    )  # fmt: skip


def like(chance: Random, of: Toewijzing | None) -> Toewijzing | None:
    """Another allocation with the same voorwaarden."""
    if of is None:
        return None
    return of._replace(
        gemeente=chance.choice(("0193", "0148")), toewijzing_nummer=chance.randrange(5), client=chance.randbytes(16),
        volume=None if of.eenheid is None else chance.randrange(40), budget=chance.choice((None, 500)),
        toewijzingsdatum=chance.choice(DAYS), frequentie=None if of.eenheid is None else chance.choice("1246"),
    )  # fmt: skip


def seeing(*, message_level: bool) -> list[Rule]:
    levels = MESSAGE_LEVEL if message_level else LATER_LEVELS
    return [rule for rule in rules_for("JW323", Prestatie, levels) if rule.sees is not None]


@pytest.mark.parametrize("rule", seeing(message_level=True), ids=lambda rule: rule.number)
def test_a_rule_inside_the_message_that_sees_the_vorm_sees_nothing_else(rule: Rule) -> None:
    assert rule.sees is vorm
    chance = Random(rule.number)
    around = BerichtView(date(2025, 4, 2), MESSAGE)
    said = set()
    for _ in range(ROUNDS):
        one = line(chance)
        other = alike(chance, one)
        found = rule.judge(one, around)
        assert found == rule.judge(other, around)
        said.add(found is None)
    assert said == {True, False}


@pytest.mark.parametrize("rule", seeing(message_level=False), ids=lambda rule: f"{rule.number}-{rule.judge.__name__}")
def test_a_rule_that_sees_vorm_and_voorwaarden_sees_nothing_else(rule: Rule) -> None:
    assert rule.sees is vorm_en_voorwaarden
    chance = Random(rule.number)
    said = set()
    for _ in range(ROUNDS):
        one, toewijzing = line(chance), allocation(chance)
        other, its_own = alike(chance, one), like(chance, toewijzing)
        around, otherwise = view(chance, one, toewijzing), view(chance, other, its_own)
        otherwise.declaratie = OF_THE_SAME_PERIOD
        if vorm_en_voorwaarden(one, around) is None:
            assert vorm_en_voorwaarden(other, otherwise) is None
            continue
        found = rule.judge(one, around)
        assert found == rule.judge(other, otherwise)
        said.add(found is None)
    assert said == ({True} if rule.number in UNLIKE_ANY else {True, False})


@pytest.mark.parametrize("with_contract", [True, False])
def test_a_round_finds_what_the_rules_find_one_by_one(with_contract: bool) -> None:
    rules = rule_set("JW323", Prestatie, LATER_LEVELS, contract=with_contract)
    chance = Random(7)
    together = Round(rules)
    seen: set[Hashable] = set()
    for _ in range(ROUNDS):
        one = line(chance)._replace(vorig_referentie_nummer=None, debet_credit=DEBET)
        around = view(chance, one, allocation(chance))
        found = list(together.broken(one, around))
        assert found == list(rules.broken(one, around))
        seen.update(each.rule for each in found)
    assert len(seen) > 10


def test_all_hold_exactly_when_none_is_broken() -> None:
    rules = rule_set("JW323", Prestatie, MESSAGE_LEVEL)
    chance = Random(11)
    around = BerichtView(date(2025, 4, 2), MESSAGE)
    said = []
    for _ in range(ROUNDS):
        lines = [line(chance)] * chance.randrange(3) + [line(chance) for _ in range(chance.randrange(2))]
        said.append(rules.hold(lines, around))
        assert said[-1] == (not any(rules.broken(each, around) for each in lines))
    assert ROUNDS > said.count(True) > ROUNDS / 10


def some_rule(number: str, *, sees: Sees | None, after: tuple[str, ...] = ()) -> Rule:
    @rule(
        number, retourcode="0001", level=MESSAGE_LEVEL[0], message="JW323", over=Prestatie,
        why="", what_now="", sees=sees, after=after,
    )  # fmt: skip
    def holds(prestatie: Prestatie, view: BerichtView) -> None:
        return None

    return holds


def test_rules_of_one_step_that_say_what_they_see_must_see_the_same() -> None:
    with pytest.raises(ValueError, match="must see the same"):
        RuleSet([some_rule("A", sees=vorm), some_rule("B", sees=vorm_en_voorwaarden)])


def test_a_rule_that_says_what_it_sees_cannot_build_on_one_that_sees_all() -> None:
    with pytest.raises(ValueError, match="cannot build on"):
        RuleSet([some_rule("A", sees=None), some_rule("B", sees=vorm, after=("A",))])


def test_parts_that_look_like_no_other_are_asked_each() -> None:
    @rule(
        "A", retourcode="0001", level=MESSAGE_LEVEL[0], message="JW323", over=Prestatie,
        why="", what_now="", sees=lambda prestatie, view: None,
    )  # fmt: skip
    def costs_something(prestatie: Prestatie, view: BerichtView) -> Breach | None:
        return None if prestatie.bedrag else breach()

    chance = Random(3)
    paid, free = line(chance)._replace(bedrag=100), line(chance)._replace(bedrag=0)
    rules, around = RuleSet([costs_something]), BerichtView(date(2025, 4, 2), MESSAGE)
    assert rules.hold([paid, paid], around)
    assert not rules.hold([free, paid], around)
    assert not rules.hold([paid, free], around)
    together = Round(rules)
    assert [len(together.broken(each, around)) for each in (paid, free, paid)] == [0, 1, 0]
