"""``sluis process`` stumbles nowhere: what is asked wrongly or goes wrong ends with a sentence and the right status."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest

from services.cli import trouble
from services.cli.process_summary import Summary
from services.shared.platform.database import DatabaseError, Unavailable
from tests.support.sluis import Said, sluis

DEMO = ("--today", "2026-04-02")


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    from services.cli.demo_story import ijsselland

    folder = tmp_path / "inbox"
    folder.mkdir()
    for scene in ijsselland().scenes[:2]:
        (folder / f"{scene.name}.xml").write_bytes(scene.message)
    return folder


def process(folder: Path, *words: str | Path) -> Said:
    return sluis(folder, "process", *words, *DEMO)


def test_the_summary_counts_messages_lines_and_money(inbox: Path) -> None:
    said = process(inbox.parent, "inbox", "--outbox", "outbox")
    assert said.status == 0
    assert "Berichten beoordeeld 2 geaccepteerd 2" in said.words
    again = process(inbox.parent, "inbox", "--outbox", "outbox", "--json")
    assert (again.json["berichten"], again.json["al_beantwoord"], again.json["teruggezet"]) == (0, 2, 0)


def test_a_missing_inbox_is_misuse_and_makes_nothing(tmp_path: Path) -> None:
    said = process(tmp_path, "weg", "--outbox", "outbox")
    assert said.status == 2
    assert "de map weg bestaat niet" in said.err
    (tmp_path / "bestand").write_text("x")
    assert "bestand is een bestand, geen map" in process(tmp_path, "bestand", "--outbox", "outbox").err
    assert [path.name for path in tmp_path.iterdir()] == ["bestand"]


def test_inbox_and_outbox_are_not_the_same_folder(inbox: Path) -> None:
    (inbox.parent / "ander").symlink_to(inbox)
    for outbox in ("inbox", "./inbox/../inbox", "ander"):
        said = process(inbox.parent, "inbox", "--outbox", outbox)
        assert said.status == 2
        assert "dezelfde map" in said.err
    assert len(list(inbox.iterdir())) == 2


def test_an_outbox_inside_the_inbox_is_no_message(inbox: Path) -> None:
    for _ in range(2):
        said = process(inbox.parent, "inbox", "--outbox", "inbox/antwoorden")
        assert said.status == 0
    assert len(list((inbox / "antwoorden").glob("*.answer.xml"))) == 2


def test_an_empty_inbox_says_so_and_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    said = process(tmp_path, "inbox", "--outbox", "outbox")
    assert said.status == 0
    assert "in inbox staan geen berichten. Alleen namen die op .xml eindigen" in said.err
    (tmp_path / "inbox" / "BRIEF.XML").write_text("x")
    assert "staan geen berichten (wel 1 ander bestand)." in process(tmp_path, "inbox", "--outbox", "outbox").err


def test_what_is_no_file_is_passed_over_and_told(inbox: Path) -> None:
    (inbox / "map.xml").mkdir()
    os.mkfifo(inbox / "pijp.xml")
    (inbox / "wees.xml").symlink_to(inbox / "weg")
    said = process(inbox.parent, "inbox", "--outbox", "outbox", "--json")
    assert said.status == 1
    assert (said.json["berichten"], said.json["mislukt"]) == (2, ["pijp.xml", "wees.xml"])
    assert "pijp.xml is geen gewoon bestand" in said.err
    assert "wees.xml: bestaat niet" in said.err


def test_an_outbox_that_cannot_be_made_ends_before_anything_is_judged(inbox: Path) -> None:
    (inbox.parent / "bestand").write_text("x")
    for outbox, status, told in (
        ("bestand", 2, "is een bestand, geen map"),
        ("bestand/in", 1, "een deel van dit pad is geen map"),
        ("/proc/sluis", 1, "/proc/sluis: "),
    ):
        said = process(inbox.parent, "inbox", "--outbox", outbox)
        assert (said.status, said.out) == (status, "")
        assert told in said.err
        assert not (inbox.parent / "sluis.db").exists()


def test_a_full_disk_is_told_and_the_next_run_does_the_rest(inbox: Path) -> None:
    outbox = inbox.parent / "outbox"
    outbox.mkdir()
    (outbox / "events.ndjson").symlink_to("/dev/full")
    said = process(inbox.parent, "inbox", "--outbox", "outbox")
    assert said.status == 1
    assert "de schijf is vol" in said.err
    assert "Traceback" not in said.err
    (outbox / "events.ndjson").unlink()
    assert process(inbox.parent, "inbox", "--outbox", "outbox").status == 0
    events = [json.loads(line) for line in (outbox / "events.ndjson").read_text().splitlines()]
    assert sum(event["type"] == "nl.sluis.bericht.beoordeeld" for event in events) == 2
    assert len({event["id"] for event in events}) == len(events)


def test_a_database_that_is_none_is_told(inbox: Path) -> None:
    (inbox.parent / "sluis.db").write_bytes(b"dit is geen database " * 100)
    said = process(inbox.parent, "inbox", "--outbox", "outbox")
    assert said.status == 2
    assert "geen SQLite-database" in said.err
    for url, status in (("sqlite:///", 2), ("onzin", 2), ("postgresql://niemand@127.0.0.1:1/weg", 2)):
        assert process(inbox.parent, "inbox", "--outbox", "outbox", "--database", url).status == status


def test_trouble_has_a_sentence_for_what_can_go_wrong() -> None:
    assert trouble.of_file(OSError(errno.ENOSPC, "x", "map/a.xml")) == (
        "map/a.xml: de schijf is vol; maak ruimte en start opnieuw"
    )
    assert trouble.of_file(PermissionError(errno.EACCES, "x", "inbox")) == "inbox: geen toegang; controleer de rechten"
    assert trouble.of_file(OSError(errno.EXDEV, "Invalid cross-device link")) == "Invalid cross-device link"
    assert trouble.of_database(Unavailable("SQLITE_FULL")) == "de schijf is vol; maak ruimte en start opnieuw"
    assert trouble.of_database(DatabaseError("Anders")) == "de database doet het niet (DatabaseError: Anders)"


def test_the_summary_names_what_was_not_read() -> None:
    assert "Niet gelezen: a.xml" in Summary(mislukt=["a.xml"]).text()
    assert "1.234.567" in Summary(regels=1_234_567, seconden=2.0).text()
