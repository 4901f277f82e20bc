"""Publishes what waits in the outbox of a service: one active relay at a time, in order, and never half.

A record leaves the outbox after the log confirmed it. When that was interrupted it is published again: with the same id
and the same bytes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from services.shared.desk.publishing import to_record
from services.shared.dossier import gebeurtenissen, leiding
from services.shared.platform.database import Database, DatabaseError
from services.shared.platform.keys import Keys
from services.shared.platform.log.port import Log, New

AT_ONCE = 500
BYTES_AT_ONCE = 8_000_000
_IDLE_SECONDS = 0.5
_AWAY_SECONDS = 1.0


@dataclass(slots=True)
class Relay:
    """The relay of one service in one process; ``holder`` names the process in the lease."""

    database: Database
    keys: Keys
    log: Log
    dienst: str
    holder: str
    now_ms: Callable[[], int]
    trouble: Callable[[str], None]
    wake: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, stop: asyncio.Event) -> None:
        """Publish until ``stop``, which is seen within half a second; what was begun is finished."""
        while not stop.is_set():
            pause = _IDLE_SECONDS
            try:
                self.wake.clear()
                if await self.once():
                    continue
            except Exception as error:  # noqa: BLE001 - what is not published stays in the outbox, so try again
                self.trouble(type(error).__name__)
                pause = _AWAY_SECONDS
            await self._rest(pause)
        await self._let_go()

    async def once(self) -> int:
        """Publish the oldest that wait, when this process has the lease; how many were published."""
        async with self.database.transaction(write=False) as tx:
            if not await gebeurtenissen.first(tx, 1, self.dienst):
                return 0
        async with self.database.transaction() as tx:
            if not await leiding.hold(tx, self._task, self.holder, self.now_ms()):
                return 0
            waiting = await gebeurtenissen.first(tx, AT_ONCE, self.dienst)
            records: list[New] = []
            size = 0
            for _, each in waiting:
                records.append(await to_record(tx, self.keys, each))
                size += len(records[-1].value or b"")
                if size > BYTES_AT_ONCE:
                    break
        if not records:
            return 0
        await self.log.append(records)
        async with self.database.transaction() as tx:
            await gebeurtenissen.remove(tx, [number for number, _ in waiting[: len(records)]])
        return len(records)

    @property
    def _task(self) -> str:
        return f"relay:{self.dienst}"

    async def _rest(self, seconds: float) -> None:
        """Until something waits, or so long."""
        try:
            async with asyncio.timeout(seconds):
                await self.wake.wait()
        except TimeoutError:
            return

    async def _let_go(self) -> None:
        try:
            async with self.database.transaction() as tx:
                await leiding.release(tx, self._task, self.holder)
        except DatabaseError as error:
            self.trouble(type(error).__name__)
