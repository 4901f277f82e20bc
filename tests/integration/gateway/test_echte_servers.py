"""The gateway on PostgreSQL and Kafka: what holds on the embedded default holds there, also with something killed."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from deploy.local.servers import Kafka
from services.gateway.settings import GatewaySettings
from services.shared.platform.log.kafka import KafkaLog
from services.shared.platform.log.port import Log
from tests.support.gebeurtenissen import allocation, declaration, faults, structured
from tests.support.poort import answer_record, delivered, free_port, judging, poort, until

ANSWER = b"<antwoord/>"
SECRET = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


async def test_on_postgresql_a_message_comes_in_is_judged_and_its_answer_delivered(
    tmp_path: Path, migrated_database: str
) -> None:
    own = GatewaySettings(delivery_folder=tmp_path / "uit")
    async with poort(tmp_path, own, migrated_database) as gate, judging(gate):
        for data in (allocation("A1", 1), declaration("B1", 1)):
            levering = (await gate.hand_in(data)).json()["id"]
            await until(lambda levering=levering: delivered(gate, levering), 60)  # type: ignore[misc]
        again = await gate.judge(levering, b"<andere bytes/>")
        assert len(list((tmp_path / "uit").iterdir())) == 2

        async def reported() -> bool:
            return 'sluis_andere_inhoud_total{dienst="gateway"} 1.0' in (await gate.client.get("/metrics")).text

        await until(reported)
        assert (tmp_path / "uit" / f"{again}.xml").read_bytes() != b"<andere bytes/>"


async def test_on_postgresql_what_is_refused_is_parked_and_can_be_tried_again(
    tmp_path: Path, migrated_database: str
) -> None:
    own = GatewaySettings(delivery_folder=tmp_path / "uit", delivery_pause=0.05, delivery_refusals=1)
    async with poort(tmp_path, own, migrated_database) as gate:
        await gate.judge("a", ANSWER, ce_type=b"iets anders")
        await gate.judge("b", ANSWER)

        async def one_of_each() -> bool:
            parked = await gate.rows("SELECT COUNT(*) FROM geparkeerd WHERE stand = 'geparkeerd'")
            return parked == [(1,)] and await gate.rows("SELECT stand FROM bezorging") == [("bezorgd",)]

        await until(one_of_each)
        async with gate.database.transaction() as tx:
            await tx.run("UPDATE geparkeerd SET stand = 'opnieuw'")
        await until(one_of_each)  # it is still no answer


@pytest.mark.servers
async def test_with_kafka_killed_a_receipt_is_given_only_for_what_is_on_the_log(
    tmp_path: Path, migrated_database: str, breakable_kafka: Kafka
) -> None:
    await _topics(breakable_kafka)
    async with poort(tmp_path, None, migrated_database, breakable_kafka.bootstrap) as gate:
        before = await gate.hand_in(allocation("A1", 1))
        assert before.status_code == 202
        breakable_kafka.kill()
        during = asyncio.create_task(_patient(gate.client, allocation("A2", 2)))

        async def not_ready() -> bool:
            return (await gate.client.get("/health/ready")).status_code == 503

        await until(not_ready, 12)
        breakable_kafka.restart()
        answer = await during
        assert answer.status_code in (202, 503)

        async def ready() -> bool:
            return (await gate.client.get("/health/ready")).status_code == 200

        await until(ready, 60)
        after = await gate.hand_in(allocation("A3", 3))
        assert after.status_code == 202
        received = {dict(each.headers)["ce_id"].decode() for each in await gate.records("ijw.ontvangen.jw301.v1")}
        receipts = {each.json()["id"] for each in (before, answer, after) if each.status_code == 202}
        assert receipts <= received


@pytest.mark.servers
async def test_with_the_gateway_killed_again_and_again_every_answer_is_delivered_whole(
    tmp_path: Path, migrated_database: str, breakable_kafka: Kafka
) -> None:
    await _topics(breakable_kafka)
    port, answers = free_port(), {str(uuid4()): f"<antwoord>{n}</antwoord>".encode() for n in range(300)}
    log: Log = KafkaLog(breakable_kafka.bootstrap)
    process = _start(tmp_path, migrated_database, breakable_kafka.bootstrap, port)
    try:
        for n, (levering, body) in enumerate(answers.items()):
            await log.append([answer_record(levering, body)])
            if n % 90 == 89:
                await asyncio.sleep(1.5)
                process.send_signal(signal.SIGKILL)
                process.wait()
                process = _start(tmp_path, migrated_database, breakable_kafka.bootstrap, port)

        async def all_there() -> bool:
            return len(list((tmp_path / "uit").glob("*.xml"))) == len(answers)

        await until(all_there, 90)
        assert sorted(file.read_bytes() for file in (tmp_path / "uit").glob("*.xml")) == sorted(answers.values())
        await until(lambda: _told(log, len(answers)), 60)
        process.terminate()
        assert process.wait(30) == 0
    finally:
        process.kill()
        await log.close()


async def _told(log: Log, count: int) -> bool:
    """Every delivery was told, each under one id, as its schema says."""
    topic = "ijw.gebeurtenis.levering.v1"
    records = [r for partition, end in (await log.ends([topic])).items() for r in await log.read(partition, 0, end)]
    told = {event["id"]: event for event in map(structured, records)}
    assert all(faults(event) == [] for event in told.values())
    return len(told) == count


async def _patient(client: httpx.AsyncClient, data: bytes) -> httpx.Response:
    return await client.post("/v1/berichten", content=data, headers={"content-type": "application/xml"}, timeout=60)


async def _topics(kafka: Kafka) -> None:
    command = [
        sys.executable,
        "-m",
        "services.cli",
        "topics",
        "apply",
        "--kafka",
        kafka.bootstrap,
        "--replication",
        "1",
    ]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.DEVNULL)
    assert await process.wait() == 0


def _start(folder: Path, database: str, kafka: str, port: int) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "SLUIS_KEY": SECRET, "SLUIS_DELIVERY_FOLDER": str(folder / "uit")}
    command = [sys.executable, "-m", "services.cli", "run", "gateway", "--port", str(port)]
    where = ["--database", database, "--kafka", kafka]
    return subprocess.Popen([*command, *where], env=environment, stdout=subprocess.DEVNULL)
