"""Judges again what was set aside and what somebody asked to be judged again; what fails again is set aside again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.shared.desk import intake
from services.shared.desk.closing import Answered
from services.shared.desk.handing import Handing
from services.shared.desk.intake import Unfit
from services.shared.desk.parked_record import to_record
from services.shared.dossier import parkeerplaats
from services.shared.dossier.parkeerplaats import Parked, ToPark
from services.shared.dossier.posities import PositionLost
from services.shared.platform.database import Transaction, Unavailable
from services.shared.platform.log.port import Record

_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Again:
    """Takes up parked records of one service, one at a time, because one can be 25 MB."""

    handing: Handing

    async def round(self) -> None:
        """Take up what was asked for. Raises Unavailable: then it is taken up later."""
        database = self.handing.database
        async with database.transaction(write=False) as tx:
            asked = await parkeerplaats.numbers(tx, parkeerplaats.AGAIN, self.handing.dienst, _AT_ONCE)
        for number in asked:
            async with database.transaction(write=False) as tx:
                parked = await parkeerplaats.one(tx, number)
            if parked is not None:
                await self._take_up(parked)

    async def _take_up(self, parked: Parked) -> None:
        record = to_record(self.handing.keys, parked)
        try:
            await self._judge(parked, record)
        except PositionLost:
            return  # another process took it up
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, one record must not stop the rest
            await self._set_aside(parked, self.handing.by_fault(record, error, parked.bron, parked.levering))

    async def _judge(self, parked: Parked, record: Record) -> None:
        taken = intake.take(record)
        if isinstance(taken, Unfit):
            reason = self.handing.set_aside(record, taken.reason, "data", taken.bron, taken.levering)
            await self._set_aside(parked, reason)
            return

        async def also(tx: Transaction, answers: Sequence[Answered]) -> None:
            await _done(tx, parked)
            again = self.handing.not_judged(record, taken.delivery, answers[0])
            await parkeerplaats.park(tx, [again] if again else [])
            await self.handing.publish(tx, [(taken.delivery, record.key)], answers)

        self.handing.tell(await self.handing.hand_in([taken.delivery], also), ())

    async def _set_aside(self, parked: Parked, again: ToPark) -> None:
        try:
            async with self.handing.database.transaction() as tx:
                await _done(tx, parked)
                await parkeerplaats.park(tx, [again])
        except PositionLost:
            return  # another process took it up
        self.handing.tell((), [again])


async def _done(tx: Transaction, parked: Parked) -> None:
    """This parking is over; raises PositionLost when it was already."""
    if not await parkeerplaats.move(tx, parked.parkeer_id, parkeerplaats.AGAIN, parkeerplaats.DONE):
        raise PositionLost("geparkeerd")
