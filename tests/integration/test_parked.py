"""``sluis parked`` shows what would happen, changes nothing by showing it, and does it when told to."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.cli.__main__ import main
from services.shared.desk.parked_record import to_park
from services.shared.dossier import parkeerplaats
from services.shared.platform.log.port import Partition, Record
from tests.support.balie import balie
from tests.support.gebeurtenissen import BSN, allocation, declaration

Said = Callable[[], str]
NOW = round(datetime(2024, 4, 2, tzinfo=UTC).timestamp() * 1000)


def record(offset: int, body: bytes | None, **changed: str) -> Record:
    head = {
        "ce_specversion": "1.0", "ce_id": f"nr{offset}", "ce_source": "urn:proef",
        "ce_type": "nl.ijw.bericht.ontvangen.jw323", "ce_time": "2024-04-02T00:00:00Z",
        "content-type": "application/xml", **changed,
    }  # fmt: skip
    headers = tuple((name, text.encode()) for name, text in head.items())
    return Record(Partition("ijw.ontvangen.jw323.v1", 0), offset, b"k", body, headers, NOW)


@pytest.fixture
async def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three parked records of declaratie: one that can be judged, one without a value, one whose service knows why."""
    file = tmp_path / "sluis.db"
    monkeypatch.setenv("SLUIS_DATABASE", f"sqlite:///{file}")
    monkeypatch.setenv("SLUIS_TODAY", "2024-04-02")
    async with balie(f"sqlite:///{file}") as desk:
        await desk.hand_in(allocation("A1", 1), today="2024-04-02")
        records = [record(1, declaration("B1", 1)), record(2, None), record(3, b"geen bericht")]
        async with desk.desk.database.transaction() as tx:
            await parkeerplaats.park(
                tx,
                [
                    to_park(desk.desk.keys, "declaratie", each, "reden", "data", "urn:proef", f"nr{each.offset}", NOW)
                    for each in records
                ],
            )
    return file


def count(file: Path, sql: str) -> int:
    with sqlite3.connect(file) as connection:
        return int(connection.execute(sql).fetchone()[0])


def test_show_tells_what_would_be_answered_and_keeps_nothing(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = count(database, "SELECT COUNT(*) FROM bericht"), count(database, "SELECT COUNT(*) FROM gebeurtenis")
    assert main(["parked", "show", "1", "2", "3", "--json"]) == 0
    said = [each["gevolg"] for each in json.loads(capsys.readouterr().out)]
    assert said == [
        "krijgt antwoord JW325: geaccepteerd; zonder regiobestand bekeken",
        "zal weer geparkeerd worden: Het record heeft geen inhoud.",
        "krijgt antwoord Fo01: onleesbaar; zonder regiobestand bekeken",
    ]
    after = count(database, "SELECT COUNT(*) FROM bericht"), count(database, "SELECT COUNT(*) FROM gebeurtenis")
    assert before == after


def test_retry_shows_first_and_only_does_it_when_told(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["parked", "retry", "1"]) == 0
    said = capsys.readouterr().out
    assert "1: krijgt antwoord JW325: geaccepteerd" in said
    assert "Er is niets veranderd" in said
    assert count(database, "SELECT COUNT(*) FROM geparkeerd WHERE stand = 'opnieuw'") == 0
    assert main(["parked", "retry", "1", "--ja"]) == 0
    assert count(database, "SELECT COUNT(*) FROM geparkeerd WHERE stand = 'opnieuw'") == 1
    assert BSN not in said


def test_discard_takes_a_record_out_of_the_list(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["parked", "discard", "2", "--ja"]) == 0
    capsys.readouterr()
    assert main(["parked", "list", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [(each["id"], each["topic"], each["partition"], each["offset"], each["ce_id"]) for each in listed] == [
        (1, "ijw.ontvangen.jw323.v1", 0, 1, "nr1"),
        (3, "ijw.ontvangen.jw323.v1", 0, 3, "nr3"),
    ]
    assert main(["parked", "show", "99"]) == 1
