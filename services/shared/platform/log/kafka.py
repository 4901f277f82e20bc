"""The log as Apache Kafka: appending, reading in a group, and looking around, each with its own connections."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from services.shared.platform.log.kafka_append import KafkaAppender
from services.shared.platform.log.kafka_consume import KafkaConsumer
from services.shared.platform.log.kafka_reader import KafkaReader
from services.shared.platform.log.kafka_settings import KafkaSettings
from services.shared.platform.log.patience import Patience
from services.shared.platform.log.port import Consumer, New, OnAssigned, Partition, Record

_GOODBYE = 2.0


class KafkaLog:
    """See Log. Making one connects to nothing; connections are made when needed and again after trouble."""

    def __init__(self, settings: KafkaSettings | str) -> None:
        self._settings = KafkaSettings(settings) if isinstance(settings, str) else settings
        self._appender = KafkaAppender(self._settings)
        self._reader = KafkaReader(self._settings)
        self._consumers: list[KafkaConsumer] = []
        self._patience = Patience()
        keep_the_library_quiet()

    async def append(self, records: Sequence[New]) -> None:
        """See Log. The key chooses the partition as it does for Java's clients."""
        await self._appender.append(records)

    async def consumer(self, group: str, member: str, topics: Sequence[str], on_assigned: OnAssigned) -> Consumer:
        """See Log."""
        made = KafkaConsumer(self._settings, self._reader, group, member, topics, on_assigned)
        try:
            await made.open()
        except BaseException:
            self._patience.leave(made.close())
            raise
        self._consumers.append(made)
        return made

    async def ends(self, topics: Sequence[str]) -> dict[Partition, int]:
        """See Log. A topic that is not there counts as a log that is not there."""
        return await self._reader.ends(topics)

    async def read(self, partition: Partition, start: int, end: int) -> Sequence[Record]:
        """See Log."""
        return await self._reader.read(partition, start, end)

    async def reachable(self) -> bool:
        """See Log."""
        return await self._reader.reachable()

    async def retain(self, topic: str, older_than_ms: int) -> int:
        """See Log. The broker keeps each topic to the term it was made with (``sluis topics apply``)."""
        return 0

    async def close(self) -> None:
        """See Log. Takes some seconds at most, also when Kafka is away."""
        await asyncio.gather(*(consumer.close() for consumer in self._consumers))
        await asyncio.gather(self._appender.close(), self._reader.close(), self._patience.close(_GOODBYE))


def keep_the_library_quiet() -> None:
    """Keep aiokafka from writing keys and values in a log: at level DEBUG it prints both.

    Its warnings name topics, groups and nodes only. While Kafka is away it would repeat them ten times a second; what
    matters then is told by who uses the log.
    """
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
