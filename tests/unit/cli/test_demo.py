"""``sluis demo`` plays a small region for real and fits on one screen."""

from __future__ import annotations

import json
from pathlib import Path

from services.cli.demo_story import ijsselland
from tests.support.answers import schema
from tests.support.sluis import sluis

PEOPLE = ("999996770", "999996794")


def test_it_fits_on_one_screen_and_leaves_nothing_behind(tmp_path: Path) -> None:
    said = sluis(tmp_path, "demo", width=80)
    lines = said.out.splitlines()
    assert (said.status, said.err) == (0, "")
    assert len(lines) <= 41
    assert max(map(len, lines)) <= 80
    assert list(tmp_path.iterdir()) == []


def test_every_way_to_end_is_shown_and_the_budget_is_hit_to_the_cent(tmp_path: Path) -> None:
    said = sluis(tmp_path, "demo", "--json")
    assert [(each["soort"], each["outcome"], each["answer"], each["granted"]) for each in said.json["berichten"]] == [
        ("JW301", "accepted", "JW302", 0),
        ("JW301", "accepted", "JW302", 0),
        ("JW301", "rejected", "JW302", 0),
        ("JW323", "accepted", "JW325", 780_000),
        ("JW323", "partly_accepted", "JW325", 220_000),
        ("JW323", "accepted", "JW325", 494_000),
        ("JW323", "rejected", "JW325", 0),
        ("JW323", "rejected", "JW325", 0),
        ("JW323", "unreadable", "Fo01", 0),
    ]
    assert [each["codes"] for each in said.json["berichten"][2:]] == [
        ["S329"], ["8001"], ["9369", "9321"], ["8001"], ["9333"], ["0001"], ["StUF055"],
    ]  # fmt: skip
    assert "er is nog € 0,00 over" in str(said.json["berichten"][4])
    assert sum(each["granted"] for each in said.json["toewijzingen"]) == said.json["samenvatting"]["toegekend_cent"]


def test_a_norm_is_passed_and_left_and_a_budget_passes_95_percent(tmp_path: Path) -> None:
    watching = sluis(tmp_path, "demo", "--json").json["bewaking"]
    assert [(data["van"], data["naar"]) for _, data in watching["Lekstroom"]] == [
        ("binnen", "overschreden"), ("overschreden", "binnen"),
    ]  # fmt: skip
    assert [(data["grens"], data["richting"]) for _, data in watching["Noord-Limburg"]] == [
        (80, "omhoog"), (95, "omhoog"),
    ]  # fmt: skip


def test_with_a_folder_the_files_stay_and_playing_again_changes_nothing(tmp_path: Path) -> None:
    first = sluis(tmp_path, "demo", "--folder", "proef")
    assert first.status == 0
    assert "proef/outbox" in first.words
    files = {path: path.read_bytes() for path in sorted((tmp_path / "proef" / "outbox").iterdir())}
    assert len(files) == 2 * len(ijsselland().scenes) + 1
    assert sluis(tmp_path, "demo", "--folder", "proef").status == 0
    assert {path: path.read_bytes() for path in sorted((tmp_path / "proef" / "outbox").iterdir())} == files


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "vol").mkdir()
    (tmp_path / "vol" / "brief.txt").write_text("blijf af")
    said = sluis(tmp_path, "demo", "--folder", "vol")
    assert said.status == 2
    assert "is niet leeg" in said.err
    assert [path.name for path in (tmp_path / "vol").iterdir()] == ["brief.txt"]
    (tmp_path / "bestand").write_text("x")
    assert sluis(tmp_path, "demo", "--folder", "bestand").status in (1, 2)


def test_all_messages_but_the_unreadable_one_follow_their_schema() -> None:
    from lxml import etree

    for scene in ijsselland().scenes:
        root = etree.fromstring(scene.message)
        kind = "JW301" if "jw301" in root.tag else "JW323"
        assert schema(kind).validate(root) is (not scene.name.endswith("onleesbaar")), scene.name


def test_no_bsn_is_shown_or_stands_beside_the_answers(tmp_path: Path) -> None:
    shown = [sluis(tmp_path, "demo", "--folder", "proef"), sluis(tmp_path, "demo", "--folder", "proef", "--json")]
    outbox = tmp_path / "proef" / "outbox"
    beside = [file.read_text() for file in outbox.iterdir() if not file.name.endswith(".answer.xml")]
    kept = (tmp_path / "proef" / "sluis.db").read_bytes().decode("latin-1")
    for text in (*(said.out + said.err for said in shown), *beside, kept):
        assert not any(bsn in text for bsn in PEOPLE)
    assert json.loads((outbox / "05-declaratie-februari.verdict.json").read_text())["outcome"] == "partly_accepted"
