"""Reads intake topics and hands the records in at the counter: position, effects and answers in one transaction.

Three ways a batch can fail, each with its own answer:
- the database or the log is away (transient): the same batch is tried again after a growing pause;
- a record is not what was agreed (data): it is parked with a reason and the rest goes on;
- our own program fails on it (bug): it is parked, and above a limit of those the service stops reading, because a bad
  deploy must not empty the topic into the parking lot.
A library that fails in a way of its own ends no service either: all effects stand in one transaction, so that a round
can always be done again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from services.shared.desk import intake
from services.shared.desk.again import Again
from services.shared.desk.causality import Causality, Pair
from services.shared.desk.closing import Answered
from services.shared.desk.counter import Counter
from services.shared.desk.handing import Handing, Told
from services.shared.desk.intake import Fit, Unfit
from services.shared.desk.waiting_room import Unjudged, WaitingRoom, blocks, pair_of
from services.shared.dossier import parkeerplaats, posities, wachtkamer
from services.shared.dossier.parkeerplaats import ToPark
from services.shared.dossier.posities import PositionLost
from services.shared.platform.database import Database, DatabaseError, Transaction, Unavailable
from services.shared.platform.keys import Keys
from services.shared.platform.log.port import Consumer, Log, LogUnavailable, Partition, Record
from services.shared.standard.surroundings import Surroundings

BATCH_RECORDS = 100
BATCH_BYTES = 2_000_000
_POLL_SECONDS = 0.5
_LONGEST_PAUSE = 10.0


@dataclass(frozen=True, slots=True)
class Limits:
    """How many bugs stop the reading, and how long a message may wait (seconds)."""

    bugs: int = 25
    wait: float = 3600.0


@dataclass(slots=True)
class Consume:
    """The reading loop of one service in one process."""

    dienst: str
    topics: Sequence[str]
    member: str
    log: Log
    database: Database
    keys: Keys
    counter: Counter
    around: Callable[[], Surroundings]
    now_ms: Callable[[], int]
    told: Told
    published: Callable[[], None]
    limits: Limits = field(default_factory=Limits)
    causality: Causality | None = None
    _handing: Handing = field(init=False)
    _room: WaitingRoom | None = field(default=None, init=False)
    _expected: dict[Partition, int | None] = field(default_factory=dict)
    _astray: bool = False

    def __post_init__(self) -> None:
        self._handing = Handing(
            self.dienst, self.database, self.keys, self.counter, self.around, self.now_ms, self.told, self.published
        )
        if self.causality is not None:
            self._room = WaitingRoom(self._handing, self.causality, self.limits.wait)

    async def run(self, stop: asyncio.Event) -> None:
        """Read until ``stop``; a batch that was begun is finished or rolled back."""
        consumer: Consumer | None = None
        pause = 0.0
        while not stop.is_set():
            try:
                if consumer is None:
                    consumer = await self.log.consumer(self.dienst, self.member, self.topics, self._on_assigned)
                await self._turn(consumer, stop)
                pause = 0.0
            except Exception as error:  # noqa: BLE001 - see above
                self.told.trouble(type(error).__name__)
                self._astray = True
                pause = min(_LONGEST_PAUSE, pause * 2 or 0.2)
            if pause:
                await _pause(stop, pause)
        if consumer is not None:
            await consumer.close()

    async def _turn(self, consumer: Consumer, stop: asyncio.Event) -> None:
        """One round: those that wait, those that somebody asked for, then new records."""
        if self._astray:
            await self._seek_back(consumer)
        if self._handing.bugs >= self.limits.bugs:
            self.told.stopped(f"{self._handing.bugs} berichten geparkeerd door een fout van het programma")
            await _pause(stop, _POLL_SECONDS)
            return
        if self._room is not None:
            await self._room.let_in()
        await Again(self._handing).round()
        records = await consumer.poll(BATCH_RECORDS, _POLL_SECONDS)
        self.told.polled()
        for batch in _batches(records):
            if stop.is_set():
                return
            try:
                await self._batch(batch)
            except PositionLost:
                self._astray = True
                return

    async def _on_assigned(self, partitions: Sequence[Partition]) -> dict[Partition, int]:
        """Where to start, asked until the database answers."""
        pause = 0.2
        while True:
            try:
                return await self._starts(partitions)
            except DatabaseError as error:
                self.told.trouble(type(error).__name__)
                await asyncio.sleep(pause)
                pause = min(_LONGEST_PAUSE, pause * 2)

    async def _starts(self, partitions: Sequence[Partition]) -> dict[Partition, int]:
        """Where to start: the position in the database, whatever the log remembers."""
        async with self.database.transaction(write=False) as tx:
            stored = await posities.all_of(tx, self.dienst)
        found = {p: stored[p.topic, p.number] for p in partitions if (p.topic, p.number) in stored}
        for partition in partitions:
            self._expected[partition] = found.get(partition)
        return found

    async def _seek_back(self, consumer: Consumer) -> None:
        """Read again from the positions in the database; raises DatabaseError when it is away, and then must be done
        later."""
        mine = sorted(consumer.assigned())
        starts = await self._starts(mine)
        for partition in mine:
            await consumer.seek(partition, starts.get(partition, 0))
        self._astray = False

    async def _batch(self, records: Sequence[Record]) -> None:
        """Do a batch; when it fails by a bug, do its records one by one and park the one that fails."""
        begun = self.now_ms()
        try:
            await self._do(records)
            self.told.took((self.now_ms() - begun) / 1000)
        except (Unavailable, LogUnavailable, PositionLost):
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, one record must not stop the rest
            if len(records) > 1:
                for record in records:
                    await self._batch([record])
                return
            named = intake.named(records[0])
            await self._hand_in((), records, [self._handing.by_fault(records[0], error, *named)], ())

    async def _do(self, records: Sequence[Record]) -> None:
        unjudged, waiting_pairs = ({}, set()) if self._room is None else await self._room.what_blocks()
        fit: list[Fit] = []
        park: list[ToPark] = []
        wait: list[wachtkamer.ToWait] = []
        for record in records:
            taken = intake.take(record)
            if isinstance(taken, Unfit):
                park.append(self._handing.set_aside(record, taken.reason, "data", taken.bron, taken.levering))
                continue
            pair = _must_wait(record, unjudged, waiting_pairs)
            if pair is None or self._room is None:
                fit.append(taken)
            else:
                wait.append(self._room.to_wait(taken, pair))
                waiting_pairs.add(pair)
        await self._hand_in(fit, records, park, wait)

    async def _hand_in(
        self, fit: Sequence[Fit], records: Sequence[Record], park: Sequence[ToPark], wait: Sequence[wachtkamer.ToWait]
    ) -> None:
        positions = _positions(records)

        async def also(tx: Transaction, answers: Sequence[Answered]) -> None:
            for partition, to in positions.items():
                await posities.move(
                    tx, self.dienst, partition.topic, partition.number, self._expected.get(partition), to
                )
            found = zip(fit, answers, strict=True)
            parked = [self._handing.not_judged(each.record, each.delivery, answered) for each, answered in found]
            await parkeerplaats.park(tx, [*park, *(each for each in parked if each is not None)])
            await wachtkamer.put(tx, wait)
            await self._handing.publish(tx, [(each.delivery, each.record.key) for each in fit], answers)

        answers = await self._handing.hand_in([each.delivery for each in fit], also)
        self._expected.update(positions)
        self._handing.tell(answers, park)


def _must_wait(record: Record, unjudged: Unjudged, waiting: set[Pair]) -> Pair | None:
    """The pair of a record that must wait, None when it need not."""
    if not unjudged and not waiting:
        return None
    pair = pair_of(record)
    return pair if pair is not None and (pair in waiting or blocks(unjudged, pair, record.moment)) else None


def _positions(records: Sequence[Record]) -> dict[Partition, int]:
    """After these records: the next offset of each partition."""
    return {record.partition: record.offset + 1 for record in records}


def _batches(records: Sequence[Record]) -> list[list[Record]]:
    """Records in order, so many at a time that a transaction stays small; a large record stands alone."""
    batches: list[list[Record]] = []
    size = BATCH_BYTES
    for record in records:
        weight = len(record.value or b"")
        if not batches or size + weight > BATCH_BYTES or len(batches[-1]) == BATCH_RECORDS:
            batches.append([])
            size = 0
        batches[-1].append(record)
        size += weight
    return batches


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
