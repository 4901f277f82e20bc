"""Starts the real services against real servers, hands messages in, and collects every answer that comes out."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from base64 import b64encode
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.errors import KafkaError

KEY = b64encode(b"sleutel voor proeven, 32 bytes..").decode()
ANSWERS = "ijw.antwoord.v1"
PORTS = {"toewijzing": 28081, "declaratie": 28082}
_SLUIS = [sys.executable, "-m", "services.cli"]
REGION = """
[region]
name = "Proef"
organisation = "Proef"
valid_from = 2020-01-01

[[municipality]]
code = "0193"
name = "Zwolle"

[[municipality]]
code = "0148"
name = "Dalfsen"

[[product]]
code = "50A09"
category = "50"
unit = "04"
tariff = 10000

""" + "".join(f'[[product]]\ncode = "50B0{n}"\ncategory = "50"\nunit = "83"\n\n' for n in range(10))


@dataclass
class Answer:
    """An answer as it was published: its id, key and bytes."""

    id: str
    key: bytes | None
    body: bytes


@dataclass
class Town:
    """Kafka, PostgreSQL and the services of one test. ``answers`` holds per ce_id everything that was published."""

    kafka: str
    database: str
    folder: Path
    source: str = field(default_factory=lambda: f"urn:proef:{uuid4()}")
    services: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    answers: dict[str, list[Answer]] = field(default_factory=lambda: defaultdict(list))
    sent: list[str] = field(default_factory=list)
    producer: AIOKafkaProducer | None = None
    collector: asyncio.Task[None] | None = None

    @property
    def environment(self) -> dict[str, str]:
        """What a service gets."""
        settings = {
            "DATABASE": self.database,
            "KAFKA": self.kafka,
            "KEY": KEY,
            "REGION": str(self.folder / "region.toml"),
        }
        return {**os.environ, **{f"SLUIS_{name}": value for name, value in settings.items()}}

    def run(self, *words: str) -> str:
        """Run a command of sluis to its end and give what it prints."""
        done = subprocess.run([*_SLUIS, *words], env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, service: str, port: int | None = None) -> None:
        """Start a service; a second one of the same kind needs a port of its own."""
        chosen = PORTS[service] if port is None else port
        name = service if port is None else f"{service}-{port}"
        with (self.folder / f"{name}.log").open("ab") as log:
            self.services[name] = subprocess.Popen(
                [*_SLUIS, "run", service, "--port", str(chosen), "--today", "2026-03-31"],
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def kill(self, name: str) -> None:
        """Kill a service where it is."""
        self.services[name].kill()
        self.services.pop(name).wait()

    def stop(self, name: str) -> int:
        """Ask a service to end; its exit status."""
        process = self.services.pop(name)
        process.send_signal(signal.SIGTERM)
        return process.wait(30)

    async def ready(self, service: str, seconds: float = 60, *, status: int = 200) -> dict[str, Any]:
        """Wait until ``/health/ready`` says so; what it says."""
        end = time.monotonic() + seconds
        said: tuple[int, dict[str, Any]] = (0, {})
        while time.monotonic() < end:
            said = await asyncio.to_thread(_health, PORTS[service])
            if said[0] == status:
                return said[1]
            await asyncio.sleep(0.2)
        raise AssertionError(f"{service} is not at {status} after {seconds} s: {said}")

    async def hand_in(
        self, kind: str, body: bytes | None, key: bytes | None, *, name: str | None = None, **headers: str | None
    ) -> str:
        """Append one record to an intake topic; its ce_id. ``headers`` replace or (None) leave out."""
        assert self.producer is not None
        ce_id = name or str(uuid4())
        head = {
            "ce_specversion": "1.0",
            "ce_id": ce_id,
            "ce_source": self.source,
            "ce_type": f"nl.ijw.bericht.ontvangen.{kind}",
            "ce_time": "2026-03-31T10:00:00Z",
            "content-type": "application/xml",
            **headers,
        }
        given = [(name, value.encode()) for name, value in head.items() if value is not None]
        for _ in range(60):
            try:
                await self.producer.send_and_wait(f"ijw.ontvangen.{kind}.v1", body, key=key, headers=given)
                break
            except KafkaError:
                await asyncio.sleep(0.5)
        self.sent.append(ce_id)
        return ce_id

    async def all_answered(self, names: Sequence[str], seconds: float = 90) -> None:
        """Wait until each of these has an answer."""
        end = time.monotonic() + seconds
        while missing := [name for name in names if name not in self.answers]:
            assert time.monotonic() < end, f"{len(missing)} of {len(names)} have no answer"
            await asyncio.sleep(0.1)

    async def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """What a query on the database gives."""
        connection = await asyncpg.connect(self.database)
        try:
            return [tuple(row) for row in await connection.fetch(sql, *values)]
        finally:
            await connection.close()

    async def laws(self) -> None:
        """One answer per message, the ledger fits, no position ahead of the log."""
        for name, found in self.answers.items():
            assert len({(each.id, each.body) for each in found}) == 1, f"two different answers to {name}"
        drift = await self.rows(
            "SELECT s.toewijzing_nummer FROM saldo s LEFT JOIN (SELECT gemeente, toewijzing_nummer,"
            " SUM(CASE WHEN debet_credit = 'C' THEN -bedrag ELSE bedrag END) AS som FROM boeking WHERE toegekend = 1"
            " GROUP BY 1, 2) b USING (gemeente, toewijzing_nummer) WHERE s.cent <> COALESCE(b.som, 0)"
        )
        assert drift == [], "a balance is not the sum of its postings"

    def parked(self) -> list[dict[str, Any]]:
        """What ``sluis parked list`` tells."""
        found: list[dict[str, Any]] = json.loads(self.run("parked", "list", "--json"))
        return found

    async def collect(self) -> None:
        """Read every answer, whatever happens to the broker, until cancelled."""
        consumer = AIOKafkaConsumer(
            ANSWERS,
            bootstrap_servers=self.kafka,
            auto_offset_reset="earliest",
            enable_auto_commit=False,
            fetch_max_bytes=52_428_800,
            max_partition_fetch_bytes=52_428_800,
        )
        await consumer.start()
        try:
            while True:
                for records in (await consumer.getmany(timeout_ms=500)).values():
                    for record in records:
                        head = dict(record.headers)
                        if head["ce_antwoordopbron"].decode() == self.source:
                            answer = Answer(head["ce_id"].decode(), record.key, record.value)
                            self.answers[head["ce_antwoordop"].decode()].append(answer)
        finally:
            await consumer.stop()


def _health(port: int) -> tuple[int, dict[str, Any]]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=6) as said:
            return said.status, json.load(said)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)
    except OSError:
        return 0, {}


@asynccontextmanager
async def town(kafka: str, database: str, folder: Path) -> AsyncIterator[Town]:
    """A town whose topics and tables exist; services are started by the test and are gone after it."""
    (folder / "region.toml").write_text(REGION)
    made = Town(kafka, database, folder)
    made.run("migrate")
    made.run("topics", "apply", "--partitions", "4")
    made.producer = AIOKafkaProducer(
        bootstrap_servers=kafka,
        acks="all",
        enable_idempotence=True,
        compression_type="zstd",
        max_request_size=67_108_864,
    )
    await made.producer.start()
    made.collector = asyncio.create_task(made.collect())
    try:
        yield made
    finally:
        for process in made.services.values():
            process.kill()
            process.wait()
        made.collector.cancel()
        await asyncio.gather(made.collector, return_exceptions=True)
        await made.producer.stop()
