"""``sluis explain`` knows every code and rule there is, shows the border in figures, and helps with a typing error."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from services.cli.lexicon import ErrorCode, RegionalRule, StandardRule, in_words, lexicon
from services.shared.region.rules.beoordelen import REGELS
from services.shared.standard.catalogue import catalogue
from services.shared.standard.rules.listing import all_rules
from tests.support.sluis import sluis

LISTS = Path(__file__).resolve().parents[3] / "schemas" / "codelijsten"


def listed(name: str) -> dict[str, object]:
    return tomllib.loads((LISTS / name).read_text(encoding="utf-8"))


def test_every_code_and_rule_can_be_asked_in_any_case() -> None:
    words = lexicon()
    asked = [row["code"] for row in listed("retourcodes.toml")["retourcode"]]  # type: ignore[index]
    asked += [row["code"] for part in listed("fo01.toml").values() for row in part["foutcode"]]  # type: ignore[index]
    asked += [rule.nummer for rule in (*catalogue(), *REGELS)]
    assert [code for code in asked if not words.find(code) or words.find(code) != words.find(code.lower())] == []


def test_every_rule_that_is_judged_has_an_example_both_ways_and_no_example_is_left_over() -> None:
    told = tomllib.loads((Path(lexicon.__code__.co_filename).with_name("voorbeelden.toml")).read_text(encoding="utf-8"))
    judged = {rule.number for rule in all_rules()} | {rule.nummer for rule in REGELS}
    known = {entry.code for entry in lexicon().all_codes()} | {"StUF055"}
    assert {number for number, said in told.items() if "voorbeeld" not in said} == judged
    assert {code for code, said in told.items() if "voorbeeld" in said} <= known
    for number in judged:
        (entry,) = lexicon().find(number)
        assert isinstance(entry, StandardRule | RegionalRule)
        assert entry.example is not None
        assert entry.example.mag != entry.example.mag_niet


def test_a_retourcode_says_meaning_advice_and_the_rule_with_figures(tmp_path: Path) -> None:
    said = sluis(tmp_path, "explain", "9369")
    assert said.status == 0
    for part in (
        "Het bedrag past niet meer in het budget van de toewijzing.",
        "TR369 Som past binnen budget",
        "mag Budget € 60.000,00, toegekend € 57.250,00, nieuwe regel € 2.750,00",
        "mag niet Hetzelfde met een regel van € 2.750,01",
        "pas na TR338, TR384",
    ):
        assert part in said.words


def test_a_rule_says_its_code_level_and_place(tmp_path: Path) -> None:
    said = sluis(tmp_path, "explain", "tr321")
    assert "JW323 Prestatie, GeleverdVolume (controleniveau 3: met eerdere berichten)" in said.words
    assert "retourcode 9321" in said.words
    assert "U declareert ‹geleverd› terwijl de toewijzing" in said.words


def test_a_derived_rule_says_so_and_a_rule_of_3_2_does_not(tmp_path: Path) -> None:
    assert "afgeleid geen openbaar document" in sluis(tmp_path, "explain", "JW303-9307").words
    assert "afgeleid" not in sluis(tmp_path, "explain", "TR307").words


def test_a_rule_that_is_not_in_the_code_says_why(tmp_path: Path) -> None:
    said = sluis(tmp_path, "explain", "TR342")
    assert said.status == 0
    assert "geen regel Geldt voor een antwoord" in said.words


def test_a_regional_rule_says_that_the_file_decides(tmp_path: Path) -> None:
    said = sluis(tmp_path, "explain", "IJ04")
    assert "standaard een signaal" in said.words
    assert "webinar Toewijzen" in said.words
    assert "9369" in sluis(tmp_path, "explain", "IJ06").words


def test_a_code_that_no_rule_gives_has_an_example_too(tmp_path: Path) -> None:
    for code in ("0200", "0233", "8001", "StUF055"):
        assert " voorbeeld " in sluis(tmp_path, "explain", code).words
    assert "regio IJ06 Jaarplafond duurzaam" in sluis(tmp_path, "explain", "9369").words


def test_a_code_with_two_meanings_shows_both_lists(tmp_path: Path) -> None:
    found = lexicon().find("IB007")
    assert len({entry.meaning for entry in found if isinstance(entry, ErrorCode)}) == 2
    said = sluis(tmp_path, "explain", "IB007", "--json")
    assert len({entry["lijst"] for entry in said.json}) == 2


@pytest.mark.parametrize(
    ("asked", "near"), [("936", "9369"), ("TR396", "TR369"), ("IJ10", "IJ0"), ("StUF05", "STUF055"), ("9396", "9369")]
)
def test_an_unknown_code_ends_with_one_and_names_what_looks_like_it(tmp_path: Path, asked: str, near: str) -> None:
    said = sluis(tmp_path, "explain", asked)
    assert (said.status, said.out) == (1, "")
    assert near in said.err.upper()


def test_nonsense_is_no_crash(tmp_path: Path) -> None:
    for asked in ("", " ", "%", "é" * 500, "\n", "-1x"):
        said = sluis(tmp_path, "explain", "--", asked)
        assert said.status == 1
        assert "Traceback" not in said.err


def test_without_a_code_everything_is_listed(tmp_path: Path) -> None:
    said = sluis(tmp_path, "explain")
    assert said.status == 0
    for code in ("0001", "9369", "S329", "StUF055", "IB905", "TR002", "JW303-0030", "IJ09"):
        assert f"\n{code} " in said.out
    everything = sluis(tmp_path, "explain", "--json").json
    assert len(everything["retourcodes"]) == len(listed("retourcodes.toml")["retourcode"])  # type: ignore[arg-type]


def test_json_gives_the_same_facts_to_programs(tmp_path: Path) -> None:
    (code,) = sluis(tmp_path, "explain", "9321", "--json").json
    assert (code["soort"], code["code"], code["regels"]) == ("retourcode", "9321", ["TR321", "JW303-9321"])
    (rule,) = sluis(tmp_path, "explain", "TR418", "--json").json
    assert rule["onderdelen"][0]["retourcode"] == "0611"
    assert rule["onderdelen"][0]["vraagt_contract"] is True
    (regional,) = sluis(tmp_path, "explain", "IJ01", "--json").json
    assert regional["retourcode"] is None


def test_a_template_reads_as_a_sentence() -> None:
    assert in_words("Van {budget_cent} op {eerste_dag} is {over}") == "Van ‹budget› op ‹eerste dag› is ‹over›"
