"""The folder schemas/ is complete, agrees with the facts in it, and explains itself."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import xmlschema
from lxml import etree

from tests.support.schema_facts import RELEASES, SCHEMAS, Message, messages

XSD_FILES = sorted(SCHEMAS.rglob("*.xsd"))
MESSAGES = {
    "3.2": {301, 302, 305, 306, 307, 308, 315, 316, 317, 318, 319, 320, 323, 325},
    "2.3": {*range(301, 309), 315, 316},
}


@cache
def toml(path: str) -> dict[str, Any]:
    return tomllib.loads((SCHEMAS / path).read_text(encoding="utf-8"))


def simple_types(release: str) -> dict[str, dict[str, Any]]:
    found = next(message for message in messages() if message.release == release)
    return dict(found.types["simpleTypes"])


def relative(path: Path) -> str:
    return path.relative_to(SCHEMAS).as_posix()


def test_the_generator_writes_exactly_the_committed_schemas() -> None:
    command = [sys.executable, "-B", str(SCHEMAS / "generate.py"), "--check"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


def test_the_generator_notices_a_changed_and_a_foreign_file(tmp_path: Path) -> None:
    command = [sys.executable, "-B", str(SCHEMAS / "generate.py"), "--out", str(tmp_path)]
    subprocess.run(command, check=True)
    (tmp_path / "3.2" / "JW323.xsd").write_text("anders", encoding="utf-8")
    (tmp_path / "3.2" / "JW999.xsd").write_text("vreemd", encoding="utf-8")
    run = subprocess.run([*command, "--check"], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout.split()) == (1, ["differs:", "3.2/JW323.xsd", "differs:", "3.2/JW999.xsd"])


@pytest.mark.parametrize("release", RELEASES)
def test_every_message_of_a_release_has_its_schema(release: str) -> None:
    wanted = {"basisschema.xsd", *(f"JW{number}.xsd" for number in MESSAGES[release])}
    assert {path.name for path in (SCHEMAS / "ijw" / release).iterdir()} == wanted


@pytest.mark.parametrize("path", XSD_FILES, ids=relative)
def test_every_schema_loads_in_both_libraries(path: Path) -> None:
    etree.XMLSchema(etree.parse(path))
    assert xmlschema.XMLSchema(path).validity == "valid"


@pytest.mark.parametrize("message", messages(), ids=lambda message: f"{message.release}-{message.name}")
def test_a_schema_carries_the_version_figures_of_its_message(message: Message) -> None:
    root = etree.parse(SCHEMAS / "ijw" / message.release / f"{message.name}.xsd").getroot()
    appinfo = root.find("{*}annotation/{*}appinfo")
    assert appinfo is not None
    assert {etree.QName(figure).localname: figure.text for figure in appinfo} == message.facts["xsdAppinfo"]
    assert root.get("targetNamespace") == message.namespace


def test_every_message_class_and_type_is_explained_and_nothing_else() -> None:
    words = toml("feiten/uitleg.toml")
    classes = {(message.name, name) for message in messages() for name in message.facts["classes"]}
    types = {name for m in messages() for kind in ("simpleTypes", "complexTypes") for name in m.types[kind]}
    own = {name for name in words["klasse"] if "." in name}
    assert own <= {f"{message}.{name}" for message, name in classes}
    assert words["klasse"].keys() - own == {name for _, name in classes}
    assert words["type"].keys() == types
    assert words["bericht"].keys() == {"basisschema", *(message.name for message in messages())}


def test_every_code_of_a_small_list_has_a_word() -> None:
    for release in RELEASES:
        for name, facts in simple_types(release).items():
            if "enumeration" in facts and name not in ("LDT_RetourCode", "LDT_LandCode", "LDT_BeperkingVraag"):
                assert set(facts["enumeration"]) <= toml("codelijsten/waarden.toml")[name]["codes"].keys(), name


def test_no_word_stands_for_a_code_that_no_release_knows() -> None:
    for name, table in toml("codelijsten/waarden.toml").items():
        known = {code for release in RELEASES for code in simple_types(release).get(name, {}).get("enumeration", ())}
        assert table["codes"].keys() == known, name


@pytest.mark.parametrize("release", RELEASES)
def test_the_retourcodes_are_those_of_the_schema(release: str) -> None:
    codes = toml("codelijsten/retourcodes.toml")["retourcode"]
    assert [code["code"] for code in codes if release in code["releases"]] == sorted(
        simple_types(release)["LDT_RetourCode"]["enumeration"]
    )


def test_every_retourcode_says_what_is_wrong_and_what_to_do() -> None:
    for code in toml("codelijsten/retourcodes.toml")["retourcode"]:
        assert code["betekenis"].endswith(".") and code["wat_nu"].endswith("."), code["code"]
        assert code["betekenis"] != code["wat_nu"]
        assert code["klassen"] if "3.2" in code["releases"] else not code["regels"]
        assert all(re.fullmatch(r"(TR|CD|CS)[0-9]{3}", regel) for regel in code["regels"])


def test_every_gemeente_has_a_code_of_four_digits_and_belongs_to_one_jeugdregio() -> None:
    lijst = toml("codelijsten/gemeenten.toml")
    regional = [code for codes in lijst["jeugdregios"].values() for code in codes]
    assert len(lijst["gemeenten"]) == lijst["aantal"] == 342
    assert all(re.fullmatch("[0-9]{4}", code) for code in lijst["gemeenten"])
    assert sorted(regional) == sorted(lijst["gemeenten"])


def test_fo01_codes_fit_the_envelope_and_a_gemeente_sends_only_one() -> None:
    lists = toml("codelijsten/fo01.toml")
    assert lists.keys() == {"fo01-chain-2.1", "fo01-jaap-2025"}
    codes = [code for table in lists.values() for code in table["foutcode"]]
    assert all(0 < len(code["code"]) <= 7 and code["betekenis"] and code["wat_nu"] for code in codes)
    assert [code["code"] for code in codes if "gemeente" in code["afzender"]] == ["StUF055"]


def test_every_file_has_its_origin_written_down() -> None:
    entries = toml("SOURCES.toml")["bestand"]
    covered = [relative(path) for entry in entries for path in SCHEMAS.glob(entry["pad"])]
    files = {relative(path) for path in SCHEMAS.rglob("*") if path.is_file() and path.suffix != ".pyc"}
    assert len(covered) == len(set(covered))
    assert set(covered) == {file for file in files if file not in ("SOURCES.toml", "README.md", ".keep")}
    assert all(": " in source for entry in entries for source in entry["bronnen"])
