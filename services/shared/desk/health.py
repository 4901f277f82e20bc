"""Knows whether a service can do its work, and says why not in words without secrets."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any

from services.shared.dossier.opening import NEWEST, revision
from services.shared.platform.database import Database
from services.shared.platform.log.port import Log, LogUnavailable

_EVERY_SECONDS = 2.0
_ANSWER_SECONDS = 4.0
_POLL_SECONDS = 60.0


@dataclass(slots=True)
class Health:
    """What is known of a service: each reason why it is not ready, by what it is about.

    ``now`` gives seconds of a clock that never goes back. A service that reads nothing has ``reads`` false. ``topics``
    are those without which it cannot work.
    """

    dienst: str
    now: Callable[[], float]
    reads: bool = True
    pinned_day: str | None = None
    notes: list[str] = field(default_factory=list)
    topics: Sequence[str] = ()
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
        questions = {"database": _Question(lambda: _database_reason(database), "de database antwoordt niet")}
        if log is not None:
            questions["log"] = _Question(lambda: _log_reason(log, self.topics), "het log antwoordt niet")
        while not stop.is_set():
            found = await asyncio.gather(*(question.ask() for question in questions.values()))
            for about, reason in zip(questions, found, strict=True):
                self.set(about, reason)
            self.set("start", None)
            try:
                await asyncio.wait_for(stop.wait(), _EVERY_SECONDS)
            except TimeoutError:
                continue
        for question in questions.values():
            question.forget()


@dataclass(slots=True)
class _Question:
    """Asks something of a server, and never waits long for it: a frozen server holds up even who stops asking."""

    work: Callable[[], Coroutine[Any, Any, str | None]]
    silence: str
    _asked: asyncio.Task[str | None] | None = None

    async def ask(self) -> str | None:
        """The reason why the server is of no use, None when it is; a question without an answer is not repeated."""
        asked = self._asked or asyncio.create_task(self.work())
        done, _ = await asyncio.wait((asked,), timeout=_ANSWER_SECONDS)
        self._asked = None if done else asked
        return asked.result() if done and asked.exception() is None else self.silence

    def forget(self) -> None:
        """The answer does not matter any more."""
        if self._asked is not None:
            self._asked.cancel()


async def _database_reason(database: Database) -> str | None:
    found = await revision(database)
    if found is None:
        return "de database antwoordt niet"
    return None if found == NEWEST else "de database is niet bijgewerkt; voer sluis migrate uit"


async def _log_reason(log: Log, topics: Sequence[str]) -> str | None:
    if not await log.reachable():
        return "het log antwoordt niet"
    try:
        if topics:
            await log.ends(topics)
    except LogUnavailable:
        return "het log geeft de topics niet; voer sluis topics apply uit"
    return None
