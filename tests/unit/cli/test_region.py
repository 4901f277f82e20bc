"""``sluis region`` says what is wrong with a region file and what is agreed in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.sluis import sluis

REGIONS = Path(__file__).resolve().parents[3] / "contracts" / "regions"
WRONG = """[region]
name = "Proef"
organisation = "Proef"
valid_from = 2026-01-01

[[municipality]]
code = "0193"
name = "Zwolle"

[[product]]
code = "50A09"
category = "50"
unit = "04"
tariff = -1

[onzin]
a = 1
"""


def test_a_good_file_is_usable_and_says_what_it_holds(tmp_path: Path) -> None:
    said = sluis(tmp_path, "region", "check", REGIONS / "ijsselland" / "2023.toml")
    assert (said.status, said.err) == (0, "")
    assert "bruikbaar. IJsselland: 11 gemeenten, 16 producten, 9 eigen regels." in said.out


def test_warnings_are_one_line_each_with_both_figures_and_no_error(tmp_path: Path) -> None:
    said = sluis(tmp_path, "region", "check", REGIONS / "noord-limburg" / "2022.toml")
    warnings = [line for line in said.out.splitlines() if line.startswith("let op: ")]
    assert said.status == 0
    assert len(warnings) == 3
    pairs = [("12.489.00'", "12.489.000,00"), ("4.207.470,00", "4.309.470,00"), ("5.067.135,00", "5.067.130,00")]
    for one, other in pairs:
        assert sum(one in line and other in line for line in warnings) == 1


def test_errors_name_file_line_table_and_key_and_end_with_one(tmp_path: Path) -> None:
    (tmp_path / "fout.toml").write_text(WRONG)
    said = sluis(tmp_path, "region", "check", "fout.toml")
    assert (said.status, said.out) == (1, "")
    assert "fout: fout.toml, regel 14, [[product]] nr 1, tariff: " in said.err
    assert "fout: fout.toml, regel 16, [onzin]: onbekende tabel" in said.err
    assert "Niet bruikbaar: 2 fouten." in said.err


def test_json_gives_errors_and_warnings_to_programs(tmp_path: Path) -> None:
    (tmp_path / "fout.toml").write_text(WRONG)
    said = sluis(tmp_path, "region", "check", "fout.toml", "--json")
    assert said.status == 1
    assert said.json["bruikbaar"] is False
    assert [(fault["tabel"], fault["sleutel"]) for fault in said.json["fouten"]] == [
        ("[[product]] nr 1", "tariff"),
        ("[onzin]", None),
    ]


def test_files_that_do_not_go_together_are_an_error(tmp_path: Path) -> None:
    text = (REGIONS / "ijsselland" / "2023.toml").read_text(encoding="utf-8")
    (tmp_path / "een.toml").write_text(text, encoding="utf-8")
    (tmp_path / "twee.toml").write_text(text.replace('name = "IJsselland"', 'name = "Elders"'), encoding="utf-8")
    said = sluis(tmp_path, "region", "check", "een.toml", "twee.toml")
    assert said.status == 1
    assert "een.toml" in said.err
    assert "twee.toml" in said.err


def test_a_file_that_is_not_there_or_no_toml_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "plaatje.toml").write_bytes(b"\x89PNG\x00\xff")
    for name in ("weg.toml", "plaatje.toml", "."):
        said = sluis(tmp_path, "region", "check", name)
        assert said.status == 1
        assert name in said.err


@pytest.mark.parametrize("name", ["ijsselland", "IJsselland", "Noord Limburg", "lekstroom"])
def test_a_shipped_region_is_shown_by_name(tmp_path: Path, name: str) -> None:
    said = sluis(tmp_path, "region", "show", name)
    assert said.status == 0
    assert "Producten" in said.out


def test_a_file_is_shown_with_what_is_only_an_example(tmp_path: Path) -> None:
    said = sluis(tmp_path, "region", "show", REGIONS / "ijsselland" / "2023.toml")
    assert "54011 54 14 € 250,00 Verblijf klasse C voorbeeld: category, tariff" in said.words
    assert "8 € 20.000,00 nee" in said.words
    assert "IJ06 Jaarplafond duurzaam reject 1 januari 2023" in said.words
    norms = sluis(tmp_path, "region", "show", "lekstroom")
    assert "54B02 2024 29 uur Behandeling Specialistisch-1" in norms.words


def test_a_region_is_given_to_programs(tmp_path: Path) -> None:
    (regio,) = sluis(tmp_path, "region", "show", "noord-limburg", "--json").json
    assert regio["regio"] == "Noord-Limburg"
    assert sum(row["bedrag"] for row in regio["budgetten"] if row["segment"] == "4") == 2_066_994_400


def test_an_unknown_region_ends_with_one_and_names_those_there_are(tmp_path: Path) -> None:
    said = sluis(tmp_path, "region", "show", "atlantis")
    assert said.status == 1
    assert "ijsselland, lekstroom, noord-limburg" in said.err


def test_misuse_ends_with_two(tmp_path: Path) -> None:
    for words in ((), ("check",), ("onzin",), ("show", "a", "b")):
        said = sluis(tmp_path, "region", *words)
        assert said.status == 2
        assert "gebruik: sluis region" in said.err
