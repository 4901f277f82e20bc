"""Runs a deliverer: one active process, a round whenever something waits, and a breaker for its one destination."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from services.gateway.breaker import Breaker
from services.gateway.waking import rest
from services.shared.dossier.leiding import Lease
from services.shared.platform.database import DatabaseError, Transaction

Release = Callable[[Transaction, int], Awaitable[None]]
"""Lets all that wait for a later moment be tried from this one (milliseconds since 1970)."""


@dataclass(slots=True)
class Rounds:
    """The rounds of one process. ``away`` is called when the destination went away (true) or is back (false)."""

    lease: Lease
    breaker: Breaker
    release: Release
    away: Callable[[bool], None]
    wake: asyncio.Event
    idle_seconds: float = 0.5
    _back: bool = field(default=False, init=False)

    async def run(
        self, turn: Callable[[], Awaitable[int]], close: Callable[[], Awaitable[None]], stop: asyncio.Event
    ) -> None:
        """Take turns until ``stop``; at once again after one that did something. ``close`` is called at the end."""
        fresh = True
        try:
            while not stop.is_set():
                self.wake.clear()
                try:
                    if fresh:
                        fresh = not await self._begin()
                    elif await turn():
                        continue
                except (DatabaseError, TimeoutError) as error:
                    self.lease.trouble(type(error).__name__)
                await rest(self.wake, stop, self.idle_seconds)
        finally:
            await close()
        await self.lease.let_go()

    async def _begin(self) -> bool:
        """After a start all that waits is due once: what was known of the destination went with the process."""
        if not await self.lease.hold():
            return False
        async with self.lease.database.transaction() as tx:
            await self.release(tx, self.lease.now_ms())
        self.wake.set()
        return True

    def allowed(self) -> int | None:
        """How many attempts may be under way now; None for any number."""
        return self.breaker.allowed(self.lease.now_ms())

    def note(self, away: bool) -> None:
        """An attempt ended; ``away``: because the destination failed."""
        was, self.breaker = self.breaker, self.breaker.after(away, self.lease.now_ms())
        if was.tripped != self.breaker.tripped:
            self._back = was.tripped
            self.away(self.breaker.tripped)

    @asynccontextmanager
    async def recording(self) -> AsyncIterator[Transaction]:
        """The transaction in which attempts are recorded; what waits need not sit out its pause once all is well.

        The attempt that found the destination back is recorded after that, so that its own next one keeps its pause.
        """
        async with self.lease.database.transaction() as tx:
            if self._back:
                await self.release(tx, self.lease.now_ms())
            yield tx
        self._back = False
