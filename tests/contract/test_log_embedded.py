"""What the embedded log does on its own account: sealing, letting go, and never giving an offset twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.shared.platform.connecting import connect
from services.shared.platform.database import parse_url
from services.shared.platform.keys import Keys
from services.shared.platform.log.embedded import EmbeddedLog
from services.shared.platform.log.port import LogUnavailable, New, Partition
from tests.support.logs import Clock, Starts, drain, embedded, sqlite_url

TOPIC = "ijw.ontvangen.jw301.v1"
MINUTE = 60_000


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.servers)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return sqlite_url(tmp_path) if request.param == "sqlite" else str(request.getfixturevalue("fresh_database"))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def log(url: str, clock: Clock) -> AsyncIterator[EmbeddedLog]:
    async with embedded(url, clock, partitions=1) as opened:
        yield opened


def numbered(*numbers: int) -> list[New]:
    return [New(TOPIC, b"k", str(number).encode(), (("ce_id", b"x"),)) for number in numbers]


async def test_values_are_sealed_in_the_table_and_belong_to_their_place(log: EmbeddedLog, url: str) -> None:
    await log.append([New(TOPIC, b"k", b"<Bsn>999999990</Bsn>" * 100), New(TOPIC, b"k", b"tweede")])
    database = await connect(parse_url(url))
    async with database.transaction() as tx:
        rows = await tx.rows("SELECT waarde FROM logboek ORDER BY volgnummer")
        assert all(b"999999990" not in row[0] for row in rows)
        await tx.run("UPDATE logboek SET waarde = ? WHERE volgnummer = 0", rows[1][0])
    await database.close()
    with pytest.raises(LogUnavailable):
        await log.read(Partition(TOPIC, 0), 0, 1)
    consumer = await log.consumer("g", "m", [TOPIC], Starts())
    with pytest.raises(LogUnavailable):
        await consumer.poll(10, 0.1)


async def test_a_log_under_another_key_refuses_to_be_read(log: EmbeddedLog, url: str) -> None:
    await log.append(numbered(1))
    database = await connect(parse_url(url))
    other = EmbeddedLog(database, Keys(bytes(32)), Clock())
    with pytest.raises(LogUnavailable):
        await other.read(Partition(TOPIC, 0), 0, 1)
    await database.close()


async def test_what_is_old_goes_and_no_offset_is_given_twice(log: EmbeddedLog, clock: Clock) -> None:
    await log.append(numbered(1, 2, 3))
    clock.now += 10 * MINUTE
    await log.append(numbered(4, 5))
    assert await log.retain(TOPIC, clock.now - 5 * MINUTE) == 3
    assert [record.value for record in await log.read(Partition(TOPIC, 0), 0, 99)] == [b"4", b"5"]
    clock.now += 10 * MINUTE
    assert await log.retain(TOPIC, clock.now) == 2
    assert await log.retain(TOPIC, clock.now) == 0
    assert not await log.read(Partition(TOPIC, 0), 0, 99)
    assert await log.ends([TOPIC]) == {Partition(TOPIC, 0): 5}
    await log.append(numbered(6))
    [record] = await drain(await log.consumer("g", "m", [TOPIC], Starts()), 1)
    assert (record.offset, record.value) == (5, b"6")


async def test_letting_go_of_one_topic_leaves_the_others(log: EmbeddedLog, clock: Clock) -> None:
    await log.append([*numbered(1), New("ander", b"k", b"v")])
    assert await log.retain(TOPIC, clock.now + MINUTE) == 1
    assert len(await log.read(Partition("ander", 0), 0, 9)) == 1


async def test_nothing_is_left_of_a_record_that_is_let_go(log: EmbeddedLog, clock: Clock, url: str) -> None:
    await log.append(numbered(1))
    await log.retain(TOPIC, clock.now + MINUTE)
    database = await connect(parse_url(url))
    async with database.transaction(write=False) as tx:
        assert [tuple(row) for row in await tx.rows("SELECT sleutel, waarde, kop FROM logboek")] == [(None, None, "")]
    await database.close()


async def test_the_moment_never_goes_back_when_the_clock_does(log: EmbeddedLog, clock: Clock) -> None:
    await log.append(numbered(1))
    clock.now -= 10 * MINUTE
    await log.append(numbered(2))
    first, second = await log.read(Partition(TOPIC, 0), 0, 2)
    assert second.moment >= first.moment


async def test_processes_that_append_at_once_give_gapless_offsets(url: str) -> None:
    async with embedded(url, partitions=1) as one, embedded(url, partitions=1) as other:
        await asyncio.gather(*(log.append(numbered(number)) for number in range(20) for log in (one, other)))
        records = await one.read(Partition(TOPIC, 0), 0, 99)
        assert [record.offset for record in records] == list(range(40))


async def test_an_append_is_all_or_nothing(log: EmbeddedLog, url: str) -> None:
    database = await connect(parse_url(url))
    async with database.transaction() as tx:
        await tx.run("DROP TABLE logboek")
    with pytest.raises(LogUnavailable):
        await log.append(numbered(1))
    with pytest.raises(LogUnavailable):
        await log.ends([TOPIC])
    assert not await log.reachable()
    consumer = await log.consumer("g", "m", [TOPIC], Starts())
    assert not await consumer.poll(10, 0.2)
    await database.close()


async def test_a_topic_can_have_partitions_of_its_own_number(url: str) -> None:
    database = await connect(parse_url(url))
    log = EmbeddedLog(database, Keys(bytes(32)), Clock(), {TOPIC: 3})
    assert log.partitions_of(TOPIC) == 3
    assert log.partitions_of("ander") == 1
    await database.close()


async def test_three_members_share_and_the_fourth_waits_for_one_to_leave(url: str) -> None:
    async with embedded(url, partitions=3) as log:
        members = [await log.consumer("g", f"m{number}", [TOPIC], Starts()) for number in range(4)]
        for each in members:
            await each.poll(1, 0.01)
        assert [len(each.assigned()) for each in members] == [1, 1, 1, 0]
        await members[0].close()
        for each in members[1:]:
            await each.poll(1, 0.01)
        assert [len(each.assigned()) for each in members] == [0, 1, 1, 1]
