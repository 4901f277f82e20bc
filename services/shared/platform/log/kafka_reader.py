"""Reads Kafka outside any group: where partitions end, what stands between two offsets, and whether Kafka answers."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from typing import Any, TypeVar

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import ConsumerStoppedError, KafkaError

from services.shared.platform.log.kafka_settings import KafkaSettings
from services.shared.platform.log.patience import Patience
from services.shared.platform.log.port import Headers, LogUnavailable, Partition, Record

_PATIENCE = 15.0  # seconds without any progress
_READING = 600.0  # seconds for a range, however long
_GOODBYE = 2.0
T = TypeVar("T")


class KafkaReader:
    """One reading connection and one asking connection, made when needed and thrown away after any trouble."""

    def __init__(self, settings: KafkaSettings) -> None:
        self._settings = settings
        self._consumer: Any = None
        self._admin: Any = None
        self._making = asyncio.Lock()
        self._reading = asyncio.Lock()
        self._patience = Patience()

    async def ends(self, topics: Sequence[str]) -> dict[Partition, int]:
        """See Log. Asks the cluster each time: a partition that was added a moment ago counts."""
        return await self._within(_PATIENCE, self._ends(topics))

    async def _ends(self, topics: Sequence[str]) -> dict[Partition, int]:
        described = await self._describe(topics)
        if missing := [topic for topic, count in described.items() if not count]:
            raise LogUnavailable(f"topic {missing[0]} is er niet; voer uit: sluis topics apply")
        wanted = [TopicPartition(topic, number) for topic, count in described.items() for number in range(count)]
        found = await (await self._ready_consumer()).end_offsets(wanted)
        return {Partition(each.topic, each.partition): offset for each, offset in found.items()}

    async def counts(self, topics: Sequence[str]) -> dict[str, int]:
        """How many partitions each topic has, 0 when it is not there. Raises LogUnavailable."""
        return await self._within(_PATIENCE, self._describe(topics))

    async def _describe(self, topics: Sequence[str]) -> dict[str, int]:
        described = await (await self._ready_admin()).describe_topics(sorted(topics))
        return {each["topic"]: len(each["partitions"]) for each in described}

    async def read(self, partition: Partition, start: int, end: int) -> Sequence[Record]:
        """See Log. What retention took away in between is not there."""
        async with self._reading:
            return await self._within(_READING, self._read(TopicPartition(*partition), start, end))

    async def _read(self, place: TopicPartition, start: int, end: int) -> Sequence[Record]:
        consumer = await self._ready_consumer()
        at = max(start, (await consumer.beginning_offsets([place]))[place])
        end = min(end, (await consumer.end_offsets([place]))[place])
        if at >= end:
            return ()
        consumer.assign([place])
        consumer.seek(place, at)
        records: list[Record] = []
        while at < end:
            async with asyncio.timeout(_PATIENCE):
                at, more = await _next(consumer, place, at)
            records += [record_of(each) for each in more if each.offset < end]
        consumer.pause(place)
        return records

    async def reachable(self) -> bool:
        """See Log: a request that Kafka must answer."""
        try:
            await self._within(self._settings.reachable, self._describe_cluster())
        except LogUnavailable:
            return False
        return True

    async def _describe_cluster(self) -> None:
        await (await self._ready_admin()).describe_cluster()

    async def _within(self, seconds: float, work: Coroutine[Any, Any, T]) -> T:
        """Turns trouble into LogUnavailable, and starts over with new connections next time."""
        try:
            return await self._patience.wait(work, seconds)
        except (KafkaError, ConsumerStoppedError, TimeoutError, OSError, UnicodeDecodeError) as error:
            self._throw_away()
            raise LogUnavailable(type(error).__name__) from None

    async def _ready_consumer(self) -> Any:
        async with self._making:
            if self._consumer is None:
                self._consumer = await _started(AIOKafkaConsumer(**self._settings.reader()), "stop")
            return self._consumer

    async def _ready_admin(self) -> Any:
        async with self._making:
            if self._admin is None:
                self._admin = await _started(AIOKafkaAdminClient(**self._settings.admin()), "close")
            return self._admin

    def _throw_away(self) -> None:
        for client, end in ((self._consumer, "stop"), (self._admin, "close")):
            if client is not None:
                self._patience.leave(getattr(client, end)())
        self._consumer = self._admin = None

    async def close(self) -> None:
        """Give back both connections."""
        self._throw_away()
        await self._patience.close(_GOODBYE)


async def _next(consumer: Any, place: TopicPartition, at: int) -> tuple[int, list[Any]]:
    """The next records, and where to go on after them; that can move without any record."""
    while True:
        fetched = await consumer.getmany(place, timeout_ms=200)
        moved = await consumer.position(place)
        if moved != at:
            return moved, fetched.get(place, [])


async def _started(client: Any, end: str) -> Any:
    """Start a client of the library; one that cannot start is ended properly."""
    try:
        await client.start()
    except BaseException:
        with suppress(KafkaError, OSError):
            await getattr(client, end)()
        raise
    return client


def record_of(found: Any) -> Record:
    """A record of the library as one of ours; a header without a value counts as empty."""
    headers: Headers = tuple((name, value or b"") for name, value in found.headers)
    return Record(
        Partition(found.topic, found.partition), found.offset, found.key, found.value, headers, found.timestamp
    )
