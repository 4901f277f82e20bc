"""Holds the list of regional rules, their modules, their sheets and the numbers a region file may name together."""

from __future__ import annotations

from pathlib import Path

import services.shared.region.rules as rules
from services.shared.region.rules.beoordelen import REGELS

WORTEL = Path(__file__).parents[2]


def test_every_module_is_one_rule_and_every_rule_one_module() -> None:
    modules = sorted(p.stem[:4].upper() for p in Path(rules.__file__).parent.glob("ij*.py"))
    assert modules == [regel.nummer for regel in REGELS] == sorted(rules.NUMMERS)


def test_every_rule_has_a_sheet_and_every_sheet_a_rule() -> None:
    vellen = sorted(p.stem for p in (WORTEL / "tests" / "rules" / "regio").glob("*.yaml"))
    assert vellen == [regel.nummer for regel in REGELS]


def test_every_rule_names_its_source() -> None:
    assert all(regel.bron for regel in REGELS)
