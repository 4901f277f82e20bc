"""A declaration that waits for an earlier allocation keeps all it came with, also when it waits too long."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random

import pytest

from services.shared.desk.causality import Causality
from services.shared.desk.closing import Answered
from services.shared.desk.consume import Consume, Limits
from services.shared.desk.handing import Told
from services.shared.desk.intake import topic_of
from services.shared.dossier import parkeerplaats, posities
from services.shared.platform.log.port import New
from services.shared.verdict.outcome import Outcome
from tests.simulation.world import Chance, SimLog
from tests.support.balie import Balie, balie
from tests.support.gebeurtenissen import allocation, declaration

TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
WAIT = 3600
TODAY = date(2024, 4, 2)


@dataclass
class Clock:
    """Milliseconds since 1970, moved by hand."""

    now: int = 1_712_000_000_000

    def __call__(self) -> int:
        return self.now


@dataclass
class Room:
    """The reading loop of declaratie, with an allocation of the same pair that is not judged yet."""

    desk: Balie
    log: SimLog
    clock: Clock
    answers: list[Answered] = field(default_factory=list)
    parked: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    durations: list[float] = field(default_factory=list)

    def put(self, kind: str, body: bytes, *more: tuple[str, str]) -> None:
        head = {
            "ce_specversion": "1.0", "ce_id": kind, "ce_source": "urn:proef",
            "ce_type": f"nl.ijw.bericht.ontvangen.{kind.lower()}", "ce_time": "2024-04-02T00:00:00Z",
            "content-type": "application/xml", **dict(more),
        }  # fmt: skip
        headers = tuple((name, value.encode()) for name, value in head.items())
        self.log.put(New(topic_of(kind), b"een sleutel", body, headers))

    def loop(self) -> Consume:
        database = self.desk.desk.database
        return Consume(
            dienst="declaratie",
            topics=[topic_of("JW323")],
            member="een",
            log=self.log,
            database=database,
            keys=self.desk.desk.keys,
            counter=self.desk.desk.counter,
            around=lambda: self.desk.desk.around,
            now_ms=self.clock,
            told=Told(
                answered=self.answers.extend,
                parked=lambda kind, reason: self.parked.append(kind),
                repeated=self.repeated.append,
                trouble=self.troubles.append,
                waiting=lambda count, seconds: None,
                polled=lambda: None,
                stopped=lambda reason: None,
                took=self.durations.append,
            ),
            published=lambda: None,
            limits=Limits(wait=WAIT),
            causality=Causality(self.log, database, topic_of("JW301"), "toewijzing"),
        )

    async def allocation_is_judged(self) -> None:
        await self.desk.hand_in(allocation("A1", 1), today=TODAY.isoformat())
        async with self.desk.desk.database.transaction() as tx:
            await posities.move(tx, "toewijzing", topic_of("JW301"), 0, None, 1)

    async def headers_out(self) -> Sequence[dict[str, str]]:
        rows = await self.desk.rows("SELECT kop FROM gebeurtenis WHERE topic = 'ijw.antwoord.v1'")
        return [dict(json.loads(kop)) for (kop,) in rows]


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    clock = Clock()
    async with balie(f"sqlite:///{tmp_path}/sluis.db") as desk:
        made = Room(desk, SimLog(Chance(Random(1), calm=True), clock, partitions=1), clock)
        made.put("JW301", allocation("A1", 1))
        clock.now += 1_000
        made.put("JW323", declaration("B1", 1), ("traceparent", TRACE))
        yield made


@asynccontextmanager
async def running(loop: Consume) -> AsyncIterator[None]:
    stop = asyncio.Event()
    task = asyncio.create_task(loop.run(stop))
    yield
    stop.set()
    await task


async def until(room: Room, sql: str, wanted: int) -> None:
    for _ in range(400):
        if (await room.desk.rows(sql))[0][0] == wanted:
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"{sql} never gave {wanted}")


WAITING = "SELECT COUNT(*) FROM wachtend"
ANSWERS = "SELECT COUNT(*) FROM gebeurtenis WHERE topic = 'ijw.antwoord.v1'"
PARKED = "SELECT COUNT(*) FROM geparkeerd"


async def test_what_waited_is_judged_with_the_trace_it_came_with(room: Room) -> None:
    async with running(room.loop()):
        await until(room, WAITING, 1)
        assert room.answers == []
        await room.allocation_is_judged()
        await until(room, ANSWERS, 1)
    assert [each["traceparent"] for each in await room.headers_out()] == [TRACE]
    assert [each.outcome for each in room.answers] == [Outcome.ACCEPTED]
    assert await room.desk.rows(WAITING) == [(0,)]
    assert room.durations and min(room.durations) >= 0


async def test_what_waited_too_long_is_parked_whole_and_can_be_judged_later(room: Room) -> None:
    async with running(room.loop()):
        await until(room, WAITING, 1)
        room.clock.now += (WAIT + 1) * 1000
        await until(room, PARKED, 1)
        assert room.parked == ["data"]
        assert await room.desk.rows(WAITING) == [(0,)]
        await room.allocation_is_judged()
        async with room.desk.desk.database.transaction() as tx:
            (found,) = await parkeerplaats.listed(tx, parkeerplaats.PARKED)
            assert await parkeerplaats.move(tx, found.parkeer_id, parkeerplaats.PARKED, parkeerplaats.AGAIN)
        await until(room, ANSWERS, 1)
    assert [each["traceparent"] for each in await room.headers_out()] == [TRACE]
    assert [each.outcome for each in room.answers] == [Outcome.ACCEPTED]
    async with room.desk.desk.database.transaction(write=False) as tx:
        assert await parkeerplaats.listed(tx, parkeerplaats.PARKED) == []
