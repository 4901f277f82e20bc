"""Reads Kafka outside any group: where partitions end, what stands between two offsets, and whether Kafka answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from services.shared.platform.log.kafka_settings import KafkaSettings
from services.shared.platform.log.port import Headers, LogUnavailable, Partition, Record

_PATIENCE = 15.0  # seconds without any progress
_GOODBYE = 2.0


class KafkaReader:
    """One reading connection and one asking connection, made when needed and thrown away after any trouble."""

    def __init__(self, settings: KafkaSettings) -> None:
        self._settings = settings
        self._consumer: Any = None
        self._admin: Any = None
        self._making = asyncio.Lock()
        self._reading = asyncio.Lock()

    async def ends(self, topics: Sequence[str]) -> dict[Partition, int]:
        """See Log. Asks the cluster each time: a partition that was added a moment ago counts."""
        async with self._trouble_ends(_PATIENCE):
            wanted = await self._partitions(topics)
            found = await (await self._ready_consumer()).end_offsets(wanted)
            return {Partition(each.topic, each.partition): offset for each, offset in found.items()}

    async def read(self, partition: Partition, start: int, end: int) -> Sequence[Record]:
        """See Log. What retention took away in between is not there."""
        async with self._reading, self._trouble_ends(_PATIENCE) as patience:
            consumer, place = await self._ready_consumer(), TopicPartition(*partition)
            first = (await consumer.beginning_offsets([place]))[place]
            end = min(end, (await consumer.end_offsets([place]))[place])
            at = max(start, first)
            if at >= end:
                return ()
            consumer.assign([place])
            consumer.seek(place, at)
            records: list[Record] = []
            while at < end:
                fetched = await consumer.getmany(place, timeout_ms=500)
                records += [record_of(each) for each in fetched.get(place, ()) if each.offset < end]
                moved = await consumer.position(place)
                if moved != at:
                    patience.reschedule(asyncio.get_running_loop().time() + _PATIENCE)
                at = moved
            return records

    async def reachable(self) -> bool:
        """See Log: a request that Kafka must answer."""
        try:
            async with self._trouble_ends(self._settings.reachable):
                await (await self._ready_admin()).describe_cluster()
        except LogUnavailable:
            return False
        return True

    async def _partitions(self, topics: Sequence[str]) -> list[TopicPartition]:
        described = await (await self._ready_admin()).describe_topics(sorted(topics))
        for each in described:
            if each["error_code"]:
                raise LogUnavailable(f"topic {each['topic']} is er niet; voer uit: sluis topics apply")
        return [TopicPartition(each["topic"], part["partition"]) for each in described for part in each["partitions"]]

    @asynccontextmanager
    async def _trouble_ends(self, seconds: float) -> AsyncIterator[asyncio.Timeout]:
        """Turns trouble into LogUnavailable, and starts over with new connections next time."""
        try:
            async with asyncio.timeout(seconds) as patience:
                yield patience
        except (KafkaError, TimeoutError, OSError) as error:
            await self.close()
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

    async def close(self) -> None:
        """Give back both connections."""
        consumer, self._consumer = self._consumer, None
        admin, self._admin = self._admin, None
        with suppress(KafkaError, TimeoutError, OSError):
            async with asyncio.timeout(_GOODBYE):
                if consumer is not None:
                    await consumer.stop()
                if admin is not None:
                    await admin.close()


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
