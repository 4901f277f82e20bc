"""Appends to Kafka in whole batches, one per partition, and starts over with a new producer after any trouble.

A producer that could not deliver in time would go on trying behind our back, and one whose batch failed for good cannot
go on at all. Both are thrown away: the caller appends the same records again, through a new one.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.errors import (
    InvalidMessageError,
    InvalidTopicError,
    KafkaError,
    MessageSizeTooLargeError,
    RecordListTooLargeError,
    UnknownTopicOrPartitionError,
)
from aiokafka.partitioner import DefaultPartitioner

from services.shared.platform.log.kafka_settings import KafkaSettings
from services.shared.platform.log.patience import Patience
from services.shared.platform.log.port import LogUnavailable, New, RecordRefused
from services.shared.platform.log.size import refuse_oversized, size_of

_REFUSED = (MessageSizeTooLargeError, RecordListTooLargeError, InvalidMessageError, InvalidTopicError)
_AT_ONCE = 40_000_000  # bytes on their way together: bounds memory, and the largest request a broker takes
_GOODBYE = 12.0  # seconds for a request that is still on its way when its producer is given up
_AT_THE_END = 3.0  # and when the process ends

Place = tuple[str, int]


@dataclass(slots=True, eq=False)
class _Turn:
    """The records of one append that waits to be stored."""

    records: Sequence[New]
    size: int
    stored: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    def end(self, error: Exception | None = None) -> None:
        """Tell the one who waits, if it still does."""
        if not self.stored.done():
            if error is None:
                self.stored.set_result(None)
            else:
                self.stored.set_exception(error)


class KafkaAppender:
    """The one producer of a process, made when it is needed. Appends that meet are stored together."""

    def __init__(self, settings: KafkaSettings) -> None:
        self._settings = settings
        self._producer: Any = None
        self._making = asyncio.Lock()
        self._patience = Patience()
        self._partitioner = DefaultPartitioner()
        self._turns: deque[_Turn] = deque()
        self._working: asyncio.Task[None] | None = None

    async def append(self, records: Sequence[New]) -> None:
        """See Log."""
        refuse_oversized(list(records))
        for part, size in _parts(records):
            turn = _Turn(part, size)
            self._turns.append(turn)
            if self._working is None or self._working.done():
                self._working = self._patience.leave(self._work())
            await turn.stored

    async def _work(self) -> None:
        """Store what waits, in order, until nothing waits."""
        while self._turns:
            turns = [self._turns.popleft()]
            while self._turns and sum(turn.size for turn in turns) + self._turns[0].size <= _AT_ONCE:
                turns.append(self._turns.popleft())
            try:
                await self._store(turns)
            except BaseException:
                for turn in (*turns, *self._turns):
                    turn.end(LogUnavailable("het toevoegen is afgebroken"))
                self._turns.clear()
                raise

    async def _store(self, turns: Sequence[_Turn]) -> None:
        """Store these together; when one of them is refused, each by itself."""
        try:
            await self._deliver_in_time([record for turn in turns for record in turn.records])
        except RecordRefused as error:
            if len(turns) == 1:
                turns[0].end(error)
            else:
                for turn in turns:
                    await self._store([turn])
        except LogUnavailable as error:
            for turn in turns:
                turn.end(LogUnavailable(*error.args))
        else:
            for turn in turns:
                turn.end()

    async def _deliver_in_time(self, records: Sequence[New]) -> None:
        until = asyncio.get_running_loop().time() + self._settings.append
        producer = None
        try:
            producer = await self._patience.wait(self._ready(), self._settings.append)
            async with asyncio.timeout_at(until):
                await self._deliver(producer, records)
        except _REFUSED as error:
            self._give_up(producer)
            raise RecordRefused(type(error).__name__) from None
        except UnknownTopicOrPartitionError:
            if await self._says_so_itself(producer):
                raise RecordRefused("een topic bestaat niet; voer uit: sluis topics apply") from None
            self._give_up(producer)
            raise LogUnavailable("Kafka antwoordt niet") from None
        except (KafkaError, TimeoutError, OSError) as error:
            self._give_up(producer)
            raise LogUnavailable(type(error).__name__) from None

    async def _ready(self) -> Any:
        async with self._making:
            if self._producer is None:
                producer = AIOKafkaProducer(**self._settings.producer())
                try:
                    await producer.start()
                except BaseException:
                    self._patience.leave(_end(producer))
                    raise
                self._producer = producer
            return self._producer

    async def _deliver(self, producer: Any, records: Sequence[New]) -> None:
        """Hand over all batches in order, then wait until each is stored."""
        sent = []
        try:
            for (topic, number), batch in await self._batches(producer, records):
                sent.append(await producer.send_batch(batch, topic, partition=number))
            for each in sent:
                await each
        finally:
            for each in sent:
                if each.done() and not each.cancelled():
                    each.exception()
                else:
                    each.cancel()

    async def _batches(self, producer: Any, records: Sequence[New]) -> list[tuple[Place, Any]]:
        """The records in batches; the order per partition is kept."""
        numbers = {topic: sorted(await producer.partitions_for(topic)) for topic in {r.topic for r in records}}
        batches: list[tuple[Place, Any]] = []
        filling: dict[Place, Any] = {}
        for record in records:
            among = numbers[record.topic]
            place = record.topic, self._partitioner(record.key, among, among)
            if place not in filling or _add(filling[place], record) is None:
                filling[place] = producer.create_batch()
                batches.append((place, filling[place]))
                _add(filling[place], record)
        return batches

    async def _says_so_itself(self, producer: Any) -> bool:
        """Whether Kafka itself says that a topic is not there, rather than saying nothing at all."""
        with suppress(KafkaError, TimeoutError):
            async with asyncio.timeout(self._settings.reachable):
                return bool(await producer.client.force_metadata_update())
        return False

    def _give_up(self, producer: Any) -> None:
        if producer is not None and producer is self._producer:
            self._producer = None
            self._patience.leave(_end(producer))

    async def close(self) -> None:
        """Everything that was appended is stored already; nothing is flushed."""
        self._give_up(self._producer)
        await self._patience.close(_AT_THE_END)


def _add(batch: Any, record: New) -> Any:
    return batch.append(timestamp=None, key=record.key, value=record.value, headers=list(record.headers))


def _parts(records: Sequence[New]) -> Iterator[tuple[Sequence[New], int]]:
    """Records in order, as many at a time as may be on their way together, with their size."""
    part: list[New] = []
    size = 0
    for record in records:
        weight = size_of(record)
        if part and size + weight > _AT_ONCE:
            yield part, size
            part, size = [], 0
        part.append(record)
        size += weight
    if part:
        yield part, size


async def _end(producer: Any) -> None:
    """Stop a producer without delivering what it still holds; the library itself can only flush.

    Both private names belong to the version that is locked; a test notices when they change.
    """
    sender = producer._sender.sender_task
    if sender is not None:
        sender.cancel()
        await asyncio.wait([sender], timeout=_GOODBYE)
        producer._message_accumulator.fail_all(KafkaError("given up"))
    with suppress(KafkaError, OSError, TimeoutError):
        async with asyncio.timeout(_GOODBYE):
            await producer.stop()
