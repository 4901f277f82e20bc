"""Knows whether a service can do its work, and says why not in words without secrets."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from services.shared.dossier.opening import NEWEST, revision
from services.shared.platform.database import Database, DatabaseError
from services.shared.platform.log.port import Log

_EVERY_SECONDS = 2.0
_ANSWER_SECONDS = 4.0
_POLL_SECONDS = 60.0


@dataclass(slots=True)
class Health:
    """What is known of a service: each reason why it is not ready, by what it is about.

    ``now`` gives seconds of a clock that never goes back. A service that reads nothing has ``reads`` false.
    """

    dienst: str
    now: Callable[[], float]
    reads: bool = True
    pinned_day: str | None = None
    notes: list[str] = field(default_factory=list)
    _reasons: dict[str, str] = field(default_factory=lambda: {"start": "de dienst start nog"})
    _polled: float | None = None

    def polled(self) -> None:
        """The reading loop made a round."""
        self._polled = self.now()

    def set(self, about: str, reason: str | None) -> None:
        """Say that something is wrong, or with None that it is right again."""
        if reason is None:
            self._reasons.pop(about, None)
        else:
            self._reasons[about] = reason

    def reasons(self) -> list[str]:
        """Why the service cannot do its work; empty when it can."""
        found = list(self._reasons.values())
        if self.reads and not found and (self._polled is None or self.now() - self._polled > _POLL_SECONDS):
            found.append("er is al een tijd niet uit het log gelezen")
        return found

    async def watch(self, database: Database, log: Log | None, stop: asyncio.Event) -> None:
        """Ask database and log time and again whether they are there, until ``stop``."""
        while not stop.is_set():
            reasons = await asyncio.gather(_database_reason(database), _log_reason(log))
            self.set("database", reasons[0])
            self.set("log", reasons[1])
            self.set("start", None)
            try:
                await asyncio.wait_for(stop.wait(), _EVERY_SECONDS)
            except TimeoutError:
                continue


async def _database_reason(database: Database) -> str | None:
    try:
        async with asyncio.timeout(_ANSWER_SECONDS):
            found = await revision(database)
    except (DatabaseError, TimeoutError):
        found = None
    if found is None:
        return "de database antwoordt niet"
    return None if found == NEWEST else "de database is niet bijgewerkt; voer sluis migrate uit"


async def _log_reason(log: Log | None) -> str | None:
    if log is None:
        return None
    try:
        async with asyncio.timeout(_ANSWER_SECONDS):
            reachable = await log.reachable()
    except TimeoutError:
        reachable = False
    return None if reachable else "het log antwoordt niet"
