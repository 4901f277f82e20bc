"""Toon hoe het met alle diensten is: gereed of niet, achterstand, wat wacht en wat geparkeerd is."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from typing import Any

import httpx
from rich.table import Table

from services.cli.running import add_service_options, open_log, settings_from
from services.cli.screen import console
from services.shared.desk.loading import UsageError
from services.shared.desk.settings import PORTS, Parts
from services.shared.dossier import parkeerplaats, posities
from services.shared.dossier.opening import NotMigrated, WrongKey, open_database
from services.shared.platform.database import Database, DatabaseError
from services.shared.platform.keys import KeyFault
from services.shared.platform.log.port import Log, LogUnavailable


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    add_service_options(parser)
    parser.add_argument(
        "--dienst",
        action="append",
        metavar="NAAM=URL",
        help="waar een dienst luistert, bijvoorbeeld declaratie=http://localhost:8082 (SLUIS_STATUS_<NAAM>)",
    )
    parser.add_argument("--json", action="store_true", help="voor programma's")


def run(options: argparse.Namespace) -> int:
    """0 when every service is ready, 1 when something is wrong, 2 misuse."""
    try:
        found = asyncio.run(_gather(options))
    except (UsageError, KeyFault, WrongKey, NotMigrated) as error:
        print(f"sluis status: {error}", file=sys.stderr)
        return 2
    if options.json:
        print(json.dumps(found, ensure_ascii=False))
    else:
        _show(found)
    return 0 if all(service["gereed"] for service in found["diensten"].values()) else 1


async def _gather(options: argparse.Namespace) -> dict[str, Any]:
    parts = Parts.of(settings_from(options))
    found: dict[str, Any] = {"database": "bereikbaar", "log": "bereikbaar", "diensten": {}, "achterstand": {}}
    for name, port in PORTS.items():
        found["diensten"][name] = await _service(name, _address(options, name, port))
    try:
        database = await open_database(parts.url, parts.keys.fingerprint, migrate=False)
    except DatabaseError:
        found["database"] = "antwoordt niet"
        return found
    try:
        await _stored(database, found)
        log = await open_log(parts, database)
        try:
            await _lag(database, log, found)
        finally:
            await log.close()
    except (DatabaseError, LogUnavailable) as error:
        found["log" if isinstance(error, LogUnavailable) else "database"] = "antwoordt niet"
    finally:
        await database.close()
    return found


def _address(options: argparse.Namespace, name: str, port: int) -> str:
    given = dict(each.split("=", 1) for each in options.dienst or () if "=" in each)
    return given.get(name) or os.environ.get(f"SLUIS_STATUS_{name.upper()}") or f"http://127.0.0.1:{port}"


async def _service(name: str, address: str) -> dict[str, Any]:
    try:
        async with httpx.AsyncClient(timeout=3) as client:
            answer = await client.get(f"{address}/health/ready")
            said = answer.json()
    except (httpx.HTTPError, ValueError):
        return {"gereed": False, "redenen": ["antwoordt niet"]}
    if said.get("dienst") != name:
        return {"gereed": False, "redenen": ["op dit adres luistert iets anders"]}
    return {"gereed": answer.status_code == 200, "redenen": said.get("redenen", []), "vandaag": said.get("vandaag")}


async def _stored(database: Database, found: dict[str, Any]) -> None:
    async with database.transaction(write=False) as tx:
        found["geparkeerd"] = await parkeerplaats.counts(tx)
        found["wachtend"] = {
            row[0]: row[1] for row in await tx.rows("SELECT dienst, COUNT(*) FROM wachtend GROUP BY dienst")
        }
        found["outbox"] = {
            row[0]: row[1] for row in await tx.rows("SELECT dienst, COUNT(*) FROM gebeurtenis GROUP BY dienst")
        }
        found["uitkomsten"] = {
            row[0]: row[1] for row in await tx.rows("SELECT uitkomst, COUNT(*) FROM bericht GROUP BY uitkomst")
        }


async def _lag(database: Database, log: Log, found: dict[str, Any]) -> None:
    if not await log.reachable():
        raise LogUnavailable("niet bereikbaar")
    for group in PORTS:
        async with database.transaction(write=False) as tx:
            positions = await posities.all_of(tx, group)
        topics = sorted({topic for topic, _ in positions})
        if not topics:
            continue
        behind = 0
        for partition, end in (await log.ends(topics)).items():
            behind += max(0, end - positions.get((partition.topic, partition.number), 0))
        found["achterstand"][group] = behind


def _show(found: dict[str, Any]) -> None:
    screen = console()
    table = Table(title=f"Sluis  (database {found['database']}, log {found['log']})", title_justify="left")
    for name in ("dienst", "gereed", "achterstand", "wacht", "outbox", "geparkeerd", "waarom niet"):
        table.add_column(name)
    for name, service in found["diensten"].items():
        table.add_row(
            name,
            "ja" if service["gereed"] else "nee",
            str(found["achterstand"].get(name, "-")),
            str(found.get("wachtend", {}).get(name, 0)),
            str(found.get("outbox", {}).get(name, 0)),
            str(found.get("geparkeerd", {}).get(name, 0)),
            "; ".join(service["redenen"]),
        )
    screen.print(table)
    if found.get("uitkomsten"):
        screen.print(
            "Berichten: " + ", ".join(f"{name} {count}" for name, count in sorted(found["uitkomsten"].items()))
        )
