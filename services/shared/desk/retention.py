"""Lets go of what was kept long enough: records of the embedded log, and the sealed bodies of old messages.

Kafka keeps its own topics to their terms. A message whose body is gone stays known: its outcome, its figures and its
place in the ledger remain, so that a late repetition still changes nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from services.shared.desk.publishing import ANSWERS
from services.shared.dossier import berichten, bezorgingen, enveloppen, gebeurtenissen, leiding
from services.shared.platform.database import Database, DatabaseError, Transaction
from services.shared.platform.log.port import Log, LogUnavailable
from services.shared.platform.log.topics import parse
from services.shared.platform.resources import contracts_dir

_TASK = "bewaren"
_EVERY_SECONDS = 3600.0
_DAY_MS = 86_400_000
_LOOKED_AT = 500


@dataclass(frozen=True, slots=True)
class Retention:
    """``keep_days``: how long bodies of messages and answers are kept, None for ever. ``holder`` names the process."""

    database: Database
    log: Log
    keep_days: int | None
    holder: str
    now_ms: Callable[[], int]
    trouble: Callable[[str], None]

    async def run(self, stop: asyncio.Event) -> None:
        """Clean up every hour until ``stop``; one process at a time does it."""
        while not stop.is_set():
            try:
                await self.once()
            except (DatabaseError, LogUnavailable) as error:
                self.trouble(type(error).__name__)
            try:
                await asyncio.wait_for(stop.wait(), _EVERY_SECONDS)
            except TimeoutError:
                continue

    async def once(self) -> None:
        """One round."""
        now = self.now_ms()
        async with self.database.transaction() as tx:
            if not await leiding.hold(tx, _TASK, self.holder, now):
                return
            if self.keep_days is not None:
                before = await _not_in_outbox(
                    tx, datetime.fromtimestamp(now / 1000, UTC) - timedelta(days=self.keep_days)
                )
                for kept in (berichten, bezorgingen, enveloppen):
                    await kept.let_go(tx, before.isoformat(timespec="seconds"))
        for topic in parse((contracts_dir() / "topics.toml").read_text()):
            await self.log.retain(topic.name, now - topic.retention_days * _DAY_MS)


async def _not_in_outbox(tx: Transaction, before: datetime) -> datetime:
    """This moment, or an earlier one when an answer from before it still has to leave: its bytes are needed then."""
    waiting = await gebeurtenissen.on(tx, ANSWERS, _LOOKED_AT)
    return min([before, *(each.made for each in waiting if each.made is not None)])
