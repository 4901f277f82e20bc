"""What only Kafka can do to us: go away, come back, grow, refuse; and what its library must not say."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewPartitions

from deploy.local.servers import Kafka
from services.shared.platform.log.kafka import KafkaLog
from services.shared.platform.log.kafka_settings import KafkaSettings
from services.shared.platform.log.port import LogUnavailable, New, Partition, Record, RecordRefused
from tests.support.logs import SESSION, Starts, drain, kafka, make_topics

pytestmark = pytest.mark.servers


@pytest.fixture
async def topic(kafka_bootstrap: str, unique_name: str) -> str:
    await make_topics(kafka_bootstrap, [unique_name])
    return unique_name


@pytest.fixture
async def log(kafka_bootstrap: str) -> AsyncIterator[KafkaLog]:
    async with kafka(kafka_bootstrap) as opened:
        yield opened


def numbered(topic: str, numbers: range) -> list[New]:
    return [New(topic, f"k{number % 5}".encode(), str(number).encode()) for number in numbers]


async def test_nothing_is_lost_and_order_is_kept_when_the_broker_is_killed_and_comes_back(
    breakable_kafka: Kafka, unique_name: str
) -> None:
    await make_topics(breakable_kafka.bootstrap, [unique_name])
    sent = found = 0
    received: list[Record] = []
    stop = asyncio.Event()
    async with kafka(breakable_kafka.bootstrap) as log:
        starts = Starts()
        consumer = await log.consumer("g", "m", [unique_name], starts)

        async def append() -> None:
            nonlocal sent
            while not stop.is_set():
                try:
                    await log.append(numbered(unique_name, range(sent, sent + 10)))
                    sent += 10
                except LogUnavailable:
                    pass
                await asyncio.sleep(0.05)

        async def poll() -> None:
            nonlocal found
            while not stop.is_set() or found < sent:
                with suppress(LogUnavailable):
                    some = await consumer.poll(100, 0.3)
                    starts.done(some)
                    received.extend(some)
                    found = len({int(record.value or b"") for record in received})

        tasks = [asyncio.create_task(append()), asyncio.create_task(poll())]
        await asyncio.sleep(1.5)
        assert await log.reachable()
        await asyncio.to_thread(breakable_kafka.kill)
        before = sent
        await asyncio.sleep(2)
        loop = asyncio.get_running_loop()
        started = loop.time()
        assert not await log.reachable()
        assert loop.time() - started < 4
        with pytest.raises(LogUnavailable):
            await log.ends([unique_name])
        await asyncio.to_thread(breakable_kafka.restart)
        back = loop.time()
        while sent < before + 50 and loop.time() < back + 60:
            await asyncio.sleep(0.1)
        assert sent >= before + 50, "appending goes on by itself"
        assert await log.reachable()
        stop.set()
        await asyncio.wait_for(asyncio.gather(*tasks), 60)
    firsts: dict[bytes | None, list[int]] = {}
    for record in received:
        seen = firsts.setdefault(record.key, [])
        if int(record.value or b"") not in seen:
            seen.append(int(record.value or b""))
    assert sorted(number for seen in firsts.values() for number in seen) == list(range(sent))
    assert all(seen == sorted(seen) for seen in firsts.values())


async def test_a_broker_that_hangs_ends_an_append_in_bounded_time_and_a_poll_gives_nothing(
    breakable_kafka: Kafka, unique_name: str
) -> None:
    await make_topics(breakable_kafka.bootstrap, [unique_name])
    loop = asyncio.get_running_loop()
    async with kafka(breakable_kafka.bootstrap, append=4.0) as log:
        starts = Starts()
        consumer = await log.consumer("g", "m", [unique_name], starts)
        await log.append(numbered(unique_name, range(5)))
        starts.done(await drain(consumer, 5))
        os.kill(breakable_kafka.pid, signal.SIGSTOP)
        await asyncio.sleep(0.5)
        started = loop.time()
        with pytest.raises(LogUnavailable):
            await log.append(numbered(unique_name, range(5, 10)))
        assert not await consumer.poll(10, 0.5)
        assert not await log.reachable()
        assert loop.time() - started < 10
        os.kill(breakable_kafka.pid, signal.SIGCONT)
        until = loop.time() + 40
        while loop.time() < until:
            with suppress(LogUnavailable):
                await log.append(numbered(unique_name, range(10, 15)))
                break
        values: set[int] = set()
        while not set(range(10, 15)) <= values and loop.time() < until:
            with suppress(LogUnavailable):
                values |= {int(record.value or b"") for record in await consumer.poll(100, 0.5)}
        assert set(range(10, 15)) <= values


async def test_without_a_broker_everything_says_so_soon_and_nothing_hangs() -> None:
    log = KafkaLog(KafkaSettings("127.0.0.1:1", session=SESSION))
    loop = asyncio.get_running_loop()
    started = loop.time()
    assert not await log.reachable()
    for asked in (
        log.append([New("t", b"k", b"v")]),
        log.ends(["t"]),
        log.read(Partition("t", 0), 0, 1),
        log.consumer("g", "m", ["t"], Starts()),
    ):
        with pytest.raises(LogUnavailable):
            await asked
    await log.close()
    assert loop.time() - started < 5


async def test_partitions_that_are_added_are_read_by_a_member_that_came_back(
    log: KafkaLog, kafka_bootstrap: str, topic: str
) -> None:
    starts = Starts()
    await log.append(numbered(topic, range(10)))
    before = await log.consumer(topic, "m", [topic], starts)
    starts.done(await drain(before, 10))
    await before.close()
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka_bootstrap)
    await admin.start()
    await admin.create_partitions({topic: NewPartitions(5)})
    while len(await log.ends([topic])) < 5:
        await asyncio.sleep(0.1)
    await admin.close()
    back = await log.consumer(topic, "m", [topic], starts)
    await back.poll(1, 3.0)
    until = asyncio.get_running_loop().time() + 10
    while len(back.assigned()) < 5 and asyncio.get_running_loop().time() < until:
        await back.poll(1, 0.2)
    assert {part.number for part in back.assigned()} == set(range(5))


async def test_partitions_that_are_added_are_seen_while_reading(kafka_bootstrap: str, topic: str) -> None:
    class Hasty(KafkaSettings):
        def _client(self, request: float) -> dict[str, object]:
            return {**super()._client(request), "metadata_max_age_ms": 500}

    log = KafkaLog(Hasty(kafka_bootstrap, session=SESSION))
    members = [await log.consumer(topic, name, [topic], Starts()) for name in ("m1", "m2")]
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka_bootstrap)
    await admin.start()
    await admin.create_partitions({topic: NewPartitions(6)})
    await admin.close()
    until = asyncio.get_running_loop().time() + 25
    while asyncio.get_running_loop().time() < until:
        await asyncio.gather(*(each.poll(1, 0.2) for each in members))
        if {len(each.assigned()) for each in members} == {3}:
            break
    assert {len(each.assigned()) for each in members} == {3}
    await log.close()


async def test_a_topic_that_is_not_there_is_refused_and_counts_as_no_log_when_asked_about(
    log: KafkaLog, unique_name: str
) -> None:
    with pytest.raises(RecordRefused, match="topics apply"):
        await log.append([New(f"{unique_name}-nee", b"k", b"v")])
    with pytest.raises(LogUnavailable, match="topics apply"):
        await log.ends([f"{unique_name}-nee"])


async def test_a_record_that_only_the_broker_finds_too_large_is_refused_and_appending_goes_on(
    kafka_bootstrap: str, log: KafkaLog, unique_name: str
) -> None:
    await make_topics(kafka_bootstrap, [unique_name], **{"max.message.bytes": "1000"})
    with pytest.raises(RecordRefused):
        await log.append([New(unique_name, b"k", secrets.token_bytes(5000))])
    await log.append([New(unique_name, b"k", b"v")])
    assert sum((await log.ends([unique_name])).values()) == 1


async def test_a_refused_record_takes_no_other_append_along(
    kafka_bootstrap: str, log: KafkaLog, unique_name: str
) -> None:
    await make_topics(kafka_bootstrap, [unique_name], **{"max.message.bytes": "1000"})
    small = [log.append([New(unique_name, b"k", str(number).encode())]) for number in range(20)]
    large = log.append([New(unique_name, b"k", secrets.token_bytes(5000))])
    *results, refused = await asyncio.gather(*small, large, return_exceptions=True)
    assert isinstance(refused, RecordRefused)
    assert results == [None] * 20
    values = {record.value for record in await drain(await log.consumer(unique_name, "m", [unique_name], Starts()), 20)}
    assert values == {str(number).encode() for number in range(20)}


async def test_a_record_that_was_never_committed_is_not_delivered(
    kafka_bootstrap: str, log: KafkaLog, topic: str
) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=kafka_bootstrap, transactional_id=topic)
    await producer.start()
    await producer.begin_transaction()
    await producer.send_and_wait(topic, b"aborted", b"k")
    await producer.abort_transaction()
    async with producer.transaction():
        await producer.send_and_wait(topic, b"committed", b"k")
    await producer.stop()
    consumer = await log.consumer(topic, "m", [topic], Starts())
    [record] = await drain(consumer, 1)
    assert record.value == b"committed"
    end = (await log.ends([topic]))[record.partition]
    assert [each.value for each in await log.read(record.partition, 0, end)] == [b"committed"]


async def test_lag_tools_see_explicit_offsets_of_what_was_handled(
    kafka_bootstrap: str, log: KafkaLog, topic: str
) -> None:
    await log.append(numbered(topic, range(20)))
    consumer = await log.consumer(topic, "m", [topic], Starts())
    records = await drain(consumer, 20)
    await consumer.close()
    asking = AIOKafkaConsumer(bootstrap_servers=kafka_bootstrap, group_id=topic)
    await asking.start()
    committed = {number: await asking.committed(TopicPartition(topic, number)) for number in (0, 1)}
    await asking.stop()
    assert sum(offset or 0 for offset in committed.values()) == len(records)


async def test_a_key_goes_where_javas_clients_would_send_it(log: KafkaLog, topic: str) -> None:
    await log.append([New(topic, b"0193:00000001", b"v")])
    [part] = [part for part, end in (await log.ends([topic])).items() if end]
    assert part.number == _murmur2(b"0193:00000001") % 2


def _murmur2(data: bytes) -> int:
    """Kafka's own hash, written out again from its published definition."""
    m, mask = 0x5BD1E995, 0xFFFFFFFF
    h = (0x9747B28C ^ len(data)) & mask
    for at in range(0, len(data) - len(data) % 4, 4):
        k = int.from_bytes(data[at : at + 4], "little") * m & mask
        k = ((k ^ (k >> 24)) * m) & mask
        h = ((h * m) & mask) ^ k
    rest = data[len(data) - len(data) % 4 :]
    if rest:
        h = ((h ^ int.from_bytes(rest, "little")) * m) & mask
    h = ((h ^ (h >> 13)) * m) & mask
    return (h ^ (h >> 15)) & 0x7FFFFFFF


async def test_the_library_prints_no_key_value_or_header_at_any_level(
    log: KafkaLog, topic: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    mark = "999999990"
    await log.append([New(topic, mark.encode(), f"<Bsn>{mark}</Bsn>".encode(), (("ce_id", mark.encode()),))])
    await drain(await log.consumer(topic, "m", [topic], Starts()), 1)
    with pytest.raises(RecordRefused) as refused:
        await log.append([New(topic, mark.encode(), mark.encode() * 8_000_000)])
    assert mark not in str(refused.value)
    assert mark not in caplog.text
    assert not [record for record in caplog.records if record.name.startswith("aiokafka")]


async def test_an_append_that_is_cancelled_leaves_a_log_that_works(log: KafkaLog, topic: str) -> None:
    for _ in range(20):
        task = asyncio.create_task(log.append(numbered(topic, range(50))))
        await asyncio.sleep(0.002)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    await log.append([New(topic, b"last", b"last")])
    consumer = await log.consumer(topic, "m", [topic], Starts())
    found: list[Record] = []
    while not found or all(record.value != b"last" for record in found):
        found += await drain(consumer, 1)


_MEMBER = """
import asyncio, sys
from services.shared.platform.log.kafka import KafkaLog
from services.shared.platform.log.kafka_settings import KafkaSettings

async def main(bootstrap, topic):
    log = KafkaLog(KafkaSettings(bootstrap))
    async def start(partitions):
        return {}
    consumer = await log.consumer(topic, "m", [topic], start)
    while True:
        if await consumer.poll(10, 0.2):
            print("read", flush=True)

asyncio.run(main(*sys.argv[1:]))
"""


async def test_a_process_that_was_killed_reads_again_within_seconds_of_its_restart(
    log: KafkaLog, kafka_bootstrap: str, topic: str
) -> None:
    await log.append(numbered(topic, range(5)))
    loop = asyncio.get_running_loop()
    took = []
    for _ in range(2):
        started = loop.time()
        command = [sys.executable, "-c", _MEMBER, kafka_bootstrap, topic]
        process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)
        assert process.stdout is not None
        assert await asyncio.wait_for(process.stdout.readline(), 20) == b"read\n"
        took.append(loop.time() - started)
        process.kill()
        await process.communicate()
    assert took[1] < 8
