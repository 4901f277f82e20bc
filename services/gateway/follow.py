"""Follows topics for a group: effects and position in one transaction, back to the stored position when that fails."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field

from services.shared.dossier import posities
from services.shared.dossier.posities import PositionLost
from services.shared.platform.database import Database, DatabaseError, Transaction
from services.shared.platform.log.port import Consumer, Log, LogUnavailable, Partition, Record

BATCH_RECORDS = 100
BATCH_BYTES = 8_000_000
_POLL_SECONDS = 0.5
_LONGEST_PAUSE = 10.0

Done = Callable[[], None]
Take = Callable[[Transaction, Sequence[Record]], Awaitable[Done]]
"""Does the effects of records in a transaction; what it gives is called after the commit."""
SetAside = Callable[[Transaction, Record, str], Awaitable[Done]]
"""Sets one record aside because our program failed on it, with the kind of error."""


@dataclass(slots=True)
class Follow:
    """A reading loop. ``each_round`` runs between polls, for work that belongs to the same reader."""

    group: str
    member: str
    topics: Sequence[str]
    log: Log
    database: Database
    take: Take
    set_aside: SetAside
    each_round: Callable[[], Awaitable[None]]
    polled: Callable[[], None]
    trouble: Callable[[str], None]
    _expected: dict[Partition, int | None] = field(default_factory=dict)
    _astray: bool = False

    async def run(self, stop: asyncio.Event) -> None:
        """Read until ``stop``; a batch that was begun is finished or rolled back.

        Whatever goes wrong outside a record, a library's own errors included, is tried again after a growing pause.
        """
        consumer: Consumer | None = None
        pause = 0.0
        while not stop.is_set():
            try:
                if consumer is None:
                    consumer = await self.log.consumer(self.group, self.member, self.topics, self._on_assigned)
                await self._turn(consumer)
                pause = 0.0
            except Exception as error:  # noqa: BLE001 - see above
                self.trouble(type(error).__name__)
                self._astray = True
                pause = min(_LONGEST_PAUSE, pause * 2 or 0.2)
                await self._wait(stop, pause)
        if consumer is not None:
            await consumer.close()

    async def _turn(self, consumer: Consumer) -> None:
        if self._astray:
            await self._back(consumer)
        await self.each_round()
        records = await consumer.poll(BATCH_RECORDS, _POLL_SECONDS)
        self.polled()
        for batch in _batches(records):
            try:
                await self._batch(batch)
            except PositionLost:
                self._astray = True
                return

    async def _batch(self, records: Sequence[Record]) -> None:
        """Take a batch; when our own program fails on it, take its records one by one and set the bad one aside."""
        try:
            await self._do(records, lambda tx: self.take(tx, records))
        except (DatabaseError, LogUnavailable, PositionLost):
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, one record must not stop the rest
            if len(records) > 1:
                for record in records:
                    await self._batch([record])
                return
            kind = type(error).__name__
            await self._do(records, lambda tx: self.set_aside(tx, records[0], kind))

    async def _do(self, records: Sequence[Record], effects: Callable[[Transaction], Awaitable[Done]]) -> None:
        to = {record.partition: record.offset + 1 for record in records}
        async with self.database.transaction() as tx:
            for partition, offset in to.items():
                expected = self._expected.get(partition)
                await posities.move(tx, self.group, partition.topic, partition.number, expected, offset)
            done = await effects(tx)
        self._expected.update(to)
        done()

    async def _on_assigned(self, partitions: Sequence[Partition]) -> dict[Partition, int]:
        """Where to start, asked until the database answers."""
        pause = 0.2
        while True:
            try:
                return await self._starts(partitions)
            except DatabaseError as error:
                self.trouble(type(error).__name__)
                await asyncio.sleep(pause)
                pause = min(_LONGEST_PAUSE, pause * 2)

    async def _starts(self, partitions: Sequence[Partition]) -> dict[Partition, int]:
        """Where to start: the position in the database, whatever the log remembers."""
        async with self.database.transaction(write=False) as tx:
            stored = await posities.all_of(tx, self.group)
        found = {p: stored[p.topic, p.number] for p in partitions if (p.topic, p.number) in stored}
        self._expected.update({partition: found.get(partition) for partition in partitions})
        return found

    async def _back(self, consumer: Consumer) -> None:
        """Read again from the positions in the database; raises DatabaseError when it is away."""
        mine = sorted(consumer.assigned())
        starts = await self._starts(mine)
        for partition in mine:
            await consumer.seek(partition, starts.get(partition, 0))
        self._astray = False

    async def _wait(self, stop: asyncio.Event, seconds: float) -> None:
        try:
            await asyncio.wait_for(stop.wait(), seconds)
        except TimeoutError:
            return


def _batches(records: Sequence[Record]) -> Iterator[Sequence[Record]]:
    """Records in order, few enough at a time that a transaction stays small."""
    batch: list[Record] = []
    size = 0
    for record in records:
        weight = len(record.value or b"")
        if batch and size + weight > BATCH_BYTES:
            yield batch
            batch, size = [], 0
        batch.append(record)
        size += weight
    if batch:
        yield batch
