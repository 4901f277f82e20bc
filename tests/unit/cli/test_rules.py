"""``sluis rules`` lists every rule of the catalogue and of the regions, and why a rule is not judged."""

from __future__ import annotations

from pathlib import Path

from services.shared.region.rules.beoordelen import REGELS
from services.shared.standard.catalogue import catalogue
from tests.support.sluis import sluis


def test_all_rules_are_there_with_their_facts(tmp_path: Path) -> None:
    said = sluis(tmp_path, "rules", "--json")
    assert said.status == 0
    assert [row["regel"] for row in said.json] == [rule.nummer for rule in (*catalogue(), *REGELS)]
    by_number = {row["regel"]: row for row in said.json}
    assert by_number["TR369"] | {"betekenis": ""} == {
        "regel": "TR369", "soort": "technische regel", "berichten": ["JW323"], "klassen": ["Prestatie"],
        "elementen": by_number["TR369"]["elementen"], "niveau": "cross-message", "controleniveau": 3,
        "retourcode": "9369", "betekenis": "", "beoordeeld": True, "reden": None, "niet_voor": {}, "afgeleid": False,
    }  # fmt: skip
    assert by_number["JW303-9307"]["afgeleid"] is True


def test_what_is_not_judged_has_a_reason(tmp_path: Path) -> None:
    left = [row for row in sluis(tmp_path, "rules", "--json").json if not row["beoordeeld"]]
    assert left
    assert [row["regel"] for row in left if not row["reden"]] == []


def test_a_message_can_be_chosen_in_any_case(tmp_path: Path) -> None:
    said = sluis(tmp_path, "rules", "--bericht", "jw301", "--json")
    numbers = {row["regel"] for row in said.json}
    assert {"TR302", "CD041", "IJ04"} <= numbers
    assert numbers & {"TR369", "IJ06", "JW303-0001"} == set()


def test_a_message_without_rules_ends_with_one_and_names_those_with(tmp_path: Path) -> None:
    said = sluis(tmp_path, "rules", "--bericht", "JW999")
    assert said.status == 1
    assert "JW323" in said.out


def test_people_get_a_table_to_the_width_of_their_screen(tmp_path: Path) -> None:
    said = sluis(tmp_path, "rules", "--bericht", "JW323", width=120)
    assert said.out.startswith("Wat Sluis beoordeelt (")
    assert "Regels van regio's (" in said.out
    assert "Wat niet als regel in de code staat (" in said.out
    assert max(map(len, said.out.splitlines())) <= 120
    assert "TR369" in said.out
