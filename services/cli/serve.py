"""Start alle diensten in één proces, op SQLite en het ingebouwde log: er is geen andere server nodig.

De gateway luistert op --port (standaard 8080), met alle paden; de andere diensten alleen op deze machine, op de drie
poorten erna. SIGTERM of Ctrl-C beëindigt alles netjes.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from dataclasses import replace

from services.cli.running import STATIONS, add_service_options, open_log, settings_from
from services.normbewaking.bootstrap import mount
from services.shared.desk.loading import UsageError
from services.shared.desk.settings import PORTS, Parts
from services.shared.desk.station import Opening, Station, stop_on_signals
from services.shared.dossier.opening import WrongKey, open_database
from services.shared.platform.database import Database
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
        print(f"sluis serve: {error.strerror or error}", file=sys.stderr)
        return 1
    return 0


async def _serve(parts: Parts) -> None:
    stop = stop_on_signals()
    database = await open_database(parts.url, parts.keys.fingerprint)
    log = await open_log(parts, database)

    async def shared_database() -> Database:
        return database

    async def shared_log(opened: Database) -> Log:
        return log

    opening = Opening(shared_database, shared_log, close=False)
    first = PORTS["gateway"] if parts.settings.port is None else parts.settings.port
    try:
        stations = [_station(name, n, first, parts, opening) for n, name in enumerate(_ORDER)]
        mount(stations[0].app, parts, lambda: database)
        tasks = [asyncio.create_task(station.run(stop)) for station in stations]
        done, running = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        stop.set()
        if running:
            await asyncio.wait(running)
        for task in done | running:
            task.result()
    finally:
        await log.close()
        await database.close()


def _station(name: str, n: int, first: int, parts: Parts, opening: Opening) -> Station:
    port = first + n if first else 0
    host = parts.settings.host if name == "gateway" else "127.0.0.1"
    settings = parts.settings.model_copy(update={"port": port, "host": host})
    return STATIONS[name]()(replace(parts, settings=settings), opening)
