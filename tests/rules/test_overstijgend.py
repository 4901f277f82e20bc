"""Runs the case sheets of the rules that look beyond the message, and of the derived rules of JW303.

Each case is judged by all rules of its step together, so that a code can only come from the breach the case describes.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from services.shared.standard.judging.ruleset import LATER_LEVELS, MESSAGE_LEVEL, codes, rule_set
from services.shared.standard.omvang import smallest
from services.shared.verdict.finding import Said
from tests.support.overstijgend import Case, place

SHEETS = sorted((Path(__file__).parent / "overstijgend").glob("*.yaml"))


def sheets() -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Name, message, class and content of every sheet; one that names two messages counts for both."""
    for path in SHEETS:
        sheet = yaml.safe_load(path.read_text(encoding="utf-8"))
        berichten = sheet["bericht"] if isinstance(sheet["bericht"], list) else [sheet["bericht"]]
        for bericht in berichten:
            yield path.stem, bericht, sheet["klasse"], sheet


def merged(given: Case | None, case: Case) -> dict[str, Any]:
    """A case on top of what holds for its whole sheet; groups of fields are merged, lists are replaced."""
    found = dict(given or {})
    for name, value in case.items():
        below = found.get(name)
        found[name] = {**below, **value} if isinstance(below, dict) and isinstance(value, dict) else value
    return found


def judged(klasse: str, bericht: str, case: Case) -> list[Said]:
    placed = place(klasse, bericht, case)
    inside = klasse in ("JW303",) or klasse.endswith(" binnen")
    contract = getattr(placed.view, "producten", ()) is not None
    rules = rule_set(bericht, placed.over, MESSAGE_LEVEL if inside else LATER_LEVELS, contract=contract)
    assert rules.rules
    return list(rules.broken(placed.part, placed.view))


def all_cases() -> Iterator[Any]:
    for name, bericht, klasse, sheet in sheets():
        for title, case in sheet["gevallen"].items():
            full = merged(sheet.get("gegeven"), case)
            yield pytest.param(sheet["regel"], klasse, bericht, full, id=f"{name}-{bericht}-{title}")


@pytest.mark.parametrize(("regel", "klasse", "bericht", "case"), list(all_cases()))
def test_a_case_gives_exactly_the_codes_its_sheet_says(regel: str, klasse: str, bericht: str, case: Case) -> None:
    broken = judged(klasse, bericht, case)
    assert sorted(codes(broken)) == sorted(case["verwacht"])
    assert all("{" not in each.explanation and each.explanation.endswith(".") for each in broken)
    if case["verwacht"]:
        own = [each for each in broken if each.rule == regel]
        assert own or case.get("buurman"), "a failing case must be about the rule of its sheet"
        for name, value in case.get("cijfers", {}).items():
            assert dict(own[0].figures)[name] == value
        assert case.get("tekst", "") in "".join(each.explanation for each in own)


def worked() -> Iterator[Any]:
    for name, bericht, klasse, sheet in sheets():
        for example in sheet.get("rekenvoorbeelden", ()):
            for period in example["perioden"]:
                title = f"{name}-{bericht}-{example['bron']}-{period['van']}"
                yield pytest.param(sheet["regel"], klasse, bericht, example, period, id=title)


@pytest.mark.parametrize(("regel", "klasse", "bericht", "example", "period"), list(worked()))
def test_a_worked_example_gives_its_room_to_the_last_unit(
    regel: str, klasse: str, bericht: str, example: dict[str, Any], period: dict[str, Any]
) -> None:
    """The printed room is accepted and one more is not: for one line (TR321), or on top of what stands (TR322)."""
    code = f"9{regel[-3:]}"
    for more in (0, 1):
        line = {"van": period["van"], "tot": period["tot"], "volume": period["ruimte"] + more}
        known = {}
        if regel.endswith("322"):
            line["volume"] = period["ruimte"]
            room = example["totaal"] - period["ruimte"] + more
            known = {"volume": smallest(room, example["toewijzing"]["eenheid"])}
        case = {"toewijzing": example["toewijzing"], "prestatie": line, "bekend": known}
        found = set(codes(judged(klasse, bericht, case)))
        assert found <= {"9321", "9322"}
        assert (code in found) is bool(more)


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.stem)
def test_every_sheet_has_a_case_that_passes_and_one_that_fails(path: Path) -> None:
    sheet = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert path.stem.split("_")[0] == sheet["regel"]
    expected = [case["verwacht"] for case in sheet["gevallen"].values()]
    assert [] in expected
    assert any(expected)
    assert all(isinstance(code, str) for each in expected for code in each)
