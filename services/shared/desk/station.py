"""Runs one service in a process: connects, reads, publishes, tells how it is, and stops in order.

A server that is away never ends a service: it waits, says so on ``/health/ready``, and goes on when it is back.
"""

from __future__ import annotations

import asyncio
import signal
import socket
import time
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

from fastapi import FastAPI

from services.shared.desk import figures
from services.shared.desk.closing import Answered
from services.shared.desk.figures import Figures
from services.shared.desk.handing import Told
from services.shared.desk.health import Health
from services.shared.desk.http import Tls, make_app, serve
from services.shared.desk.retention import Retention
from services.shared.dossier.opening import NotMigrated
from services.shared.platform.database import Database, DatabaseError
from services.shared.platform.log.port import Log, LogUnavailable
from services.shared.platform.memory import collect_less
from services.shared.platform.observability import Logs, Metrics

_LONGEST_PAUSE = 5.0
_STOP_SECONDS = 12.0  # for what was begun to end by itself, well within the half minute that a service may take
_CUT_OFF_SECONDS = 3.0
_CLOSE_SECONDS = 4.0
_WAITING_TOLD_SECONDS = 60.0


class Clock:
    """The clock of a process. ``pinned`` holds the day of the rules still, for tests and replays."""

    def now_ms(self) -> int:
        """Milliseconds since 1970 (UTC)."""
        return time.time_ns() // 1_000_000

    def steady(self) -> float:
        """Seconds of a clock that never goes back."""
        return time.monotonic()

    def stamp(self) -> str:
        """Now, as an ISO 8601 moment in UTC."""
        return datetime.now(UTC).isoformat(timespec="milliseconds")


@dataclass(slots=True)
class Place:
    """What a service has once it is connected."""

    database: Database
    log: Log
    stop: asyncio.Event
    station: Station


@dataclass(frozen=True, slots=True)
class Opening:
    """How a service gets its database and its log. ``close`` false: they are shared with others and stay open."""

    database: Callable[[], Awaitable[Database]]
    log: Callable[[Database], Awaitable[Log]]
    close: bool = True


Work = Callable[[Place], Awaitable[Sequence[Awaitable[None]]]]
"""Starts the work of a service: gives the tasks that run until ``stop``."""


@dataclass(slots=True)
class Station:
    """One service in one process."""

    dienst: str
    opening: Opening
    work: Work
    port: int
    host: str = "0.0.0.0"  # noqa: S104 - a service in a container is reached from outside it
    instance: str = ""
    reads: bool = True
    pinned_day: str | None = None
    tls: Tls | None = None
    keep_days: int | None = None
    clock: Clock = field(default_factory=Clock)
    metrics: Metrics = field(default_factory=Metrics)
    health: Health = field(init=False)
    logs: Logs = field(init=False)
    app: FastAPI = field(init=False)
    _waiting_told: float | None = field(default=None, init=False)
    _stopped_told: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        self.health = Health(self.dienst, self.clock.steady, self.reads, self.pinned_day)
        self.logs = Logs(self.dienst)
        self.app = make_app(self.dienst, self.health, self.metrics)

    @property
    def member(self) -> str:
        """A name that is the same after a restart and differs between two processes of a service."""
        return self.instance or f"{self.dienst}-{socket.gethostname()}-{self.port}"

    async def run(self, stop: asyncio.Event) -> None:
        """Run until ``stop``; raises only what no waiting mends (a wrong key, a port in use)."""
        self.logs("dienst_gestart", poort=self.port)
        if self.pinned_day is not None:
            self.logs("klok_vastgezet", "warning", vandaag=self.pinned_day)
        http = asyncio.create_task(serve(self.app, self.host, self.port, stop, self.tls))
        try:
            main = asyncio.create_task(self._connected(stop))
            await asyncio.wait((http, main), return_when=asyncio.FIRST_COMPLETED)
            if http.done() and not stop.is_set():
                main.cancel()
                await asyncio.wait((main,))
                http.result()
            stop.set()
            await main
        finally:
            stop.set()
            await asyncio.wait((http,))
            self.logs("dienst_gestopt")

    async def _connected(self, stop: asyncio.Event) -> None:
        database = await self._patiently(self.opening.database, "database", stop)
        if database is None:
            return
        log = await self._patiently(lambda: self.opening.log(database), "log", stop)
        if log is None:
            if self.opening.close:
                await close(database)
            return
        place = Place(database, log, stop, self)
        try:
            tasks = [asyncio.ensure_future(task) for task in await self.work(place)]
            retention = Retention(database, log, self.keep_days, self.member, self.clock.now_ms, self.trouble)
            tasks.append(asyncio.ensure_future(retention.run(stop)))
            tasks.append(asyncio.ensure_future(self.health.watch(database, log, stop)))
            tasks.append(
                asyncio.ensure_future(
                    figures.keep(Figures(self.dienst, self.metrics, self.clock.now_ms), database, log, stop)
                )
            )
            collect_less()
            self.logs("dienst_klaar", database=database.url.safe)
            done, running = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            stop.set()
            await _end(running)
            for task in done:
                task.result()
        finally:
            if self.opening.close:
                await close(log, database)

    async def _patiently(self, opening: Callable[[], Awaitable], about: str, stop: asyncio.Event):  # type: ignore[no-untyped-def,type-arg]
        """Open something that may be away for a while; None when the service must stop meanwhile."""
        pause = 0.2
        while not stop.is_set():
            try:
                found = await opening()
                self.health.set(about, None)
                return found
            except NotMigrated as error:
                self.health.set(about, str(error))
                self.trouble(type(error).__name__)
            except (DatabaseError, LogUnavailable) as error:
                self.health.set(about, f"{'de database' if about == 'database' else 'het log'} antwoordt niet")
                self.trouble(type(error).__name__)
            try:
                await asyncio.wait_for(stop.wait(), pause)
            except TimeoutError:
                pause = min(_LONGEST_PAUSE, pause * 2)
        return None

    def trouble(self, kind: str) -> None:
        """Database or log is away, or a conflict could not be settled."""
        self.metrics.trouble.labels(self.dienst, kind).inc()
        self.logs("storing", "warning", fout=kind)

    def told(self) -> Told:
        """What the reading loop tells, as logs, metrics and health."""
        return Told(
            answered=self._answered,
            parked=self._parked,
            repeated=self._repeated,
            trouble=self.trouble,
            waiting=self._waiting,
            polled=self.health.polled,
            took=self.metrics.seconds.labels(self.dienst).observe,
            stopped=self._stopped,
        )

    def _answered(self, answers: Sequence[Answered]) -> None:
        for each in answers:
            self.metrics.processed.labels(self.dienst, each.soort, each.outcome.value).inc()
            self.metrics.lines.labels(self.dienst).inc(each.regels)
            for (regel, zwaarte), count in each.remarks.items():
                self.metrics.signals.labels(regel, zwaarte).inc(count)
            self.logs(
                "bericht_beoordeeld", bericht_id=each.bericht_id, soort=each.soort, oordeel=each.outcome.value,
                regels=each.regels,
            )  # fmt: skip

    def _parked(self, kind: str, reason: str) -> None:
        self.metrics.parked_total.labels(self.dienst, kind).inc()
        self.logs("bericht_geparkeerd", "error" if kind == "bug" else "warning", soort_fout=kind, reden=reason)

    def _repeated(self, levering: str) -> None:
        self.metrics.repeated.labels(self.dienst).inc()
        self.logs("levering_met_andere_inhoud", "warning")

    def _waiting(self, count: int, seconds: float) -> None:
        self.metrics.oldest.labels(self.dienst).set(seconds)
        now = self.clock.steady()
        if self._waiting_told is None or now - self._waiting_told > _WAITING_TOLD_SECONDS:
            self._waiting_told = now
            self.logs("bericht_wacht_op_toewijzing", "info", aantal=count, seconden=round(seconds, 1))

    def _stopped(self, reason: str) -> None:
        self.health.set("bugs", f"het lezen is gestopt: {reason}")
        if not self._stopped_told:
            self._stopped_told = True
            self.logs("lezen_gestopt", "error", reden=reason)


async def _end(running: Collection[asyncio.Future[None]]) -> None:
    """Let tasks end by themselves, and cut off those that cannot: a server may never answer."""
    if running:
        _, late = await asyncio.wait(running, timeout=_STOP_SECONDS)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late, timeout=_CUT_OFF_SECONDS)


async def close(*servers: Log | Database) -> None:
    """Take leave of a log and a database, some seconds each at most."""
    for each in servers:
        with suppress(TimeoutError):
            async with asyncio.timeout(_CLOSE_SECONDS):
                await each.close()


def stop_on_signals() -> asyncio.Event:
    """An event that is set on SIGTERM or SIGINT."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, stop.set)
    return stop
