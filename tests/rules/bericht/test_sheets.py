"""Runs the case sheets of controleniveau 2: each case breaks exactly the rules it says, at the places it says."""

from __future__ import annotations

import re

import pytest

from services.shared.standard.rule import Rule
from tests.support.bericht_sheet import Case, judged, message_rules, sheets

SHEETS = sheets()
RULES = message_rules()
CASES = [case for cases in SHEETS.values() for case in cases]
NUMBERS = sorted({rule.number for rule in RULES if rule.message in ("JW301", "JW323")})


@pytest.mark.parametrize("case", CASES, ids=[f"{case.regel}-{case.bericht}-{case.naam}" for case in CASES])
def test_case_breaks_exactly_the_rules_it_says(case: Case) -> None:
    found = judged(case, RULES)
    assert sorted((each.rule.number, each.place) for each in found) == sorted(case.verwacht)


@pytest.mark.parametrize("case", CASES, ids=[f"{case.regel}-{case.bericht}-{case.naam}" for case in CASES])
def test_explanation_is_complete_and_names_nobody(case: Case) -> None:
    for each in judged(case, RULES):
        explanation = each.rule.explanation(each.breach.figures)
        assert "{" not in explanation
        assert explanation.endswith(".")
        assert not re.search(r"\b\d{9}\b", explanation)


@pytest.mark.parametrize("number", NUMBERS)
def test_rule_has_a_sheet_with_cases_that_hold_and_cases_that_break(number: str) -> None:
    cases = SHEETS[number]
    assert any(not case.verwacht for case in cases)
    for rule in RULES:
        if rule.number == number:
            assert any(case.bericht == rule.message and _breaks(rule, case) for case in cases)


def test_every_sheet_is_of_a_rule() -> None:
    assert sorted(SHEETS) == NUMBERS


def _breaks(rule: Rule, case: Case) -> bool:
    return any(each.rule is rule for each in judged(case, RULES))
