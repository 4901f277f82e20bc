"""The log port, held against each log: the embedded one on both databases, and real Kafka."""

from __future__ import annotations

import asyncio
import os
from collections import defaultdict
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path

import pytest

from services.shared.platform.log.port import Log, New, Partition, Record, RecordRefused
from services.shared.platform.log.size import MAX_BYTES, size_of
from tests.support.logs import SESSION, Logs, Starts, drain, make_topics, sqlite_url


@pytest.fixture(
    params=[
        "sqlite",
        pytest.param("postgres", marks=pytest.mark.servers),
        pytest.param("kafka", marks=pytest.mark.servers),
    ]
)
def logs(request: pytest.FixtureRequest, tmp_path: Path, unique_name: str) -> Logs:
    """A place for logs of this kind, with one topic."""
    if request.param == "kafka":
        place = request.getfixturevalue("kafka_bootstrap")
        asyncio.run(make_topics(place, [unique_name, f"{unique_name}b"]))
    else:
        place = sqlite_url(tmp_path) if request.param == "sqlite" else request.getfixturevalue("fresh_database")
    return Logs(request.param, place, unique_name)


@pytest.fixture
async def log(logs: Logs) -> AsyncIterator[Log]:
    async with logs.open() as opened:
        yield opened


@pytest.fixture
def topic(logs: Logs) -> str:
    return logs.topic


def new(topic: str, key: str | None, value: str | None, **headers: bytes) -> New:
    return New(
        topic, None if key is None else key.encode(), None if value is None else value.encode(), tuple(headers.items())
    )


def by_key(records: list[Record]) -> dict[bytes | None, list[bytes | None]]:
    found: dict[bytes | None, list[bytes | None]] = defaultdict(list)
    for record in records:
        found[record.key].append(record.value)
    return found


async def test_records_of_one_key_come_in_the_order_of_appending(log: Log, topic: str) -> None:
    consumer = await log.consumer(topic, "m", [topic], Starts())
    for number in range(20):
        await log.append([new(topic, f"k{key}", f"{number}.{key}") for key in range(5)])
    found = by_key(await drain(consumer, 100))
    assert found == {f"k{key}".encode(): [f"{n}.{key}".encode() for n in range(20)] for key in range(5)}


async def test_a_partition_is_read_in_gapless_order_and_one_key_stays_in_one_partition(log: Log, topic: str) -> None:
    await log.append([new(topic, f"k{number % 7}", str(number)) for number in range(70)])
    consumer = await log.consumer(topic, "m", [topic], Starts())
    records = await drain(consumer, 70)
    offsets: dict[Partition, list[int]] = defaultdict(list)
    places: dict[bytes | None, set[Partition]] = defaultdict(set)
    for record in records:
        offsets[record.partition].append(record.offset)
        places[record.key].add(record.partition)
    assert all(found == list(range(len(found))) for found in offsets.values())
    assert all(len(found) == 1 for found in places.values())
    assert len(offsets) == 2


async def test_key_value_and_headers_come_back_byte_for_byte(log: Log, topic: str) -> None:
    headers = (("ce_id", b"1"), ("ce_id", b"2"), ("leeg", b""), ("raar", bytes(range(256))), ("\u00eb", b"x"))
    key, value = bytes(range(256)), os.urandom(5000)
    await log.append([New(topic, key, value, headers)])
    [record] = await drain(await log.consumer(topic, "m", [topic], Starts()), 1)
    assert (record.key, record.value, record.headers) == (key, value, headers)


@pytest.mark.parametrize(("key", "value"), [(None, b"v"), (b"k", None), (None, None), (b"", b"")])
async def test_no_key_and_no_value_are_not_the_same_as_empty_ones(
    log: Log, topic: str, key: bytes | None, value: bytes | None
) -> None:
    await log.append([New(topic, key, value)])
    [record] = await drain(await log.consumer(topic, "m", [topic], Starts()), 1)
    assert (record.key, record.value) == (key, value)


async def test_the_moment_is_that_of_the_log_and_never_goes_back(log: Log, topic: str) -> None:
    for number in range(10):
        await log.append([new(topic, "k", str(number))])
    records = await drain(await log.consumer(topic, "m", [topic], Starts()), 10)
    assert all(earlier.moment <= later.moment for earlier, later in pairwise(records))
    assert records[0].moment > 1_600_000_000_000


async def test_reading_starts_where_the_reader_says_and_at_the_first_record_where_it_says_nothing(
    log: Log, topic: str
) -> None:
    await log.append([new(topic, f"k{number}", str(number)) for number in range(40)])
    starts = Starts({Partition(topic, 0): 5})
    records = await drain(await log.consumer(topic, "m", [topic], starts), 35)
    firsts = {part: min(r.offset for r in records if r.partition.number == part) for part in (0, 1)}
    assert firsts == {0: 5, 1: 0}
    assert starts.asked[-1] == (Partition(topic, 0), Partition(topic, 1))


async def test_what_the_log_remembers_of_a_reader_does_not_count(logs: Logs, topic: str) -> None:
    async with logs.open() as log:
        await log.append([new(topic, "k", str(number)) for number in range(10)])
        consumer = await log.consumer(topic, "m", [topic], Starts())
        await drain(consumer, 10)
        await consumer.poll(1, 0.1)
        await consumer.close()
        again = await log.consumer(topic, "m", [topic], Starts())
        assert len(await drain(again, 10)) == 10


async def test_no_record_is_delivered_before_the_reader_said_where_to_start(log: Log, topic: str) -> None:
    await log.append([new(topic, "k", str(number)) for number in range(10)])
    may = asyncio.Event()

    async def slow(partitions: object) -> dict[Partition, int]:
        await may.wait()
        return {Partition(topic, number): 4 for number in (0, 1)}

    consumer = await log.consumer(topic, "m", [topic], slow)
    loop = asyncio.get_running_loop()
    started = loop.time()
    for _ in range(10):
        assert not await consumer.poll(10, 0.2)
    assert loop.time() - started < 5, "a poll does not wait for its reader longer than it may"
    assert consumer.assigned() == frozenset()
    may.set()
    assert [record.offset for record in await drain(consumer, 6)] == [4, 5, 6, 7, 8, 9]


async def test_a_reader_that_cannot_say_where_to_start_is_asked_again(log: Log, topic: str) -> None:
    await log.append([new(topic, "k", "v")])
    asked = []

    async def fails_once(partitions: object) -> dict[Partition, int]:
        asked.append(partitions)
        if len(asked) == 1:
            raise LookupError
        return {}

    consumer = await log.consumer(topic, "m", [topic], fails_once)
    with pytest.raises(LookupError):
        for _ in range(50):
            await consumer.poll(10, 0.3)
    assert len(await drain(consumer, 1)) == 1


async def test_after_a_seek_records_come_again_from_there(log: Log, topic: str) -> None:
    await log.append([new(topic, "k", str(number)) for number in range(10)])
    consumer = await log.consumer(topic, "m", [topic], Starts())
    first = await drain(consumer, 10)
    await consumer.seek(first[3].partition, 3)
    assert await drain(consumer, 7) == first[3:]
    await consumer.seek(first[3].partition, 8)
    assert await drain(consumer, 2) == first[8:]


async def test_a_seek_in_a_partition_of_somebody_else_does_nothing(log: Log, topic: str) -> None:
    consumer = await log.consumer(topic, "m", [topic], Starts())
    await consumer.poll(1, 0.1)
    await consumer.seek(Partition(topic, 77), 3)
    await consumer.seek(Partition("elders", 0), 3)
    await log.append([new(topic, "k", "v")])
    assert len(await drain(consumer, 1)) == 1


async def test_a_poll_gives_no_more_than_was_asked_and_the_next_goes_on(log: Log, topic: str) -> None:
    await log.append([new(topic, f"k{number % 4}", str(number)) for number in range(50)])
    consumer = await log.consumer(topic, "m", [topic], Starts())
    found: list[Record] = []
    for _ in range(20):
        some = await consumer.poll(7, 0.2)
        assert len(some) <= 7
        found += some
    assert sorted(int(record.value or b"") for record in found) == list(range(50))


async def test_a_poll_wakes_when_something_is_appended_and_otherwise_ends_in_time(log: Log, topic: str) -> None:
    loop = asyncio.get_running_loop()
    consumer = await log.consumer(topic, "m", [topic], Starts())
    await log.append([new(topic, "k", "first")])
    await drain(consumer, 1)
    started = loop.time()
    assert not await consumer.poll(10, 0.5)
    assert 0.4 < loop.time() - started < 2.0
    waiting = asyncio.create_task(consumer.poll(10, 10.0))
    await asyncio.sleep(0.2)
    started = loop.time()
    await log.append([new(topic, "k", "second")])
    assert [record.value for record in await waiting] == [b"second"]
    assert loop.time() - started < 0.45


async def test_what_another_process_appends_comes_too(logs: Logs, topic: str) -> None:
    async with logs.open() as reading, logs.open() as writing:
        consumer = await reading.consumer(topic, "m", [topic], Starts())
        await consumer.poll(1, 0.1)
        await writing.append([new(topic, "k", "v")])
        assert [record.value for record in await drain(consumer, 1)] == [b"v"]


async def test_groups_read_on_their_own(log: Log, topic: str) -> None:
    await log.append([new(topic, "k", str(number)) for number in range(5)])
    for group in ("g1", "g2"):
        assert len(await drain(await log.consumer(f"{topic}{group}", "m", [topic], Starts()), 5)) == 5


async def test_two_members_divide_the_partitions_and_nothing_is_missed_or_left_with_both(
    logs: Logs, topic: str
) -> None:
    starts = Starts()
    async with logs.open() as log:
        first = await log.consumer(topic, "m1", [topic], starts)
        await log.append([new(topic, f"k{number}", str(number)) for number in range(50)])
        before = await drain(first, 50)
        starts.done(before)
        second = await log.consumer(topic, "m2", [topic], starts)
        found: dict[str, list[Record]] = {"m1": [], "m2": []}
        sent = 50
        for _ in range(400):
            for name, consumer in (("m1", first), ("m2", second)):
                some = await consumer.poll(10, 0.05)
                starts.done(some)
                found[name] += some
            halves = first.assigned(), second.assigned()
            if sent < 100 and all(halves):
                await log.append([new(topic, f"k{number}", str(number)) for number in range(50, 100)])
                sent = 100
            if sent == 100 and sum(map(len, found.values())) >= 50:
                break
        assert halves[0] | halves[1] == {Partition(topic, 0), Partition(topic, 1)}
        assert not halves[0] & halves[1]
        values = sorted(int(record.value or b"") for record in found["m1"] + found["m2"])
        assert values == list(range(50, 100))
        assert found["m1"]
        assert found["m2"]


async def test_a_member_that_leaves_frees_its_partitions_within_a_session(logs: Logs, topic: str) -> None:
    async with logs.open() as log:
        staying = await log.consumer(topic, "m1", [topic], Starts())
        leaving = await log.consumer(topic, "m2", [topic], Starts())
        await _until_both_have_one(staying, leaving)
        await leaving.close()
        until = asyncio.get_running_loop().time() + SESSION + 10
        while len(staying.assigned()) < 2 and asyncio.get_running_loop().time() < until:
            await staying.poll(1, 0.2)
        assert staying.assigned() == {Partition(topic, 0), Partition(topic, 1)}
        assert leaving.assigned() == frozenset()


async def _until_both_have_one(*consumers: object) -> None:
    until = asyncio.get_running_loop().time() + 20
    while asyncio.get_running_loop().time() < until:
        await asyncio.gather(*(each.poll(1, 0.2) for each in consumers))  # type: ignore[attr-defined]
        if all(len(each.assigned()) == 1 for each in consumers):  # type: ignore[attr-defined]
            return
    raise AssertionError("the partitions were not divided")


async def test_records_fetched_before_a_partition_was_lost_are_not_delivered(log: Log, topic: str) -> None:
    await log.append([new(topic, f"k{number}", str(number)) for number in range(200)])
    starts = Starts()
    first = await log.consumer(topic, "m1", [topic], starts)
    starts.done(await drain(first, 1))
    second = await log.consumer(topic, "m2", [topic], starts)
    await _until_both_have_one(first, second)
    mine = first.assigned()
    rest = [record for _ in range(30) for record in await first.poll(50, 0.1)]
    assert {record.partition for record in rest} <= mine
    assert {record.partition for record in rest} == mine


async def test_a_member_that_was_killed_and_comes_back_goes_on_at_once(logs: Logs, topic: str) -> None:
    loop = asyncio.get_running_loop()
    starts = Starts()
    async with logs.open() as log:
        await log.append([new(topic, f"k{number}", str(number)) for number in range(20)])
        killed = await log.consumer(topic, "m", [topic], starts)
        starts.done(await drain(killed, 20))
        await log.append([new(topic, f"k{number}", str(number)) for number in range(20, 40)])
        if logs.kind == "kafka":
            await killed.close()  # says no goodbye either, and leaves no ghost in this process
        started = loop.time()
        back = await log.consumer(topic, "m", [topic], starts)
        records = await drain(back, 20)
        assert loop.time() - started < 3.0, "well within a session"
        assert sorted(int(record.value or b"") for record in records) == list(range(20, 40))


async def test_reading_several_topics_gives_equal_numbers_to_one_member(logs: Logs, topic: str) -> None:
    async with logs.open() as log:
        members = [await log.consumer(topic, f"m{n}", [topic, f"{topic}b"], Starts()) for n in (1, 2)]
        until = asyncio.get_running_loop().time() + 20
        while asyncio.get_running_loop().time() < until:
            await asyncio.gather(*(each.poll(1, 0.2) for each in members))
            if all(len(each.assigned()) == 2 for each in members):
                break
        assert [len({part.number for part in each.assigned()}) for each in members] == [1, 1]
        assert [len({part.topic for part in each.assigned()}) for each in members] == [2, 2]


async def test_a_member_that_comes_back_for_other_topics_reads_those(logs: Logs, topic: str) -> None:
    async with logs.open() as log:
        await log.append([new(topic, "k", "old"), new(f"{topic}b", "k", "new")])
        before = await log.consumer(topic, "m", [topic], Starts())
        assert [record.value for record in await drain(before, 1)] == [b"old"]
        after = await log.consumer(topic, "m", [f"{topic}b"], Starts())
        assert [record.value for record in await drain(after, 1)] == [b"new"]
        assert {part.topic for part in after.assigned()} == {f"{topic}b"}


@pytest.mark.parametrize("size", [25_000_000, 30_000_000])
async def test_a_large_record_passes_whole(log: Log, topic: str, size: int) -> None:
    value = (b"<Prestatie>" + os.urandom(20).hex().encode() + b"</Prestatie>") * (size // 63 + 1)
    await log.append([new(topic, "k", "before"), New(topic, b"k", value[:size]), new(topic, "k", "after")])
    records = await drain(await log.consumer(topic, "m", [topic], Starts()), 3, 60)
    assert [record.value for record in records] == [b"before", value[:size], b"after"]


async def test_the_largest_record_passes_and_one_byte_more_is_refused_before_anything_is_appended(
    log: Log, topic: str
) -> None:
    headers = (("ce_id", b"1"),)
    length = MAX_BYTES - 1_100
    while size_of(New(topic, b"k", bytes(length), headers)) > MAX_BYTES:
        length -= 1
    value = os.urandom(length)
    largest, larger = New(topic, b"k", value, headers), New(topic, b"k", value + b"x", headers)
    with pytest.raises(RecordRefused) as refused:
        await log.append([new(topic, "k", "before"), larger])
    assert value[:8].hex() not in str(refused.value)
    assert sum((await log.ends([topic])).values()) == 0
    await log.append([largest])
    [record] = await drain(await log.consumer(topic, "m", [topic], Starts()), 1, 60)
    assert record.value == value


async def test_many_large_records_come_in_several_polls(log: Log, topic: str) -> None:
    value = b"0123456789" * 500_000
    await log.append([New(topic, f"k{number % 3}".encode(), value) for number in range(12)])
    consumer = await log.consumer(topic, "m", [topic], Starts())
    polls = [some for some in [await consumer.poll(100, 0.5) for _ in range(12)] if some]
    assert sum(map(len, polls)) == 12
    assert max(map(len, polls)) <= 4


async def test_the_ends_are_the_offsets_that_come_next(log: Log, topic: str) -> None:
    assert await log.ends([topic]) == {Partition(topic, 0): 0, Partition(topic, 1): 0}
    await log.append([new(topic, f"k{number}", "v") for number in range(30)])
    ends = await log.ends([topic])
    records = await drain(await log.consumer(topic, "m", [topic], Starts()), 30)
    assert ends == {
        part: 1 + max(record.offset for record in records if record.partition == part)
        for part in {record.partition for record in records}
    }


async def test_a_range_is_read_outside_any_group(log: Log, topic: str) -> None:
    await log.append([new(topic, "k", str(number)) for number in range(30)])
    [part] = [part for part, end in (await log.ends([topic])).items() if end]
    assert [record.offset for record in await log.read(part, 10, 20)] == list(range(10, 20))
    assert [record.value for record in await log.read(part, 28, 99)] == [b"28", b"29"]
    assert not await log.read(part, 30, 31)
    assert not await log.read(part, 7, 7)
    both = await asyncio.gather(log.read(part, 0, 5), log.read(part, 20, 25))
    assert [[record.offset for record in found] for found in both] == [list(range(5)), list(range(20, 25))]


async def test_an_open_log_can_be_reached(log: Log) -> None:
    assert await log.reachable()


async def test_appending_nothing_is_fine(log: Log, topic: str) -> None:
    await log.append([])
    assert sum((await log.ends([topic])).values()) == 0


async def test_many_tasks_append_at_once_and_each_keeps_its_order(log: Log, topic: str) -> None:
    async def one(task: int) -> None:
        for number in range(10):
            await log.append([new(topic, f"t{task}", str(number))])

    await asyncio.gather(*(one(task) for task in range(8)))
    found = by_key(await drain(await log.consumer(topic, "m", [topic], Starts()), 80))
    assert found == {f"t{task}".encode(): [str(n).encode() for n in range(10)] for task in range(8)}
