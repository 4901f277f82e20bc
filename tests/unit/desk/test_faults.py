"""What comes twice at once, what is judged again and what we ourselves fail on: one answer, and the rest goes on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from services.declaratie.jw323 import JW323Judge
from services.shared.desk.reading import JW323_KIND
from services.shared.desk.relay import Relay
from services.shared.desk.retention import Retention
from services.shared.dossier import parkeerplaats, posities
from services.shared.platform.log.port import Partition, Record
from tests.simulation.world import Chance, SimConsumer, SimLog
from tests.support.balie import Balie, balie
from tests.support.gebeurtenissen import allocation, declaration
from tests.unit.desk.test_waiting import ANSWERS, PARKED, WAITING, Clock, Room, running, until

STANDING = "SELECT stand, soort_fout FROM geparkeerd ORDER BY parkeer_id"


class ForgetfulJudge(JW323Judge):
    """Fails when it must keep what it judged: a bug outside the rules."""

    broken = True

    async def store(self, *given: Any) -> None:
        if self.broken:
            raise ZeroDivisionError("999900006")
        await super().store(*given)


def forgetful(desk: Balie) -> ForgetfulJudge:
    """Put such a judge behind the counter."""
    counter = desk.desk.counter
    old = counter.judges[JW323_KIND]
    assert isinstance(old, JW323Judge)
    judge = ForgetfulJudge(old._pseudonym, old._xsd_versie, desk.desk.regios)
    judges = {**counter.judges, JW323_KIND: judge}
    opener = replace(counter.opener, judges=judges)
    desk.desk = replace(desk.desk, counter=replace(counter, judges=judges, opener=opener))
    return judge


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    clock = Clock()
    async with balie(f"sqlite:///{tmp_path}/sluis.db") as desk:
        yield Room(desk, SimLog(Chance(Random(1), calm=True), clock, partitions=1), clock)


async def test_one_batch_with_a_delivery_twice_gives_one_answer_and_tells_of_other_bytes(room: Room) -> None:
    room.put("JW323", allocation("A1", 1))
    room.put("JW323", allocation("A1", 1))
    room.put("JW323", allocation("A2", 2))
    async with running(room.loop()):
        await until(room, "SELECT COALESCE(MAX(volgende), 0) FROM positie", 3)
    assert await room.desk.rows(ANSWERS) == [(1,)]
    assert await room.desk.rows(PARKED) == [(0,)]
    assert len(room.answers) == 1
    assert room.repeated == ["JW323"]


async def test_what_fails_again_when_it_is_judged_again_is_parked_again_and_the_reading_goes_on(room: Room) -> None:
    judge = forgetful(room.desk)
    await room.desk.hand_in(allocation("A1", 1), today="2024-04-02")
    room.put("JW323", declaration("B1", 1), ("ce_id", "een"))
    async with running(room.loop()):
        await until(room, PARKED, 1)
        await ask_again(room)
        await until(room, PARKED, 2)
        room.put("JW323", allocation("A2", 2), ("ce_id", "twee"))
        await until(room, ANSWERS, 1)
        assert await room.desk.rows(STANDING) == [("klaar", "bug"), ("geparkeerd", "bug")]
        judge.broken = False
        await ask_again(room)
        await until(room, ANSWERS, 2)
    assert await room.desk.rows(STANDING) == [("klaar", "bug"), ("klaar", "bug")]


async def ask_again(room: Room) -> None:
    async with room.desk.desk.database.transaction() as tx:
        (found,) = await parkeerplaats.listed(tx, parkeerplaats.PARKED)
        assert await parkeerplaats.move(tx, found.parkeer_id, parkeerplaats.PARKED, parkeerplaats.AGAIN)


async def test_what_waited_and_then_meets_a_bug_is_parked_and_does_not_end_the_service(room: Room) -> None:
    forgetful(room.desk)
    await room.desk.hand_in(allocation("A1", 1), today="2024-04-02")
    room.put("JW301", allocation("A1", 1))
    room.put("JW323", declaration("B1", 1), ("ce_id", "een"))
    async with running(room.loop()):
        await until(room, WAITING, 1)
        await judged(room, 1)
        await until(room, PARKED, 1)
    assert await room.desk.rows(STANDING) == [("geparkeerd", "bug")]
    assert room.parked == ["bug"]


async def test_many_that_wait_for_one_pair_hold_up_no_other_pair(room: Room) -> None:
    other = declaration("B1", 1).replace(b"12345678", b"12345679")
    room.put("JW301", allocation("A2", 2).replace(b"12345678", b"12345679"), ("ce_id", "ander"))
    room.put("JW301", allocation("A1", 1))
    for n in range(120):
        room.put("JW323", declaration("B1", 1), ("ce_id", str(n)))
    room.put("JW323", other, ("ce_id", "ander"))
    async with running(room.loop()):
        await until(room, WAITING, 121)
        await judged(room, 1)
        await until(room, WAITING, 120)
        await until(room, ANSWERS, 1)
    assert [each.levering for each in room.answers] == ["ander"]


async def judged(room: Room, to: int) -> None:
    """The service toewijzing judged this many records."""
    where = Partition("ijw.ontvangen.jw301.v1", 0)
    async with room.desk.desk.database.transaction() as tx:
        await posities.move(tx, "toewijzing", where.topic, where.number, None, to)


class Stumbling(SimConsumer):
    """Fails once in a way that no port knows, as a library can when its connection is closed under it."""

    stumbled = False

    async def poll(self, max_records: int, timeout: float) -> Sequence[Record]:
        if not Stumbling.stumbled:
            Stumbling.stumbled = True
            raise IndexError("999900006")
        return await super().poll(max_records, timeout)


async def test_a_library_that_fails_in_a_way_of_its_own_does_not_end_the_service(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.simulation.world.SimConsumer", Stumbling)
    room.put("JW323", allocation("A1", 1))
    async with running(room.loop()):
        await until(room, ANSWERS, 1)
    assert room.troubles == ["IndexError"]


async def test_an_answer_that_must_still_leave_is_kept_whole_however_old_it_is(room: Room) -> None:
    room.put("JW323", allocation("A1", 1))
    database, keys = room.desk.desk.database, room.desk.desk.keys
    async with running(room.loop()):
        await until(room, ANSWERS, 1)
    later = room.clock.now + 100 * 86_400_000
    await Retention(database, room.log, 1, "een", lambda: later, room.troubles.append).once()
    relay = Relay(database, keys, room.log, "declaratie", "een", room.clock, room.troubles.append)
    assert await relay.once()
    assert await room.desk.rows("SELECT COUNT(*) FROM bericht WHERE length(inhoud) = 0") == [(0,)]
    await Retention(database, room.log, 1, "een", lambda: later, room.troubles.append).once()
    assert await room.desk.rows("SELECT COUNT(*) FROM bericht WHERE length(inhoud) = 0") == [(1,)]
