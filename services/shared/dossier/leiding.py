"""Decides which process does a task of which only one may be active: a lease that must be renewed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from services.shared.platform.database import Database, DatabaseError, Transaction

LEASE_MS = 15_000
RENEW_MS = 5_000


async def hold(tx: Transaction, task: str, holder: str, now_ms: int) -> bool:
    """Take or renew the lease of a task; whether ``holder`` has it now, for LEASE_MS from now."""
    touched = await tx.run(
        "INSERT INTO leiding (taak, houder, tot) VALUES (?, ?, ?) ON CONFLICT (taak) DO UPDATE"
        " SET houder = excluded.houder, tot = excluded.tot WHERE leiding.houder = ? OR leiding.tot < ?",
        task, holder, now_ms + LEASE_MS, holder, now_ms,
    )  # fmt: skip
    return touched == 1


async def release(tx: Transaction, task: str, holder: str) -> None:
    """Give the lease back, so that another need not wait."""
    await tx.run("DELETE FROM leiding WHERE taak = ? AND houder = ?", task, holder)


@dataclass(slots=True)
class Lease:
    """The lease of a task for one process, which remembers for RENEW_MS that it has it."""

    database: Database
    task: str
    holder: str
    now_ms: Callable[[], int]
    trouble: Callable[[str], None]
    _held_ms: int | None = field(default=None, init=False)

    async def hold(self) -> bool:
        """Whether this process has the lease; asked again well before it runs out. Raises DatabaseError."""
        now = self.now_ms()
        if self._held_ms is None or not 0 <= now - self._held_ms <= RENEW_MS:
            async with self.database.transaction() as tx:
                if not await hold(tx, self.task, self.holder, now):
                    return False
            self._held_ms = now
        return True

    async def let_go(self) -> None:
        """Give it back at the end; when the database is away, it runs out by itself."""
        self._held_ms = None
        try:
            async with self.database.transaction() as tx:
                await release(tx, self.task, self.holder)
        except DatabaseError as error:
            self.trouble(type(error).__name__)
