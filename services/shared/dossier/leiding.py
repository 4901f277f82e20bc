"""Decides which process does a task of which only one may be active: a lease that must be renewed."""

from __future__ import annotations

from services.shared.platform.database import Transaction

LEASE_MS = 15_000


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
