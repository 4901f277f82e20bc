"""Reads intake topics and hands the records in at the counter: position, effects and answers in one transaction.

Three ways a batch can fail, each with its own answer:
- the database or the log is away (transient): the same batch is tried again after a growing pause;
- a record is not what was agreed (data): it is parked with a reason and the rest goes on;
- our own program fails on it (bug): it is parked, and above a limit of those the service stops reading, because a bad
  deploy must not empty the topic into the parking lot.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from services.shared.desk import intake, publishing
from services.shared.desk.causality import Causality, Pair
from services.shared.desk.closing import Answered
from services.shared.desk.counter import Counter
from services.shared.desk.delivery import Delivery
from services.shared.desk.intake import Fit, Unfit
from services.shared.desk.parked_record import key_text, sealed, to_park, to_record, unsealed
from services.shared.desk.reading import parties
from services.shared.dossier import gebeurtenissen, parkeerplaats, posities, wachtkamer
from services.shared.dossier.parkeerplaats import Parked, ToPark
from services.shared.dossier.posities import PositionLost
from services.shared.platform.database import Conflict, Database, DatabaseError, Transaction, Unavailable
from services.shared.platform.keys import Keys
from services.shared.platform.log.port import Consumer, Log, LogUnavailable, Partition, Record
from services.shared.standard.surroundings import Surroundings

BATCH_RECORDS = 100
BATCH_BYTES = 2_000_000
_POLL_SECONDS = 0.5
_LONGEST_PAUSE = 10.0


@dataclass(frozen=True, slots=True)
class Limits:
    """How many bugs stop the reading, how long a message may wait, and when an alarm is given about that (seconds)."""

    bugs: int = 25
    wait: float = 3600.0
    alarm: float = 300.0


@dataclass(slots=True)
class Told:
    """What the loop tells its surroundings: for logs, metrics and health. Each is called with plain facts."""

    answered: Callable[[Sequence[Answered]], None]
    parked: Callable[[str, str], None]
    repeated: Callable[[str], None]
    trouble: Callable[[str], None]
    waiting: Callable[[int, float], None]
    polled: Callable[[], None]
    stopped: Callable[[str], None]
    took: Callable[[float], None]


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
    bugs: int = 0
    _expected: dict[Partition, int | None] = field(default_factory=dict)

    async def run(self, stop: asyncio.Event) -> None:
        """Read until ``stop``; a batch that was begun is finished or rolled back."""
        consumer: Consumer | None = None
        pause = 0.0
        while not stop.is_set():
            try:
                if consumer is None:
                    consumer = await self.log.consumer(self.dienst, self.member, self.topics, self._on_assigned)
                await self._turn(consumer)
                pause = 0.0
            except (DatabaseError, LogUnavailable) as error:
                self.told.trouble(type(error).__name__)
                pause = min(_LONGEST_PAUSE, pause * 2 or 0.2)
                await self._seek_back(consumer)
            if pause:
                await _pause(stop, pause)
        if consumer is not None:
            await consumer.close()

    async def _turn(self, consumer: Consumer) -> None:
        """One round: those that wait, then new records."""
        await self.let_in()
        await self.retry_parked()
        if self.bugs >= self.limits.bugs:
            self.told.stopped(f"{self.bugs} berichten geparkeerd door een fout van het programma")
            await asyncio.sleep(_POLL_SECONDS)
            return
        records = await consumer.poll(BATCH_RECORDS, _POLL_SECONDS)
        self.told.polled()
        for batch in _batches(records):
            try:
                await self._batch(batch)
            except PositionLost:
                await self._seek_back(consumer)
                return

    async def _on_assigned(self, partitions: Sequence[Partition]) -> dict[Partition, int]:
        """Where to start: the position in the database, whatever the log remembers."""
        pause = 0.2
        while True:
            try:
                async with self.database.transaction(write=False) as tx:
                    stored = await posities.all_of(tx, self.dienst)
                break
            except DatabaseError as error:
                self.told.trouble(type(error).__name__)
                await asyncio.sleep(pause)
                pause = min(_LONGEST_PAUSE, pause * 2)
        found = {p: stored[p.topic, p.number] for p in partitions if (p.topic, p.number) in stored}
        for partition in partitions:
            self._expected[partition] = found.get(partition)
        return found

    async def _seek_back(self, consumer: Consumer | None) -> None:
        """Read again from the positions in the database."""
        if consumer is None:
            return
        mine = sorted(consumer.assigned())
        starts = await self._on_assigned(mine)
        for partition in mine:
            await consumer.seek(partition, starts.get(partition, 0))

    async def _batch(self, records: Sequence[Record]) -> None:
        """Do a batch; when it fails by a bug, do its records one by one and park the one that fails."""
        begun = self.now_ms()
        try:
            await self._do(records)
            self.told.took((self.now_ms() - begun) / 1000)
        except (Unavailable, LogUnavailable, PositionLost):
            raise
        except (DatabaseError, Exception) as error:  # noqa: BLE001 - whatever it is, one record must not stop the rest
            if len(records) > 1:
                for record in records:
                    await self._batch([record])
                return
            self.bugs += 1
            await self._park_by_fault(records[0], type(error).__name__)

    async def _do(self, records: Sequence[Record]) -> None:
        unjudged, waiting_pairs = await self._what_blocks()
        fit: list[Fit] = []
        park: list[ToPark] = []
        wait: list[wachtkamer.ToWait] = []
        for record in records:
            taken = intake.take(record)
            if isinstance(taken, Unfit):
                park.append(self._to_park(record, taken.reason, "data", taken.bron, taken.levering))
                continue
            pair = self._must_wait(record, unjudged, waiting_pairs)
            if pair is None:
                fit.append(taken)
            else:
                wait.append(self._to_wait(taken, pair))
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
            parked = [
                self._to_park(each.record, answered.parked, "bug" if answered.by_fault else "data",
                              each.delivery.bron, each.delivery.levering)
                for each, answered in zip(fit, answers, strict=True)
                if answered.parked is not None
            ]  # fmt: skip
            await parkeerplaats.park(tx, [*park, *parked])
            await wachtkamer.put(tx, wait)
            await self._publish(tx, [(each.delivery, each.record.key) for each in fit], answers)

        if fit:
            answers = await self.counter.handle([each.delivery for each in fit], self.around(), also)
        else:
            async with self.database.transaction() as tx:
                await also(tx, ())
            answers = []
        self._expected.update(positions)
        self._tell(answers, park)

    async def _publish(
        self, tx: Transaction, handed_in: Sequence[tuple[Delivery, bytes | None]], answers: Sequence[Answered]
    ) -> None:
        """Put new answers in the outbox, in the transaction that made them."""
        await gebeurtenissen.append(
            tx,
            self.dienst,
            [
                publishing.of_answer(delivery, answered, key_text(key))
                for (delivery, key), answered in zip(handed_in, answers, strict=True)
                if answered.antwoord is not None and not answered.again
            ],
        )

    def _tell(self, answers: Sequence[Answered], park: Sequence[ToPark]) -> None:
        self.published()
        self.told.answered([answered for answered in answers if not answered.again])
        self.bugs += sum(answered.by_fault for answered in answers)
        for answered in answers:
            if answered.parked is not None:
                self.told.parked("bug" if answered.by_fault else "data", answered.parked)
            if answered.other_bytes:
                self.told.repeated(answered.levering)
        for each in park:
            self.told.parked(each.soort_fout, each.reden)

    async def _what_blocks(self) -> tuple[dict[Pair, int], set[Pair]]:
        if self.causality is None:
            return {}, set()
        unjudged = await self.causality.unjudged()
        async with self.database.transaction(write=False) as tx:
            return unjudged, await wachtkamer.pairs(tx, self.dienst)

    def _must_wait(self, record: Record, unjudged: dict[Pair, int], waiting: set[Pair]) -> Pair | None:
        """The pair of a record that must wait, None when it need not."""
        if not unjudged and not waiting:
            return None
        named = parties(record.value or b"")
        if not named.gemeente or not named.aanbieder:
            return None
        pair = named.gemeente, named.aanbieder
        earlier = pair in unjudged and unjudged[pair] <= record.moment
        return pair if earlier or pair in waiting else None

    def _to_wait(self, each: Fit, pair: Pair) -> wachtkamer.ToWait:
        record, delivery = each.record, each.delivery
        return wachtkamer.ToWait(
            self.dienst, delivery.bron, delivery.levering, *pair, record.partition.topic, record.partition.number,
            record.offset, key_text(record.key), record.moment,
            sealed(self.keys, record, _waits(delivery.bron, delivery.levering)),
        )  # fmt: skip

    def _to_park(self, record: Record, reason: str | None, kind: str, bron: str | None, levering: str | None) -> ToPark:
        return to_park(self.keys, self.dienst, record, reason or "onbekend", kind, bron, levering, self.now_ms())

    async def _park_by_fault(self, record: Record, error: str) -> None:
        """Set one record aside after a bug outside the judging itself."""
        taken = intake.take(record)
        bron = taken.delivery.bron if isinstance(taken, Fit) else taken.bron
        levering = taken.delivery.levering if isinstance(taken, Fit) else taken.levering
        parked = self._to_park(record, f"Het programma liep vast ({error}).", "bug", bron, levering)
        await self._hand_in((), [record], [parked], ())

    async def retry_parked(self) -> None:
        """Judge again what somebody asked to be judged again; what fails again is parked again with its new reason."""
        async with self.database.transaction(write=False) as tx:
            asked = await parkeerplaats.listed(tx, parkeerplaats.AGAIN, dienst=self.dienst, limit=BATCH_RECORDS)
        for parked in asked:
            await self._retry(parked)

    async def _retry(self, parked: Parked) -> None:
        record = to_record(self.keys, parked)
        taken = intake.take(record)

        async def also(tx: Transaction, answers: Sequence[Answered]) -> None:
            if not await parkeerplaats.move(tx, parked.parkeer_id, parkeerplaats.AGAIN, parkeerplaats.DONE):
                raise PositionLost("geparkeerd")
            if isinstance(taken, Unfit):
                await parkeerplaats.park(tx, [self._to_park(record, taken.reason, "data", taken.bron, taken.levering)])
                return
            if answers[0].parked is not None:
                kind = "bug" if answers[0].by_fault else "data"
                again = self._to_park(record, answers[0].parked, kind, parked.bron, parked.levering)
                await parkeerplaats.park(tx, [again])
            await self._publish(tx, [(taken.delivery, record.key)], answers)

        try:
            if isinstance(taken, Unfit):
                async with self.database.transaction() as tx:
                    await also(tx, ())
            else:
                self._tell(await self.counter.handle([taken.delivery], self.around(), also), ())
        except PositionLost:
            return  # another process took it up

    async def let_in(self) -> None:
        """Judge what waited and need not wait any longer; park what waited too long."""
        if self.causality is None:
            return
        async with self.database.transaction(write=False) as tx:
            waiting = await wachtkamer.listed(tx, self.dienst, BATCH_RECORDS)
        if not waiting:
            return
        unjudged = await self.causality.unjudged()
        now = self.now_ms()
        self.told.waiting(len(waiting), (now - waiting[0].moment) / 1000)
        blocked: set[Pair] = set()
        ready: list[wachtkamer.Waiting] = []
        for each in waiting:
            if each.pair in blocked or (each.pair in unjudged and unjudged[each.pair] <= each.moment):
                if now - each.moment > self.limits.wait * 1000 and each.pair not in blocked:
                    await self._waited_too_long(each)
                    continue
                blocked.add(each.pair)
            else:
                ready.append(each)
        for start in range(0, len(ready), BATCH_RECORDS):
            await self._judge_waiting(ready[start : start + BATCH_RECORDS])

    async def _judge_waiting(self, ready: Sequence[wachtkamer.Waiting]) -> None:
        records = [self._record(each) for each in ready]
        deliveries = [taken.delivery for taken in map(intake.take, records) if isinstance(taken, Fit)]

        async def also(tx: Transaction, answers: Sequence[Answered]) -> None:
            if await wachtkamer.leave(tx, [each.wacht_id for each in ready]) != len(ready):
                raise Conflict("wachtkamer")
            parked = [
                self._to_park(record, answered.parked, "bug" if answered.by_fault else "data", each.bron, each.levering)
                for each, record, answered in zip(ready, records, answers, strict=True)
                if answered.parked is not None
            ]
            await parkeerplaats.park(tx, parked)
            handed_in = [(delivery, record.key) for delivery, record in zip(deliveries, records, strict=True)]
            await self._publish(tx, handed_in, answers)

        answers = await self.counter.handle(deliveries, self.around(), also)
        self._tell(answers, ())

    def _record(self, each: wachtkamer.Waiting) -> Record:
        """What waits, as it was read: whole, so that it can be judged now or parked and judged later."""
        where = Partition(each.topic, each.nummer)
        return unsealed(self.keys, each.inhoud, _waits(each.bron, each.levering), where, each.positie, each.moment)

    async def _waited_too_long(self, each: wachtkamer.Waiting) -> None:
        """Never refused: a message whose earlier one was not judged in time is set aside."""
        reason = "Een eerdere toewijzing van deze gemeente en aanbieder is nog niet beoordeeld."
        parked = self._to_park(self._record(each), reason, "data", each.bron, each.levering)
        async with self.database.transaction() as tx:
            if await wachtkamer.leave(tx, [each.wacht_id]):
                await parkeerplaats.park(tx, [parked])
        self.told.parked("data", reason)


def _waits(bron: str, levering: str) -> str:
    """Under which label a record is sealed that waits."""
    return f"{bron}|{levering}|wacht"


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
