"""Runs a gateway inside a test, on a free port, with the embedded log and an SQLite file of its own."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from services.declaratie.bootstrap import make_station as declaratie
from services.gateway.bootstrap import make_station
from services.gateway.settings import GatewaySettings
from services.gateway.stuf.settings import GgkSettings
from services.shared.desk.events import SOURCE
from services.shared.desk.loading import load_gemeenten
from services.shared.desk.publishing import ANSWERS, answer_id
from services.shared.desk.settings import Parts, Settings
from services.shared.desk.station import Opening, Station
from services.shared.dossier.opening import open_database
from services.shared.platform.database import Database, parse_url
from services.shared.platform.log.embedded import EmbeddedLog
from services.shared.platform.log.kafka import KafkaLog
from services.shared.platform.log.port import Log, New, Record
from services.shared.region.regios import Regios
from services.toewijzing.bootstrap import make_station as toewijzing
from tests.support.logs import KEYS

PAIR = "0193:12345678"


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def parts_for(folder: Path, port: int, url: str | None = None) -> Parts:
    """The parts of a service with this database, or with an SQLite file in this folder."""
    url = url or f"sqlite:///{folder / 'sluis.db'}"
    settings = Settings(database=url, port=port, host="127.0.0.1")
    return Parts(settings, parse_url(url), KEYS, Regios([]), load_gemeenten())


@dataclass
class Poort:
    """A gateway that runs, with the database and the log it works on."""

    station: Station
    database: Database
    log: Log
    client: httpx.AsyncClient
    stop: asyncio.Event
    folder: Path

    async def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """What a query gives."""
        async with self.database.transaction(write=False) as tx:
            return [tuple(row) for row in await tx.rows(sql, *values)]

    async def hand_in(self, data: bytes, **headers: str) -> httpx.Response:
        """POST a message."""
        return await self.client.post(
            "/v1/berichten", content=data, headers={"content-type": "application/xml", **headers}
        )

    async def records(self, topic: str) -> list[Record]:
        """Everything on a topic."""
        ends = await self.log.ends([topic])
        return [record for partition, end in ends.items() for record in await self.log.read(partition, 0, end)]

    async def judge(self, levering: str, body: bytes, bron: str = "urn:nld:sluis:gateway", **changed: bytes) -> str:
        """Publish an answer as a judging service does; gives the id of the answer."""
        record = answer_record(levering, body, bron, **changed)
        await self.log.append([record])
        return answer_id(bron, levering)


def answer_record(levering: str, body: bytes, bron: str = "urn:nld:sluis:gateway", **changed: bytes) -> New:
    """An answer as it stands on the log; ``changed`` replaces headers, with an empty value it removes them."""
    headers = {
        "ce_specversion": b"1.0",
        "ce_id": answer_id(bron, levering).encode(),
        "ce_source": SOURCE.encode(),
        "ce_type": b"nl.ijw.antwoord.jw325",
        "ce_time": b"2026-03-01T10:00:00Z",
        "ce_antwoordop": levering.encode(),
        "ce_antwoordopbron": bron.encode(),
        "content-type": b"application/xml",
    } | changed
    return New(ANSWERS, PAIR.encode(), body, tuple((name, value) for name, value in headers.items() if value))


@asynccontextmanager
async def poort(
    folder: Path,
    own: GatewaySettings | None = None,
    url: str | None = None,
    kafka: str | None = None,
    ggk: GgkSettings | None = None,
) -> AsyncIterator[Poort]:
    """A gateway that is ready; it is stopped in order at the end. ``url``: a migrated PostgreSQL."""
    port = free_port()
    parts = parts_for(folder, port, url)
    if url is None:
        await _lay_database(folder / "sluis.db")
    database = await open_database(parts.url, KEYS.fingerprint)
    log: Log = EmbeddedLog(database, KEYS, _now) if kafka is None else KafkaLog(kafka)

    async def same_database() -> Database:
        return database

    async def same_log(_: Database) -> Log:
        return log

    opening = Opening(same_database, same_log, close=False)
    station = make_station(parts, opening, own or GatewaySettings(), ggk)
    stop = asyncio.Event()
    running = asyncio.create_task(station.run(stop))
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
            await until(lambda: _ready(client))
            yield Poort(station, database, log, client, stop, folder)
    finally:
        stop.set()
        await running
        await log.close()
        await database.close()


_migrated: list[bytes] = []


async def _lay_database(file: Path) -> None:
    """A migrated file; it is made once per test run, because migrating takes most of the time of a start."""
    if file.exists():
        return
    if not _migrated:
        await (await open_database(parse_url(f"sqlite:///{file}"), KEYS.fingerprint)).close()
        _migrated.append(file.read_bytes())
    file.write_bytes(_migrated[0])


def _now() -> int:
    return time.time_ns() // 1_000_000


async def _ready(client: httpx.AsyncClient) -> bool:
    try:
        return (await client.get("/health/ready")).status_code == 200
    except httpx.TransportError:
        return False


async def until(true: Callable[[], Awaitable[object]], seconds: float = 20.0) -> None:
    """Wait until something holds; fails when it does not within ``seconds``."""
    async with asyncio.timeout(seconds):
        while not await true():
            await asyncio.sleep(0.02)


@asynccontextmanager
async def judging(gate: Poort) -> AsyncIterator[None]:
    """The two judging services beside a gateway, on the same database and log."""

    async def database() -> Database:
        return gate.database

    async def log(_: Database) -> Log:
        return gate.log

    opening, stop = Opening(database, log, close=False), asyncio.Event()
    url = gate.database.url.text
    stations = [make(parts_for(gate.folder, free_port(), url), opening) for make in (toewijzing, declaratie)]
    running = [asyncio.create_task(station.run(stop)) for station in stations]
    try:
        yield
    finally:
        stop.set()
        await asyncio.gather(*running)


async def delivered(gate: Poort, levering: str) -> bool:
    """Whether the answer to a message is delivered, as its sender can see."""
    life = (await gate.client.get(f"/v1/berichten/{levering}")).json()
    return bool(life["bezorgd"]) and bool(life["bezorgd"]["stand"] == "bezorgd")
