"""Lets a delivery wait while an earlier message of its pair is unjudged in another topic, and hands it in after that.

No other pair is held up. What waited too long is set aside, never refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.shared.desk import intake
from services.shared.desk.causality import Causality, Pair
from services.shared.desk.closing import Answered
from services.shared.desk.handing import Handing
from services.shared.desk.intake import Fit
from services.shared.desk.parked_record import key_text, sealed, unsealed
from services.shared.desk.reading import parties
from services.shared.dossier import parkeerplaats, wachtkamer
from services.shared.dossier.posities import PositionLost
from services.shared.dossier.wachtkamer import ToWait, Waiting
from services.shared.platform.database import Transaction, Unavailable
from services.shared.platform.log.port import LogUnavailable, Partition, Record

_AT_ONCE = 100
_BYTES_AT_ONCE = 2_000_000
_LET_IN = 1_000
"""How many are handed in per round, so that new records are read in between."""
_TOO_LONG = "Een eerdere toewijzing van deze gemeente en aanbieder is nog niet beoordeeld."

Unjudged = dict[Pair, int]


@dataclass(frozen=True, slots=True)
class WaitingRoom:
    """``wait``: how many seconds a delivery waits at most."""

    handing: Handing
    causality: Causality
    wait: float

    async def what_blocks(self) -> tuple[Unjudged, set[Pair]]:
        """The pairs with an unjudged message, and those of which something waits. Raises as Causality does."""
        unjudged = await self.causality.unjudged()
        async with self.handing.database.transaction(write=False) as tx:
            return unjudged, await wachtkamer.pairs(tx, self.handing.dienst)

    def to_wait(self, each: Fit, pair: Pair) -> ToWait:
        """A delivery as it waits: whole, so that it can be judged or parked later."""
        record, delivery = each.record, each.delivery
        return ToWait(
            self.handing.dienst, delivery.bron, delivery.levering, *pair, record.partition.topic,
            record.partition.number, record.offset, key_text(record.key), record.moment,
            sealed(self.handing.keys, record, _label(delivery.bron, delivery.levering)),
        )  # fmt: skip

    async def let_in(self) -> None:
        """Judge what waited and need not wait any longer; park what waited too long."""
        async with self.handing.database.transaction(write=False) as tx:
            waiting = await wachtkamer.listed(tx, self.handing.dienst)
        if not waiting:
            return
        unjudged = await self.causality.unjudged()
        now = self.handing.now_ms()
        self.handing.told.waiting(len(waiting), (now - waiting[0].moment) / 1000)
        ready, late = self._divide(waiting, unjudged, now)
        try:
            for each in late:
                await self._waited_too_long(each)
            for batch in _batches(ready[:_LET_IN]):
                await self._hand_in(batch)
        except PositionLost:
            return  # another process was first

    def _divide(self, waiting: Sequence[Waiting], unjudged: Unjudged, now: int) -> tuple[list[Waiting], list[Waiting]]:
        """What can be judged now and what waited too long; each pair keeps its order."""
        ready: list[Waiting] = []
        late: list[Waiting] = []
        blocked: set[Pair] = set()
        for each in waiting:
            if each.pair not in blocked and not blocks(unjudged, each.pair, each.moment):
                ready.append(each)
            elif each.pair not in blocked and now - each.moment > self.wait * 1000:
                late.append(each)
            else:
                blocked.add(each.pair)
        return ready, late

    async def _hand_in(self, ready: Sequence[Waiting]) -> None:
        """Judge a batch; when it fails by a bug, do it one by one and park the one that fails."""
        records = await self._records(ready)
        try:
            await self._judge(ready, records)
        except (Unavailable, LogUnavailable, PositionLost):
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, one record must not stop the rest
            if len(ready) > 1:
                for each in ready:
                    await self._hand_in([each])
                return
            [each], [record] = ready, records
            await self._set_aside(each, self.handing.by_fault(record, error, each.bron, each.levering))

    async def _judge(self, ready: Sequence[Waiting], records: Sequence[Record]) -> None:
        fit = [taken for taken in map(intake.take, records) if isinstance(taken, Fit)]

        async def also(tx: Transaction, answers: Sequence[Answered]) -> None:
            await _leave(tx, ready)
            found = zip(fit, answers, strict=True)
            parked = [self.handing.not_judged(each.record, each.delivery, answered) for each, answered in found]
            await parkeerplaats.park(tx, [each for each in parked if each is not None])
            await self.handing.publish(tx, [(each.delivery, each.record.key) for each in fit], answers)

        self.handing.tell(await self.handing.hand_in([each.delivery for each in fit], also), ())

    async def _waited_too_long(self, each: Waiting) -> None:
        [record] = await self._records([each])
        await self._set_aside(each, self.handing.set_aside(record, _TOO_LONG, "data", each.bron, each.levering))

    async def _set_aside(self, each: Waiting, parked: parkeerplaats.ToPark) -> None:
        async with self.handing.database.transaction() as tx:
            await _leave(tx, [each])
            await parkeerplaats.park(tx, [parked])
        self.handing.tell((), [parked])

    async def _records(self, waiting: Sequence[Waiting]) -> list[Record]:
        """What waits, as it was read. Raises PositionLost when something of it left."""
        async with self.handing.database.transaction(write=False) as tx:
            bodies = await wachtkamer.bodies(tx, [each.wacht_id for each in waiting])
        if len(bodies) != len(waiting):
            raise PositionLost("wachtkamer")
        return [self._record(each, bodies[each.wacht_id]) for each in waiting]

    def _record(self, each: Waiting, body: bytes) -> Record:
        where = Partition(each.topic, each.nummer)
        return unsealed(self.handing.keys, body, _label(each.bron, each.levering), where, each.positie, each.moment)


def pair_of(record: Record) -> Pair | None:
    """The pair that the content of a record names, None when it cannot be told."""
    named = parties(record.value or b"")
    return (named.gemeente, named.aanbieder) if named.gemeente and named.aanbieder else None


def blocks(unjudged: Unjudged, pair: Pair, moment: int) -> bool:
    """Whether something of the pair that the log took in at ``moment`` or earlier (ms) is unjudged."""
    return pair in unjudged and unjudged[pair] <= moment


async def _leave(tx: Transaction, waiting: Sequence[Waiting]) -> None:
    """These wait no more; raises PositionLost when one of them did not any more."""
    if await wachtkamer.leave(tx, [each.wacht_id for each in waiting]) != len(waiting):
        raise PositionLost("wachtkamer")


def _label(bron: str, levering: str) -> str:
    """Under which label a record is sealed that waits."""
    return f"{bron}|{levering}|wacht"


def _batches(waiting: Sequence[Waiting]) -> Iterator[list[Waiting]]:
    """In order, so many at a time that a transaction stays small; a large one stands alone."""
    batch: list[Waiting] = []
    size = 0
    for each in waiting:
        if batch and (size + each.omvang > _BYTES_AT_ONCE or len(batch) == _AT_ONCE):
            yield batch
            batch, size = [], 0
        batch.append(each)
        size += each.omvang
    if batch:
        yield batch
