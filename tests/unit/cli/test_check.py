"""``sluis check`` judges all that it can judge, says plainly what it could not, and keeps and changes nothing."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from services.cli.demo_story import ijsselland
from tests.support.berichten import to_xml
from tests.support.sluis import Said, sluis

BSN, WRONG_BSN, NAME = "999996782", "999996783", "Zonderlingsteen"
REGION = Path(__file__).resolve().parents[3] / "contracts" / "regions" / "ijsselland" / "2023.toml"
PRODUCT = {
    "nr": 1001, "cat": "50", "code": None, "td": "2026-01-01", "ing": "2026-01-01", "eind": "2026-06-30",
    "reden": None, "omvang": None, "budget": 100_000,
}  # fmt: skip
LINE = {
    "ref": "R1", "vorig": None, "nr": 1001, "cat": "50", "code": "50A03", "p": ["2026-01-01", "2026-01-31"],
    "vol": 10, "eh": "04", "tar": 7000, "bedrag": 70_000, "dc": "D",
}  # fmt: skip


def toewijzing(folder: Path, *, bsn: str = BSN, **product: Any) -> Path:
    said = {"kind": "JW301", "ident": "T1", "dag": "2026-01-02", "prov": "65656055", "bsn": bsn}
    file = folder / "toewijzing.xml"
    file.write_bytes(to_xml({**said, "prods": [{**PRODUCT, **product}]}).replace(b"Proef", NAME.encode()))
    return file


def declaratie(folder: Path, *lines: dict[str, Any], bsn: str = BSN, name: str = "declaratie.xml") -> Path:
    said = {"kind": "JW323", "ident": "D1", "dn": "DN1", "dag": "2026-02-03", "afz": "65656055"}
    each = [{**LINE, **line} for line in lines or ({},)]
    file = folder / name
    file.write_bytes(to_xml({**said, "dp": ["2026-01-01", "2026-01-31"], "clients": [[bsn, each]]}))
    return file


def check(folder: Path, *words: str | Path) -> Said:
    return sluis(folder, "check", *words, "--today", "2026-02-10")


@pytest.fixture
def judged(tmp_path: Path) -> Path:
    """A folder with sluis.db, in which the allocation stands."""
    (tmp_path / "inbox").mkdir()
    toewijzing(tmp_path / "inbox")
    done = sluis(tmp_path, "process", "inbox", "--outbox", "outbox", "--region", REGION, "--today", "2026-02-10")
    assert done.status == 0
    return tmp_path


def codes(said: Said) -> list[tuple[str, str, str]]:
    return [(found["rule"], found["retourcode"], found["path"]) for found in said.json["findings"]]


LINE_PATH = "/Bericht/Declaratie/Clienten/Client[1]/Prestaties/Prestatie[1]"


def test_a_declaration_without_anything_to_remark_ends_with_zero(judged: Path) -> None:
    said = check(judged, declaratie(judged), "--region", REGION)
    assert said.status == 0
    assert "Oordeel: geaccepteerd. Dit bericht kan worden aangeleverd. Het antwoord is een JW325." in said.words
    assert "ingediend € 700,00 toegekend € 700,00" in said.words
    assert "3 eerdere berichten ja" in said.words
    assert said.err == ""


def test_with_a_dossier_the_ledger_decides_and_the_verdict_is_that_of_process(judged: Path) -> None:
    file = declaratie(judged, {}, {"ref": "R2", "code": "50A08", "vol": 3, "tar": 13000, "bedrag": 39_000})
    said = check(judged, file, "--region", REGION, "--json")
    assert (said.status, said.json["outcome"], said.json["toegekend_cent"]) == (1, "partly_accepted", 70_000)
    second = LINE_PATH.replace("Prestatie[1]", "Prestatie[2]") + "/IngediendBedrag/Bedrag"
    assert codes(said) == [("TR369", "9369", second)]


def test_checking_changes_no_byte_of_the_database_and_makes_no_file(judged: Path) -> None:
    file = declaratie(judged)
    before = {path.name: path.read_bytes() for path in judged.iterdir() if path.is_file()}
    for _ in range(2):
        check(judged, file, "--region", REGION)
    assert {path.name: path.read_bytes() for path in judged.iterdir() if path.is_file()} == before


def test_without_a_dossier_nothing_is_made_and_the_levels_say_so(tmp_path: Path) -> None:
    said = check(tmp_path, declaratie(tmp_path), "--region", REGION)
    assert said.status == 0
    assert "geaccepteerd, voor zover beoordeeld" in said.words
    assert "toegekend niet te zeggen zonder database" in said.words
    assert "3 eerdere berichten nee: er is geen database opgegeven" in said.words
    assert "4 datum en contract ja" in said.words
    assert [path.name for path in tmp_path.iterdir()] == ["declaratie.xml"]


def test_without_a_dossier_the_contract_still_judges(tmp_path: Path) -> None:
    said = check(tmp_path, declaratie(tmp_path, {"code": "54D01"}), "--region", REGION, "--json")
    assert codes(said) == [("TR381", "S329", f"{LINE_PATH}/ProductCode")]
    assert (said.status, said.json["outcome"], said.json["toegekend_cent"]) == (1, "rejected", None)
    assert said.json["voorlopig"] is True
    wrong = check(tmp_path, declaratie(tmp_path, {"tar": 7100, "bedrag": 71_000}), "--region", REGION, "--json")
    assert [code for _, code, _ in codes(wrong)] == ["0611"]


def test_without_a_region_file_the_contract_rules_are_named_as_not_judged(tmp_path: Path) -> None:
    said = check(tmp_path, declaratie(tmp_path))
    assert "4 datum en contract deels: geen regiobestand" in said.words
    assert "TR381" in said.words
    assert said.status == 0


def test_a_breach_inside_the_message_stops_the_later_levels(tmp_path: Path) -> None:
    said = check(tmp_path, declaratie(tmp_path, bsn=WRONG_BSN), "--region", REGION, "--json")
    assert codes(said) == [("CS002", "0001", "/Bericht/Declaratie/Clienten/Client[1]/Bsn")]
    assert [level["judged"] for level in said.json["niveaus"]] == ["ja", "ja", "nee", "nee"]
    assert said.json["toegekend_cent"] == 0


def test_a_header_that_is_refused_stops_what_is_below_it(tmp_path: Path) -> None:
    said = sluis(tmp_path, "check", declaratie(tmp_path), "--today", "2026-02-01", "--json")
    assert codes(said) == [("TR135", "8848", "/Bericht/Header/BerichtIdentificatie/Dagtekening")]
    assert [level["judged"] for level in said.json["niveaus"]] == ["ja", "ja", "deels", "deels"]


def test_an_identification_that_was_used_is_told_with_a_dossier(judged: Path) -> None:
    said = check(judged, toewijzing(judged), "--region", REGION, "--json")
    assert codes(said) == [("TR056", "9056", "/Bericht/Header/BerichtIdentificatie/Identificatie")]


def test_a_signal_of_the_region_is_shown_and_refuses_nothing(tmp_path: Path) -> None:
    said = check(tmp_path, toewijzing(tmp_path, budget=710_000), "--region", REGION)
    assert said.status == 0
    assert "Signalen van de regio (geen afwijzing) IJ04" in said.words
    assert "zonder database niet bekend" in said.words


def test_findings_stand_place_by_place_with_line_code_rule_why_and_what_now(judged: Path) -> None:
    said = check(judged, declaratie(judged, {"vol": 15, "bedrag": 105_000}), "--region", REGION)
    assert said.status == 1
    assert f"{LINE_PATH}/IngediendBedrag/Bedrag" in said.words
    assert "9369 TR369 Van het budget van € 1.000,00 is al € 0,00 toegekend" in said.words
    assert "wat nu Verlaag de regel tot wat er over is" in said.words
    assert "regel 2, " in said.words


def test_a_schema_fault_says_where_what_and_what_was_expected(tmp_path: Path) -> None:
    file = declaratie(tmp_path)
    file.write_bytes(file.read_bytes().replace(b"<m:ToewijzingNummer>1001</m:ToewijzingNummer>", b""))
    said = check(tmp_path, file)
    assert said.status == 1
    assert "Oordeel: onleesbaar" in said.words
    assert "StUF055 Voor ProductCategorie ontbreekt ToewijzingNummer." in said.words
    assert "verwacht ToewijzingNummer, na ProductReferentie" in said.words


@pytest.mark.parametrize("words", [(), ("--json",)])
def test_no_person_and_no_refused_value_is_shown(tmp_path: Path, words: tuple[str, ...]) -> None:
    good, broken = toewijzing(tmp_path, bsn=WRONG_BSN), tmp_path / "broken.xml"
    broken.write_bytes(good.read_bytes().replace(b"<m:Bsn>", b"<m:Bsn>Q7"))
    twice = declaratie(tmp_path, bsn=WRONG_BSN, name="twice.xml")
    for file in (good, broken, twice):
        said = check(tmp_path, file, *words)
        assert said.status == 1
        for mark in (WRONG_BSN, NAME, "2012-05-05", "12-05-05", "Q7", "8000AA"):
            assert mark not in said.out + said.err


def test_what_sluis_does_not_judge_is_parked_with_the_reason(tmp_path: Path) -> None:
    answer = Path(__file__).resolve().parents[2] / "golden" / "answers" / "W5.jw325.xml"
    said = check(tmp_path, answer)
    assert said.status == 1
    assert "Oordeel: geparkeerd" in said.words
    assert "Sluis beoordeelt geen JW325 van release 3.2." in said.words


def test_a_municipality_outside_the_region_files_is_parked(tmp_path: Path) -> None:
    file = declaratie(tmp_path)
    file.write_bytes(file.read_bytes().replace(b"<m:Ontvanger>0193<", b"<m:Ontvanger>0344<"))
    said = check(tmp_path, file, "--region", REGION)
    assert said.status == 1
    assert "Gemeente 0344 staat in geen van de opgegeven regiobestanden." in said.words


def test_what_is_no_message_at_all_is_unreadable(tmp_path: Path) -> None:
    for content in (b"", b"geen xml", b"<a/>", b"\xef\xbb\xbf<a/>", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'):
        (tmp_path / "x.xml").write_bytes(content)
        said = check(tmp_path, "x.xml", "--json")
        assert (said.status, said.json["outcome"]) == (1, "unreadable")


def test_misuse_ends_with_two_and_says_what_is_wrong(tmp_path: Path) -> None:
    file = declaratie(tmp_path)
    assert "is niet te lezen" in check(tmp_path, "bestaat-niet.xml").err
    assert "de database weg.db bestaat niet" in check(tmp_path, file, "--database", "sqlite:///weg.db").err
    assert "sqlite:///BESTAND" in check(tmp_path, file, "--database", "mysql://x").err
    assert "nergens.toml" in check(tmp_path, file, "--region", "nergens.toml").err
    for words in (
        ("bestaat-niet.xml",),
        (file, "--database", "sqlite:///weg.db"),
        (file, "--database", "mysql://x"),
        (file, "--region", "nergens.toml"),
    ):
        said = check(tmp_path, *words)
        assert (said.status, said.out) == (2, "")


def test_a_file_that_is_no_database_of_sluis_is_left_as_it_is(tmp_path: Path) -> None:
    other = tmp_path / "sluis.db"
    other.write_bytes(b"SQLite format 3\0" + b"\1" * 100)
    (tmp_path / "sluis.db.key").write_text("bm90IGEga2V5")
    before = other.read_bytes()
    said = check(tmp_path, declaratie(tmp_path))
    assert said.status == 0
    assert "geen 32 bytes" in said.words
    (tmp_path / "sluis.db.key").write_text("A" * 43 + "=")
    assert "Dit is geen database van Sluis" in check(tmp_path, declaratie(tmp_path)).words
    (tmp_path / "sluis.db.key").unlink()
    said = check(tmp_path, declaratie(tmp_path))
    assert "de sleutel van sluis.db ontbreekt" in said.words
    assert said.status == 0
    assert other.read_bytes() == before


def test_another_key_is_told_and_level_three_is_not_judged(judged: Path) -> None:
    key = judged / "sluis.db.key"
    key.write_text("A" * 43 + "=")
    said = check(judged, declaratie(judged), "--region", REGION)
    assert said.status == 0
    assert "gevuld met een andere sleutel" in said.words
    asked = check(judged, declaratie(judged), "--database", "sqlite:///sluis.db")
    assert asked.status == 2
    assert "andere sleutel" in asked.err


def test_official_schemas_can_be_used_and_a_message_can_come_from_a_pipe(tmp_path: Path) -> None:
    schemas = Path(__file__).resolve().parents[3] / "schemas"
    said = check(tmp_path, declaratie(tmp_path), "--schemas", schemas)
    assert said.status == 0


def test_output_follows_the_width_and_has_no_colour_without_a_terminal(tmp_path: Path) -> None:
    file = declaratie(tmp_path)
    for width in (40, 72, 200):
        said = sluis(tmp_path, "check", file, "--today", "2026-02-10", width=width)
        assert "\x1b" not in said.out
        assert max(map(len, said.out.splitlines())) <= width


def test_a_path_below_the_file_system_is_no_crash(tmp_path: Path) -> None:
    assert check(tmp_path, tmp_path).status == 2
    (tmp_path / "a").write_text("x")
    assert check(tmp_path, os.path.join("a", "b.xml")).status == 2  # noqa: PTH118 - a path that cannot exist


def test_what_check_says_is_what_process_then_decides(tmp_path: Path) -> None:
    inbox, outbox = tmp_path / "inbox", tmp_path / "outbox"
    inbox.mkdir()
    day = ("--region", REGION, "--today", "2026-04-02")
    assert sluis(tmp_path, "process", "inbox", "--outbox", "outbox", *day).status == 0
    for scene in ijsselland().scenes:
        file = inbox / f"{scene.name}.xml"
        file.write_bytes(scene.message)
        said = sluis(tmp_path, "check", file, "--json", *day).json
        bare = sluis(tmp_path, "check", file, "--json", "--database", "sqlite:///bare.db", *day)
        assert bare.status == 2
        sluis(tmp_path, "process", "inbox", "--outbox", "outbox", *day)
        decided = json.loads((outbox / f"{scene.name}.verdict.json").read_bytes())
        for name in ("outcome", "findings", "signals", "regels", "ingediend_cent", "toegekend_cent", "regioversies"):
            assert said.get(name) == decided.get(name), (scene.name, name)
        assert (decided["outcome"] == "accepted") is (said["outcome"] == "accepted")
        alone = tmp_path / f"alone-{scene.name}"
        alone.mkdir()
        without = sluis(alone, "check", file, "--json", *day).json
        told = [found for found in without["findings"] if found["rule"] != "XSD"]
        assert [found for found in told if found not in decided["findings"]] == []
