"""``sluis process`` is safe to repeat, to break off and to run twice at once: one message, one effect, one answer."""

from __future__ import annotations

import argparse
import asyncio
import random
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from services.cli.outbox import Outbox
from services.cli.process import process_inbox
from services.shared.dossier import berichten, gebeurtenissen, grootboek
from tests.support.balie import balie, state, told
from tests.support.berichten import to_xml
from tests.support.opdracht import Opdracht
from tests.support.oracle import Oracle
from tests.support.verzinsel import GEMEENTEN, Verzinsel, region, to_toml

Said = dict[str, Any]
TODAY = "2026-12-31"


def filled(place: Opdracht, count: int, seed: int = 7) -> tuple[Opdracht, dict[str, Said]]:
    """A place with so many messages in the inbox, and the answer that each must get."""
    place.folder.mkdir(exist_ok=True)
    file = place.folder / "regio.toml"
    file.write_text(to_toml(region()))
    known, wanted = Oracle(frozenset(GEMEENTEN), [region()]), {}
    for n, message in enumerate(Verzinsel(seed, known).messages(count)):
        message["today"] = TODAY
        wanted[f"{n:04}"] = known.answer(message)
        place.put(f"{n:04}.xml", to_xml(message))
    return Opdracht(place.folder, place.url, [file]), wanted


def answers(place: Opdracht) -> dict[str, Said]:
    return {name: told(answer) for name, answer in place.answers().items()}


def assert_whole(place: Opdracht, wanted: dict[str, Said]) -> None:
    """Every message has its answer, verdict and one event, and the ledger is what its postings say."""
    assert answers(place) == wanted
    assert set(place.verdicts()) == set(wanted)
    judged = [event for event in place.events() if event["type"] == "nl.sluis.bericht.beoordeeld"]
    assert len({event["id"] for event in place.events()}) == len(place.events())
    assert Counter(event["data"]["levering"] for event in judged) == Counter(
        verdict["id"] for verdict in place.verdicts().values()
    )
    with closing(sqlite3.connect(place.database)) as database:
        assert database.execute("SELECT count(*) FROM bericht").fetchone() == (len(wanted),)
        assert database.execute("SELECT count(*) FROM gebeurtenis").fetchone() == (0,)
        kept = database.execute("SELECT gemeente, toewijzing_nummer, cent, regels FROM saldo").fetchall()
        for gemeente, number, cent, count in kept:
            assert database.execute(
                "SELECT coalesce(sum(iif(debet_credit = 'D', bedrag, -bedrag)), 0),"
                " coalesce(sum(iif(debet_credit = 'D', 1, -1)), 0)"
                " FROM boeking WHERE toegekend = 1 AND gemeente = ? AND toewijzing_nummer = ?",
                (gemeente, number),
            ).fetchone() == (cent, count)


def contents(place: Opdracht) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in place.outbox.iterdir()}


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Opdracht, dict[str, Said]]:
    """A place whose inbox was processed once; copy it, do not change it."""
    place, wanted = filled(Opdracht(tmp_path_factory.mktemp("klaar")), 120)
    done = place.run(today=TODAY)
    assert done.status == 0, done.stderr
    return place, wanted


@pytest.fixture
def again(finished: tuple[Opdracht, dict[str, Said]], tmp_path: Path) -> tuple[Opdracht, dict[str, Said]]:
    """The same place, for one test."""
    place, wanted = finished
    shutil.copytree(place.folder, tmp_path / "weer")
    return Opdracht(tmp_path / "weer", "", [tmp_path / "weer" / "regio.toml"]), wanted


def test_a_run_answers_everything_as_the_oracle_does(finished: tuple[Opdracht, dict[str, Said]]) -> None:
    assert_whole(*finished)


def test_running_again_changes_nothing(again: tuple[Opdracht, dict[str, Said]]) -> None:
    place, wanted = again
    before = contents(place)
    done = place.run("--json", today=TODAY)
    assert done.status == 0
    assert contents(place) == before
    assert '"berichten": 0' in done.stdout and f'"al_beantwoord": {len(wanted)}' in done.stdout
    assert '"teruggezet": 0' in done.stdout


def test_what_is_gone_from_the_outbox_comes_back_byte_for_byte(again: tuple[Opdracht, dict[str, Said]]) -> None:
    place, wanted = again
    before = contents(place)
    (place.outbox / "0003.answer.xml").unlink()
    (place.outbox / "0004.verdict.json").unlink()
    (place.outbox / "0005.answer.xml").write_bytes(b"half")
    assert '"teruggezet": 3' in place.run("--json", today="2031-01-01").stdout
    assert contents(place) == before
    shutil.rmtree(place.outbox)
    assert place.run(today=TODAY).status == 0
    assert contents(place) == {name: data for name, data in before.items() if name != "events.ndjson"}
    assert answers(place) == wanted


def test_other_content_under_the_same_name_is_a_new_delivery(tmp_path: Path) -> None:
    place, wanted = filled(Opdracht(tmp_path), 6)
    assert place.run(today=TODAY).status == 0
    first = (place.inbox / "0000.xml").read_bytes()
    place.put("0000.xml", first + b"\n")
    assert '"berichten": 1' in place.run("--json", today=TODAY).stdout
    repeated = {"header": ["9056"]} if wanted["0000"] == {"header": []} else wanted["0000"]
    assert answers(place) == {**wanted, "0000": repeated}
    place.put("0000.xml", first)
    assert '"berichten": 0' in place.run("--json", today=TODAY).stdout
    assert answers(place) == wanted


def test_again_hands_everything_in_as_new_and_the_standard_calls_it_double(tmp_path: Path) -> None:
    place, wanted = filled(Opdracht(tmp_path), 40)
    assert place.run(today=TODAY).status == 0
    with closing(sqlite3.connect(place.database)) as database:
        before = database.execute("SELECT * FROM boeking").fetchall()
    assert place.run("--again", today=TODAY).status == 0
    taken = [name for name, said in wanted.items() if said.get("da") in (["0200"], ["8001"]) or said == {"header": []}]
    assert taken
    assert {name: told(place.answers()[name]) for name in taken} == {name: {"header": ["9056"]} for name in taken}
    with closing(sqlite3.connect(place.database)) as database:
        assert database.execute("SELECT * FROM boeking").fetchall() == before


# ------------------------------------------------------------------ broken off


def killed_on_the_way(place: Opdracht, dice: random.Random, sort: signal.Signals) -> int:
    """Start a run and send it a signal once some more answers stand in the outbox; its status."""
    had = len(list(place.outbox.glob("*"))) if place.outbox.is_dir() else 0
    running = place.start(today=TODAY)
    aim, until = had + dice.choice((0, 1, 1, 20, 100, 200)), time.monotonic() + 20
    while running.poll() is None and time.monotonic() < until:
        if place.outbox.is_dir() and sum(1 for _ in place.outbox.iterdir()) > aim:
            time.sleep(dice.choice((0, 0, 0.01, 0.03)))
            break
    running.send_signal(sort)
    running.communicate(timeout=30)
    return running.returncode


def test_killed_at_any_moment_the_next_run_does_the_rest(tmp_path: Path) -> None:
    place, wanted = filled(Opdracht(tmp_path), 400, seed=11)
    dice = random.Random(5)
    statuses = [killed_on_the_way(place, dice, signal.SIGKILL) for _ in range(6)]
    assert -signal.SIGKILL in statuses
    done = place.run(today=TODAY)
    assert done.status == 0, done.stderr
    assert_whole(place, wanted)


def test_broken_off_with_ctrl_c_it_says_so_and_the_next_run_does_the_rest(tmp_path: Path) -> None:
    place, wanted = filled(Opdracht(tmp_path), 250, seed=12)
    statuses = [killed_on_the_way(place, random.Random(n), signal.SIGINT) for n in (1, 2)]
    assert set(statuses) <= {0, 130}
    assert place.run(today=TODAY).status == 0
    assert_whole(place, wanted)


class PulledPlug(BaseException):
    """Stands for the end of the process at one place."""


STEPS: dict[str, tuple[object, str]] = {
    "before an outbox file": (Outbox, "_write"),
    "before answers are kept": (berichten, "write"),
    "before postings are kept": (grootboek, "post"),
    "before events are kept": (gebeurtenissen, "append"),
    "between events in the file and out of the database": (gebeurtenissen, "remove"),
}


@pytest.mark.parametrize("step", STEPS)
def test_stopped_at_each_step_the_next_run_does_the_rest(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, wanted = filled(Opdracht(tmp_path), 12, seed=21)
    monkeypatch.setattr("services.cli.process.BATCH_FILES", 4)
    owner, name = STEPS[step]
    real, stopped = getattr(owner, name), 0
    for stop_at in (0, 1, 0, 2, 3, 5, 8, 13, 21):
        left = stop_at

        def stopping(*args: Any, real: Any = real, **kwargs: Any) -> Any:
            nonlocal left
            left -= 1
            if left < 0:
                raise PulledPlug
            return real(*args, **kwargs)

        with monkeypatch.context() as patch:
            patch.setattr(owner, name, stopping)
            try:
                asyncio.run(process_inbox(_options(place)))
            except PulledPlug:
                stopped += 1
                continue
        break
    assert stopped
    asyncio.run(process_inbox(_options(place)))
    assert_whole(place, wanted)


def _options(place: Opdracht) -> argparse.Namespace:
    return argparse.Namespace(
        inbox=place.inbox,
        outbox=place.outbox,
        database=f"sqlite:///{place.database}",
        region=list(place.regions),
        today=date.fromisoformat(TODAY),
        schemas=None,
        again=False,
        json=False,
    )


def test_a_torn_last_event_is_told_again_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place, wanted = filled(Opdracht(tmp_path), 12, seed=22)

    def stop(*args: Any, **kwargs: Any) -> Any:
        raise PulledPlug

    with monkeypatch.context() as patch:
        patch.setattr(gebeurtenissen, "remove", stop)
        with pytest.raises(PulledPlug):
            asyncio.run(process_inbox(_options(place)))
    events = place.outbox / "events.ndjson"
    events.write_bytes(events.read_bytes()[:-30])
    asyncio.run(process_inbox(_options(place)))
    assert_whole(place, wanted)


def test_two_runs_at_once_on_one_database_answer_everything_once(tmp_path: Path) -> None:
    place, wanted = filled(Opdracht(tmp_path), 300, seed=13)
    running = [place.start(today=TODAY) for _ in range(2)]
    for each in running:
        _, stderr = each.communicate(timeout=120)
        assert each.returncode == 0, stderr.decode()
    assert_whole(place, wanted)


# ------------------------------------------------------------------ keys, databases, disks


def test_the_key_file_is_for_its_owner_only_and_another_key_is_refused(tmp_path: Path) -> None:
    place, _ = filled(Opdracht(tmp_path), 3)
    assert "sleutel" in place.run(today=TODAY).stderr
    key = place.database.with_name("sluis.db.key")
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    before = contents(place)
    other = place.run(today=TODAY, SLUIS_KEY="B" * 43 + "=")
    assert other.status == 2 and "sleutel" in other.stderr
    assert contents(place) == before
    right = place.run(today=TODAY, SLUIS_KEY=key.read_text().strip())
    assert right.status == 0
    assert contents(place) == before
    bad = place.run(today=TODAY, SLUIS_KEY="geheim")
    assert bad.status == 2 and "geheim" not in bad.stderr and "32" in bad.stderr


def test_a_server_database_without_a_key_is_refused_with_the_way_to_make_one(tmp_path: Path) -> None:
    place, _ = filled(Opdracht(tmp_path, "postgresql://iemand:wachtwoord@localhost:1/sluis"), 1)
    done = place.run(today=TODAY)
    assert done.status == 2
    assert "SLUIS_KEY" in done.stderr and "urandom(32)" in done.stderr and "wachtwoord" not in done.stderr


def test_a_server_that_does_not_answer_is_told_without_the_password(tmp_path: Path) -> None:
    place, _ = filled(Opdracht(tmp_path, "postgresql://iemand:wachtwoord@localhost:1/sluis"), 1)
    done = place.run(today=TODAY, SLUIS_KEY="B" * 43 + "=")
    assert done.status == 1
    assert "wachtwoord" not in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize("text", ["", "[region]\nname = 1", "niet = [toml", '[region]\nname = "X"\n[[product]]\n'])
def test_a_bad_region_file_stops_the_run_before_anything_happens(tmp_path: Path, text: str) -> None:
    place, _ = filled(Opdracht(tmp_path), 1)
    (tmp_path / "regio.toml").write_text(text)
    done = place.run(today=TODAY)
    assert done.status == 2
    assert "regio.toml" in done.stderr and "Traceback" not in done.stderr
    assert not place.database.exists() and place.answers() == {}


@pytest.mark.parametrize("what", ["text", "folder", "no folder to make it in"])
def test_a_database_that_is_none_is_told_at_once(tmp_path: Path, what: str) -> None:
    place, _ = filled(Opdracht(tmp_path), 1)
    if what == "text":
        place.database.write_text("dit is geen database, echt niet, wat er ook op de deur staat")
    elif what == "folder":
        place.database.mkdir()
    else:
        place = Opdracht(place.folder, f"sqlite:///{tmp_path}/regio.toml/x.db", place.regions)
    done = place.run(today=TODAY, timeout=20)
    assert done.status in (1, 2)
    assert "Traceback" not in done.stderr
    assert "database" in done.stderr or "map" in done.stderr
    assert place.answers() == {}


def test_misuse_is_told_in_one_line_with_a_status_of_its_own(tmp_path: Path) -> None:
    place = Opdracht(tmp_path)
    for more in (["--today", "gisteren"], ["--database", "mysql://x"], ["--onzin"]):
        done = place.run(*more)
        assert done.status == 2
        assert "Traceback" not in done.stderr and done.stdout == ""


def test_a_disk_that_fills_up_loses_nothing(tmp_path: Path) -> None:
    place, wanted = filled(Opdracht(tmp_path), 120, seed=14)
    for blocks in (100, 400, 700):
        limited = subprocess.run(
            ["bash", "-c", f'ulimit -f {blocks}; exec "$@"', "bash", *place.command(today=TODAY)],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert limited.returncode == 1, limited.stderr
        assert "Traceback" not in limited.stderr
    done = place.run(today=TODAY)
    assert done.status == 0, done.stderr
    assert_whole(place, wanted)


async def test_batches_of_any_size_leave_the_same_answers_and_state(tmp_path: Path) -> None:
    found = []
    for size in (1, 7, 64):
        place, wanted = filled(Opdracht(tmp_path / str(size)), 60, seed=15)
        files = sorted(place.inbox.iterdir())
        async with balie(f"sqlite:///{place.database}", place.regions) as desk:
            said = []
            for start in range(0, len(files), size):
                batch = [file.read_bytes() for file in files[start : start + size]]
                said += [told(each.antwoord) for each in await desk.hand_in(*batch, today=TODAY)]
            assert said == list(wanted.values())
            found.append(await state(desk.desk.database))
    assert found[0] == found[1] == found[2]


def test_started_as_a_module_it_is_the_same_command(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "services.cli", "process", "--help"], capture_output=True, text=True, check=True
    )
    assert "INBOX" in done.stdout and "--outbox" in done.stdout
