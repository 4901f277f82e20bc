"""The catalogue, the rules in code, the case sheets and the rule table say the same, in both directions."""

from __future__ import annotations

import re
import string
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from services.shared.standard.catalogue import CatalogueRule, catalogue, read_catalogue
from services.shared.standard.messages import jw301, jw303, jw323
from services.shared.standard.messages.header import Header
from services.shared.standard.rule import Rule, rule
from services.shared.standard.rules.listing import all_rules, in_order, rule_modules, rules_for, rules_in
from services.shared.standard.rules.table import rule_table
from services.shared.verdict.finding import Level

_ROOT = Path(__file__).resolve().parents[2]
_SHEETS = [*(_ROOT / "tests" / "rules" / "bericht").glob("*.yaml")]
_SHEETS += (_ROOT / "tests" / "rules" / "overstijgend").glob("*.yaml")
_CLASSES = {
    Header: "Header",
    jw301.Client: "Client",
    jw301.Relatie: "Relatie",
    jw301.Contact: "Contact",
    jw301.ToegewezenProduct: "ToegewezenProduct",
    jw323.Declaratie: "Declaratie",
    jw323.Client: "Client",
    jw323.Prestatie: "Prestatie",
    jw303.JW303: "Header",
    jw303.Header303: "Header",
    jw303.Client303: "Client",
    jw303.Prestatie303: "Prestatie",
}


def _by_number() -> dict[str, list[Rule]]:
    found: dict[str, list[Rule]] = defaultdict(list)
    for each in all_rules():
        found[each.number].append(each)
    return found


def _coded() -> dict[str, CatalogueRule]:
    return {row.nummer: row for row in catalogue() if row.module is not None}


def test_every_rule_in_code_stands_in_the_catalogue_and_every_row_with_a_module_is_code() -> None:
    assert set(_by_number()) == set(_coded())


def test_code_and_catalogue_give_each_rule_the_same_level_code_and_messages() -> None:
    rows = _coded()
    for number, rules in _by_number().items():
        row = rows[number]
        assert {each.level.value for each in rules} == {row.niveau}, number
        assert {each.retourcode for each in rules} == {row.retourcode}, number
        assert {each.derived for each in rules} == {row.afgeleid}, number
        assert {each.message for each in rules} == set(row.berichten) - set(row.niet_voor), number
        assert set(row.niet_voor) < set(row.berichten), number


def test_beyond_the_message_a_rule_judges_the_class_that_carries_its_code() -> None:
    rows = _coded()
    for number, rules in _by_number().items():
        if rows[number].niveau != Level.MESSAGE.value:
            assert {_CLASSES[each.over] for each in rules} == set(rows[number].klassen), number


def test_a_rule_points_at_an_element_that_the_catalogue_names() -> None:
    rows = _coded()
    for number, rules in _by_number().items():
        named = {step for element in rows[number].elementen for step in re.split(r"[/ ]", element)}
        for each in rules:
            assert not (named and each.element) or named & set(each.element.split("/")), number


def test_a_module_holds_the_rules_of_one_number_and_has_it_first_in_its_name() -> None:
    rows = {row.module: row for row in _coded().values()}
    assert sorted(filter(None, rows)) == rule_modules()
    for module in rule_modules():
        assert {each.number for each in rules_in(module)} == {rows[module].nummer}, module
        assert module.startswith(rows[module].nummer.lower().replace("-", "_") + "_")


def test_every_row_without_a_module_says_why_in_a_sentence() -> None:
    for row in catalogue():
        for sentence in (row.betekenis, row.niet_als_regel, *row.niet_voor.values()):
            assert sentence is None or (sentence[0].isupper() and sentence.endswith(".")), row.nummer
        if row.niveau not in ("xsd", "process"):
            assert row.module or row.niet_als_regel, row.nummer


def test_every_retourcode_of_a_rule_is_one_of_the_code_list() -> None:
    text = (_ROOT / "schemas" / "codelijsten" / "retourcodes.toml").read_text(encoding="utf-8")
    known = {row["code"]: row for row in tomllib.loads(text)["retourcode"]}
    for row in catalogue():
        if row.retourcode is not None:
            release = "2.3" if row.afgeleid else "3.2"
            assert release in known[row.retourcode]["releases"], row.nummer


def test_the_code_list_names_the_rules_that_give_a_code() -> None:
    text = (_ROOT / "schemas" / "codelijsten" / "retourcodes.toml").read_text(encoding="utf-8")
    for code in tomllib.loads(text)["retourcode"]:
        ours = {row.nummer for row in catalogue() if row.retourcode == code["code"] and not row.afgeleid}
        assert ours <= set(code["regels"]), code["code"]


def _cases() -> Iterator[tuple[str, list[Any]]]:
    """The number of every sheet with what each of its cases expects: codes, or rules with their places."""
    for path in _SHEETS:
        sheet = yaml.safe_load(path.read_text(encoding="utf-8"))
        for case in sheet["gevallen"].values():
            yield sheet["regel"], case["verwacht"]


def _is_about(number: str, retourcode: str, expected: list[Any]) -> bool:
    return any(each == retourcode or (isinstance(each, dict) and each.get("regel") == number) for each in expected)


def test_every_rule_has_a_case_that_passes_and_one_that_fails_and_every_sheet_has_a_rule() -> None:
    passes, fails = set(), set()
    codes = {number: rules[0].retourcode for number, rules in _by_number().items()}
    for number, expected in _cases():
        assert number in codes, f"a sheet for {number}, which is no rule"
        (fails if _is_about(number, codes[number], expected) else passes).add(number)
    assert set(codes) - passes == set()
    assert set(codes) - fails == set()


def test_the_rule_table_is_the_one_the_code_gives() -> None:
    written = (_ROOT / "deploy" / "regels.md").read_text(encoding="utf-8")
    assert written == rule_table(all_rules(), catalogue()), "run .venv/bin/python deploy/regels.py"


def test_the_rule_table_names_every_rule_of_the_catalogue_once() -> None:
    table = (_ROOT / "deploy" / "regels.md").read_text(encoding="utf-8").partition("## Berichten waarop")[0]
    named = [line.split("|")[1].split()[0] for line in table.splitlines() if line.startswith("| ")]
    assert sorted(name for name in named if name != "Regel") == sorted(row.nummer for row in catalogue())


def test_every_rule_comes_after_its_prerequisites() -> None:
    before: set[tuple[str, str, type]] = set()
    for each in all_rules():
        assert {(number, each.message, each.over) for number in each.after} <= before
        before.add((each.number, each.message, each.over))


def test_the_explanation_of_a_rule_is_two_dutch_sentences_for_a_reader() -> None:
    for each in all_rules():
        for text in (each.why, each.what_now):
            names = [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]
            assert all(name.isidentifier() for name in names), each.number
            assert text == text.strip(), each.number
            assert "  " not in text, each.number
            assert text.endswith("."), each.number


def _example(number: str, after: tuple[str, ...]) -> Rule:
    declared = rule(
        number,
        retourcode="0001",
        level=Level.MESSAGE,
        message="JW323",
        over=jw323.Prestatie,
        after=after,
        why="",
        what_now="",
    )
    return declared(lambda part, view: None)


def test_rules_that_wait_for_each_other_are_refused() -> None:
    with pytest.raises(ValueError, match="wait for each other: A, B"):
        in_order([_example("A", ("B",)), _example("B", ("A",)), _example("C", ())])


def test_an_unknown_prerequisite_is_refused() -> None:
    with pytest.raises(ValueError, match="A for JW323 comes after Z"):
        in_order([_example("A", ("Z",))])


def test_rules_stand_in_order_of_number_where_no_prerequisite_says_otherwise() -> None:
    ordered = in_order([_example("C", ()), _example("A", ("B",)), _example("B", ())])
    assert [each.number for each in ordered] == ["B", "A", "C"]


def test_rules_are_chosen_by_message_part_and_level() -> None:
    chosen = rules_for("JW301", jw301.ToegewezenProduct, (Level.CROSS_MESSAGE,))
    assert [each.number for each in chosen] == ["TR332", "TR379", "TR385"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ('nummer = "A"', "missing"),
        ('nummer = "A"\nsoort = "x"\nberichten = []\nniveau = "xsd"\nbetekenis = "x"', "needs a module"),
        (
            'nummer = "A"\nsoort = "x"\nberichten = []\nniveau = "xsd"\nbetekenis = "x"\nmodule = "x"\nanders = 1',
            "anders",
        ),
    ],
)
def test_a_catalogue_with_a_bad_row_is_refused(row: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_catalogue(f"[[regel]]\n{row}\n")


def test_a_catalogue_with_a_number_twice_is_refused() -> None:
    row = '[[regel]]\nnummer = "A"\nsoort = "x"\nberichten = []\nniveau = "xsd"\nbetekenis = "x"\nmodule = "x"\n'
    with pytest.raises(ValueError, match="twice: A"):
        read_catalogue(row + row)
