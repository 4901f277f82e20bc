"""Brings waiting answers to their destination: one active deliverer, attempts recorded, a breaker when it is away."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import assert_never

from services.gateway import told
from services.gateway.attempts import Again, Away, Declined, Done, GivenUp, Next, Plan
from services.gateway.breaker import Breaker
from services.gateway.collect import label, to_park_given_up
from services.gateway.destinations import Destination
from services.gateway.moment import iso
from services.gateway.rounds import Rounds
from services.shared.dossier import bezorgingen, gebeurtenissen, parkeerplaats
from services.shared.dossier.bezorgingen import Bezorging, Poging
from services.shared.dossier.gebeurtenissen import Waiting
from services.shared.dossier.leiding import RENEW_MS, Lease
from services.shared.platform.database import Database, DatabaseError, Transaction
from services.shared.platform.keys import Keys

AT_ONCE = 64
BYTES_AT_ONCE = 4_000_000  # sealed; opened they are larger, but only those in flight are open
IN_FLIGHT = 8
_TASK = "bezorgen"


@dataclass(frozen=True, slots=True)
class Tried:
    """An attempt that ended, and what follows."""

    bezorging: Bezorging
    moment_ms: int
    next: Next

    @property
    def attempt(self) -> int:
        """The number of the attempt, from 1."""
        return self.bezorging.pogingen + 1


@dataclass(slots=True)
class Deliver:
    """The deliverer of one process. ``tell`` is called with what was recorded, ``published`` when events wait."""

    dienst: str
    database: Database
    keys: Keys
    destination: Destination
    plan: Plan
    holder: str
    now_ms: Callable[[], int]
    tell: Callable[[Tried, str], None]
    published: Callable[[], None]
    trouble: Callable[[str], None]
    away: Callable[[bool], None]
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    _rounds: Rounds = field(init=False)

    def __post_init__(self) -> None:
        lease = Lease(self.database, f"{_TASK}:{self.dienst}", self.holder, self.now_ms, self.trouble)
        self._rounds = Rounds(lease, Breaker(self.plan.first_ms), bezorgingen.release, self.away, self.wake)

    async def run(self, stop: asyncio.Event) -> None:
        """Deliver until ``stop``. An attempt that runs then is broken off and made again after the restart."""
        await self._rounds.run(lambda: self.once(stop), self.destination.close, stop)

    async def once(self, stop: asyncio.Event) -> int:
        """Try those that are due, when this process has the lease; how many attempts were recorded."""
        allowed = self._rounds.allowed()
        if allowed == 0:
            return 0
        async with self.database.transaction(write=False) as tx:
            due = await bezorgingen.due(tx, self.now_ms(), AT_ONCE if allowed is None else allowed, BYTES_AT_ONCE)
        if not due or not await self._rounds.lease.hold():
            return 0
        return await self._record(await self._attempt_all(due, stop))

    async def _attempt_all(self, due: Sequence[tuple[Bezorging, bytes]], stop: asyncio.Event) -> list[Tried]:
        """Some at a time, while the lease is kept; what is not done at ``stop`` or without the lease is broken off."""
        gate = asyncio.Semaphore(IN_FLIGHT)
        tasks = [asyncio.create_task(self._attempt(*each, gate)) for each in due]
        ending = asyncio.create_task(stop.wait())
        running: set[asyncio.Task[Tried | None]] = set(tasks)
        try:
            while running and not stop.is_set():
                await asyncio.wait((*running, ending), timeout=RENEW_MS / 1000, return_when=asyncio.FIRST_COMPLETED)
                running = {task for task in running if not task.done()}
                if not await self._still_ours():
                    break
        finally:
            ending.cancel()
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
        return [tried for task in tasks if not task.cancelled() and (tried := task.result()) is not None]

    async def _still_ours(self) -> bool:
        """Whether no other process delivers now; a database that is away says nothing about that."""
        try:
            return await self._rounds.lease.hold()
        except (DatabaseError, TimeoutError) as error:
            self.trouble(type(error).__name__)
            return True

    async def _attempt(self, each: Bezorging, sealed: bytes, gate: asyncio.Semaphore) -> Tried | None:
        """One attempt; None when it was not made, because the breaker opened before its turn."""
        async with gate:
            if self._rounds.allowed() == 0:
                return None
            try:
                body = self.keys.open(sealed, label(each.bron, each.levering))
                result = await self.destination.deliver(each, body)
                self._rounds.note(isinstance(result, Away))
            except Exception as error:  # noqa: BLE001 - one answer must not stop the others
                result = Declined(f"het programma liep vast ({type(error).__name__})")
            now = self.now_ms()
            return Tried(each, now, self.plan.after(result, each.pogingen + 1, now))

    async def _record(self, results: Sequence[Tried]) -> int:
        """Write what came of the attempts, with their events; then tell it."""
        if not results:
            return 0
        recorded: list[Tried] = []
        async with self._rounds.recording() as tx:
            for tried in results:
                if await self._write(tx, tried):
                    recorded.append(tried)
        for tried in recorded:
            self.tell(tried, self.destination.name)
        self.published()
        return len(recorded)

    async def _write(self, tx: Transaction, tried: Tried) -> bool:
        each, name, moment = tried.bezorging, self.destination.name, iso(tried.moment_ms)
        event: Waiting | None = None
        match tried.next:
            case Done():
                stand, at, result, later = bezorgingen.DELIVERED, tried.moment_ms, "bezorgd", None
                event = told.delivered(each, name, tried.attempt, moment)
            case Again(at_ms, reason):
                stand, at, result, later = bezorgingen.WAITING, at_ms, reason, iso(at_ms)
            case GivenUp(reason):
                stand, at, result, later = bezorgingen.PARKED, tried.moment_ms, reason, None
                event = told.given_up(each, name, tried.attempt, moment, reason)
            case _:
                assert_never(tried.next)
        attempt = Poging(each.bezorging_id, tried.attempt, moment, result, later)
        if not await bezorgingen.attempted(tx, each, name, stand, at, attempt):
            return False
        if event is not None:
            await gebeurtenissen.append(tx, self.dienst, [event])
        if isinstance(tried.next, GivenUp):
            park = to_park_given_up(self.dienst, self.keys, each, tried.next.reason, tried.moment_ms)
            await parkeerplaats.park(tx, [park])
        return True
