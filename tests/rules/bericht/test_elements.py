"""Every breach of controleniveau 2 points at an element that the schema has at that place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.bericht_sheet import judged, message_rules, sheets

FACTS = Path(__file__).parents[3] / "schemas" / "feiten"
MESSAGES = json.loads((FACTS / "messages-3.2.json").read_text(encoding="utf-8"))["messages"]
TYPES = json.loads((FACTS / "types-3.2.json").read_text(encoding="utf-8"))["complexTypes"]
RULES = message_rules()


@pytest.mark.parametrize(("number", "cases"), sheets().items(), ids=list(sheets()))
def test_breach_leads_to_an_element_of_the_schema(number: str, cases: list[Any]) -> None:
    for case in cases:
        for found in judged(case, RULES):
            steps = [step.partition("[")[0] for step in f"{found.place}/{found.rule.element}".split("/") if step]
            assert _leads(MESSAGES[case.bericht]["classes"], steps), f"{number} points at {'/'.join(steps)}"


def _leads(classes: dict[str, Any], steps: list[str]) -> bool:
    name = "Root"
    for step in steps:
        children = (classes.get(name) or TYPES.get(name) or {"children": []})["children"]
        found = [child for child in children if child["name"] == step]
        if not found:
            return False
        name = found[0].get("type", "").partition(":")[2]
    return True
