"""Reads as a static member of a Kafka group, from where its reader says, and never delivers what it has lost.

Kafka hands out partitions whenever it likes, in the background. Here that only raises a number, the *round*. ``poll``
notices it, asks its reader where to start, seeks, and delivers records only if the round is still the same after they
were fetched. So everything that the reader sees happens inside its own ``poll``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import ConsumerStoppedError, KafkaError

from services.shared.platform.log.kafka_division import Division, stamp_of, static_name
from services.shared.platform.log.kafka_reader import KafkaReader, record_of
from services.shared.platform.log.kafka_settings import KafkaSettings
from services.shared.platform.log.patience import Patience
from services.shared.platform.log.port import LogUnavailable, OnAssigned, Partition, Record
from services.shared.platform.log.starting import Starting

_BYTES_AT_ONCE = 8_000_000  # what one poll delivers at most, give or take one record
_TELL_SECONDS = 5.0  # how often lag tools are told where we are
_PAUSE = 1.0  # between two attempts to get a connection
_COMPARE_SECONDS = 15.0  # between two comparisons that may ask for a new division
_GOODBYE = 4.0


class _Rounds(ConsumerRebalanceListener):  # type: ignore[misc]
    """What Kafka handed out, and how many times that changed."""

    def __init__(self) -> None:
        self.round = 0
        self.has: frozenset[Partition] | None = None
        self.changed = asyncio.Event()

    def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:
        """Nothing is ours until partitions are handed out again."""
        self._next(None)

    def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        """These are ours."""
        self._next(frozenset(Partition(each.topic, each.partition) for each in assigned))

    def _next(self, has: frozenset[Partition] | None) -> None:
        self.round += 1
        self.has = has
        self.changed.set()


class KafkaConsumer:
    """A member of a group that gets a new connection by itself when the old one is of no use any more."""

    def __init__(
        self,
        settings: KafkaSettings,
        reader: KafkaReader,
        group: str,
        member: str,
        topics: Sequence[str],
        on_assigned: OnAssigned,
    ) -> None:
        self._settings = settings
        self._reader = reader
        self._division = Division()
        self._compared = 0.0
        self._patience = Patience()
        self._group, self._member, self._topics = group, member, tuple(topics)
        self._starting = Starting(on_assigned)
        self._inner: Any = None
        self._rounds = _Rounds()
        self._settled = -1
        self._telling: asyncio.Task[None] | None = None
        self._told = 0.0
        self._done: dict[TopicPartition, int] = {}

    async def open(self) -> None:
        """Join; raises LogUnavailable when Kafka does not answer."""
        division = Division()
        name = static_name(self._member, self._topics)
        inner = AIOKafkaConsumer(**self._settings.member(self._group, name, division))
        try:
            await self._patience.wait(inner.start(), self._settings.append)
        except (KafkaError, TimeoutError, OSError) as error:
            self._patience.leave(self._stop(inner))
            raise LogUnavailable(type(error).__name__) from None
        except asyncio.CancelledError:
            self._patience.leave(self._stop(inner))
            raise
        self._inner, self._division = inner, division
        self._compared = _now() - _COMPARE_SECONDS
        self._rounds = _Rounds()
        self._settled = -1
        inner.subscribe(self._topics, listener=self._rounds)

    async def poll(self, max_records: int, timeout: float) -> Sequence[Record]:
        """See Consumer."""
        until = _now() + timeout
        if not await self._connected(until):
            return ()
        try:
            _raise_what_went_wrong(self._inner)
            with suppress(LogUnavailable):
                await self._compare_the_stamp()
            self._tell_where_we_are()
            while await self._settle(until):
                this_round = self._rounds.round
                fetched = await self._fetch(max_records, max(0.0, until - _now()))
                if this_round == self._rounds.round:
                    return self._delivered(fetched)
        except (KafkaError, ConsumerStoppedError, UnicodeDecodeError) as error:
            await self._lose()
            raise LogUnavailable(type(error).__name__) from None
        return ()

    async def seek(self, partition: Partition, offset: int) -> None:
        """See Consumer."""
        if partition in self.assigned():
            self._inner.seek(TopicPartition(*partition), offset)
            self._done[TopicPartition(*partition)] = offset

    def assigned(self) -> frozenset[Partition]:
        """See Consumer."""
        if self._inner is None or self._settled != self._rounds.round:
            return frozenset()
        return self._rounds.has or frozenset()

    async def close(self) -> None:
        """See Consumer. A static member does not say goodbye: its partitions stay its own for a session."""
        self._told = -_TELL_SECONDS
        self._tell_where_we_are()
        if self._telling is not None:
            await asyncio.wait([self._telling], timeout=1.0)
        await self._lose()
        await self._patience.close(1.0)

    async def _connected(self, until: float) -> bool:
        """Whether there is a connection; tries to get a new one, and waits a little when that fails."""
        if self._inner is None:
            try:
                await self.open()
            except LogUnavailable:
                await asyncio.sleep(min(_PAUSE, max(0.0, until - _now())))
                return False
        return True

    async def _compare_the_stamp(self) -> None:
        """Ask for a new division when our topics have other partitions than those that were divided."""
        seen = {topic: len(self._inner.partitions_for_topic(topic) or ()) for topic in self._topics}
        if self._division.stamp in (None, stamp_of(seen)) or _now() - self._compared < _COMPARE_SECONDS:
            return
        self._compared = _now()
        counts = await self._reader.counts(self._topics)  # what we see ourselves may be old
        if self._division.stamp != stamp_of(counts):
            self._division.wish += 1
            self._inner.subscribe(self._topics, listener=self._rounds)
            self._rounds.on_partitions_revoked(set())

    async def _settle(self, until: float) -> bool:
        """Ask where to start each partition of a new round, and seek; whether there is anything to read."""
        while self._settled != self._rounds.round or self._rounds.has is None:
            this_round = self._rounds.round
            if self._rounds.has is None:
                self._rounds.changed.clear()
                if not await _happens(self._rounds.changed, until):
                    return False
                continue
            starts = await self._starting.ask(this_round, sorted(self._rounds.has), until)
            if starts is None:
                return False
            if this_round == self._rounds.round:
                self._start_at(starts)
        return True

    def _start_at(self, starts: dict[Partition, int]) -> None:
        """Seek all partitions of this round; what Kafka remembers of us does not count."""
        self._done = {}
        for partition in self._rounds.has or ():
            self._done[TopicPartition(*partition)] = starts.get(partition, 0)
            self._inner.seek(TopicPartition(*partition), starts.get(partition, 0))
        self._settled = self._rounds.round

    async def _fetch(self, max_records: int, timeout: float) -> list[Any]:
        """Records that arrived, in order per partition: as many as asked for, but not too many bytes."""
        found: list[Any] = []
        this_round, size, largest, wait = self._rounds.round, 0, 0, timeout
        while len(found) < max_records and size < _BYTES_AT_ONCE and this_round == self._rounds.round:
            room = 1 if not found else max(1, (_BYTES_AT_ONCE - size) // max(1, largest))
            more = await self._get(min(room, max_records - len(found)), wait)
            if not more:
                break
            found += more
            weights = [len(each.value or b"") for each in more]
            size, largest, wait = size + sum(weights), max(largest, *weights), 0.0
        return found

    async def _get(self, count: int, wait: float) -> list[Any]:
        """One look at what the library fetched; it does not keep its own time while partitions change hands."""
        try:
            async with asyncio.timeout(wait + 0.1):
                fetched = await self._inner.getmany(timeout_ms=int(wait * 1000), max_records=count)
        except TimeoutError:
            return []
        return [each for records in fetched.values() for each in records]

    def _delivered(self, fetched: Sequence[Any]) -> Sequence[Record]:
        for each in fetched:
            self._done[TopicPartition(each.topic, each.partition)] = each.offset + 1
        return [record_of(each) for each in fetched]

    def _tell_where_we_are(self) -> None:
        """Tell Kafka how far the reader is, for lag tools only: explicit offsets, and nobody minds when it fails."""
        busy = self._telling is not None and not self._telling.done()
        if busy or not self.assigned() or _now() - self._told < _TELL_SECONDS:
            return
        self._told = _now()
        self._telling = asyncio.create_task(_commit(self._inner, dict(self._done)))

    async def _lose(self) -> None:
        """Throw the connection away."""
        self._starting.forget()
        inner, self._inner = self._inner, None
        if self._telling is not None:
            self._telling.cancel()
            await asyncio.wait([self._telling])
            self._telling = None
        if inner is not None:
            with suppress(TimeoutError):
                await self._patience.wait(self._stop(inner), _GOODBYE)

    async def _stop(self, inner: Any) -> None:
        """End a connection. The library waits for Kafka; without connections it has nothing left to wait for."""
        ending = self._patience.leave(inner.stop())
        await asyncio.wait([ending], timeout=_GOODBYE)
        if not ending.done():
            await inner._client.close()
            await asyncio.wait([ending], timeout=_GOODBYE)
        if inner._coordinator is not None:
            with suppress(KafkaError):
                inner._coordinator.check_errors()


def _now() -> float:
    return asyncio.get_running_loop().time()


async def _happens(event: asyncio.Event, until: float) -> bool:
    with suppress(TimeoutError):
        async with asyncio.timeout_at(until):
            return await event.wait()
    return False


async def _commit(inner: Any, offsets: dict[TopicPartition, int]) -> None:
    with suppress(KafkaError):
        await inner.commit(offsets)


def _raise_what_went_wrong(inner: Any) -> None:
    """Raises a KafkaError when the library's background tasks ended or complain; unasked they would stay silent."""
    inner._coordinator.check_errors()
    if inner._fetcher.error_future.done():
        raise KafkaError("fetching ended")
