"""Start alle diensten in één proces, op SQLite en het ingebouwde log: er is geen andere server nodig.

De gateway luistert op --port (standaard 8080), met alle paden; de andere diensten alleen op deze machine, op de drie
poorten erna. SIGTERM of Ctrl-C beëindigt alles netjes.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from dataclasses import dataclass, field, replace

from services.cli.running import STATIONS, add_service_options, open_log, settings_from
from services.cli.trouble import of_crash, of_service
from services.normbewaking.bootstrap import mount
from services.shared.desk.loading import UsageError
from services.shared.desk.settings import PORTS, Parts
from services.shared.desk.station import Opening, Station, close, stop_on_signals
from services.shared.dossier.opening import WrongKey, open_database
from services.shared.platform.database import Database, Unavailable
from services.shared.platform.keys import KeyFault
from services.shared.platform.log.port import Log
from services.shared.platform.observability import start_logging

_ORDER = ("gateway", "toewijzing", "declaratie", "normbewaking")


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    add_service_options(parser)


def run(options: argparse.Namespace) -> int:
    """Run all services until told to stop."""
    try:
        parts = Parts.of(settings_from(options))
        start_logging()
        asyncio.run(_serve(parts))
    except (UsageError, KeyFault, WrongKey) as error:
        print(f"sluis serve: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"sluis serve: {of_service(error)}", file=sys.stderr)
        return 1
    except Exception as error:  # noqa: BLE001 - its text can quote a message, and a traceback would print it
        print(f"sluis serve: {of_crash(error)}", file=sys.stderr)
        return 1
    return 0


async def _serve(parts: Parts) -> None:
    stop = stop_on_signals()
    shared = _Shared(parts)
    opening = Opening(shared.open_database, shared.open_log, close=False)
    first = PORTS["gateway"] if parts.settings.port is None else parts.settings.port
    try:
        stations = [_station(name, n, first, parts, opening) for n, name in enumerate(_ORDER)]
        mount(stations[0].app, parts, shared.opened)
        tasks = [asyncio.create_task(station.run(stop)) for station in stations]
        done, running = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        stop.set()
        if running:
            await asyncio.wait(running)
        for task in done | running:
            task.result()
    finally:
        await shared.close()


@dataclass(slots=True)
class _Shared:
    """The one database and the one log of all services, opened by whoever comes first; who fails tries again."""

    parts: Parts
    database: Database | None = None
    log: Log | None = None
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def open_database(self) -> Database:
        """The database, migrated. Raises WrongKey, or Unavailable when it is away."""
        async with self._turn:
            if self.database is None:
                self.database = await open_database(self.parts.url, self.parts.keys.fingerprint)
            return self.database

    async def open_log(self, database: Database) -> Log:
        """The log: Kafka, or the one in the database."""
        async with self._turn:
            if self.log is None:
                self.log = await open_log(self.parts, database)
            return self.log

    async def close(self) -> None:
        """Take leave of what was opened."""
        for each in (self.log, self.database):
            if each is not None:
                await close(each)

    def opened(self) -> Database:
        """The database; raises Unavailable until it is there."""
        if self.database is None:
            raise Unavailable("nog niet verbonden")
        return self.database


def _station(name: str, n: int, first: int, parts: Parts, opening: Opening) -> Station:
    port = first + n if first else 0
    host = parts.settings.host if name == "gateway" else "127.0.0.1"
    settings = parts.settings.model_copy(update={"port": port, "host": host})
    return STATIONS[name]()(replace(parts, settings=settings), opening)
