"""The servers that the tests run on keep what they acknowledged, and outlive nobody."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from deploy.local import kafka
from deploy.local.guard import alive
from deploy.local.kafka import Kafka
from deploy.local.postgres import Postgres, start_postgres
from deploy.local.process import Process, ServerUnavailableError, free_port, new_folder

_ROOT = Path(__file__).resolve().parents[2]


async def _count(url: str) -> int:
    connection = await asyncpg.connect(url)
    try:
        return int(await connection.fetchval("SELECT count(*) FROM facts"))
    finally:
        await connection.close()


async def _remember(url: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("CREATE TABLE IF NOT EXISTS facts (fact int)")
        await connection.execute("INSERT INTO facts VALUES (1)")
    finally:
        await connection.close()


async def _make_topic(bootstrap: str, name: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(name, 1, 1)])
    finally:
        await admin.close()


async def _send(bootstrap: str, topic: str, value: bytes) -> None:
    producer = AIOKafkaProducer(
        bootstrap_servers=bootstrap, acks="all", enable_idempotence=True, max_request_size=67_108_864
    )
    await producer.start()
    try:
        await producer.send_and_wait(topic, value)
    finally:
        await producer.stop()


async def _first_size(bootstrap: str, topic: str) -> int:
    consumer = AIOKafkaConsumer(
        topic, bootstrap_servers=bootstrap, auto_offset_reset="earliest", max_partition_fetch_bytes=67_108_864
    )
    await consumer.start()
    try:
        return len((await asyncio.wait_for(consumer.getone(), 30)).value)
    finally:
        await consumer.stop()


async def test_a_killed_postgres_comes_back_on_its_port_with_what_it_committed(breakable_postgres: Postgres) -> None:
    await _remember(breakable_postgres.url)
    breakable_postgres.kill()
    assert breakable_postgres.pid == 0
    with pytest.raises(OSError):
        await asyncpg.connect(breakable_postgres.url)
    breakable_postgres.restart()
    assert await _count(breakable_postgres.url) == 1


async def test_a_killed_kafka_comes_back_on_its_port_with_the_largest_record(breakable_kafka: Kafka) -> None:
    await _make_topic(breakable_kafka.bootstrap, "groot")
    await _send(breakable_kafka.bootstrap, "groot", bytes(25_000_000))
    breakable_kafka.kill()
    breakable_kafka.restart()
    assert await _first_size(breakable_kafka.bootstrap, "groot") == 25_000_000


async def test_each_test_has_a_database_of_its_own(fresh_database: str, postgres_url: str) -> None:
    await _remember(fresh_database)
    assert fresh_database != postgres_url
    assert await _count(fresh_database) == 1


async def test_the_shared_kafka_answers(kafka_bootstrap: str, unique_name: str) -> None:
    await _make_topic(kafka_bootstrap, unique_name)
    await _send(kafka_bootstrap, unique_name, b"klein")
    assert await _first_size(kafka_bootstrap, unique_name) == 5


@pytest.mark.servers
async def test_a_folder_keeps_the_data_for_the_next_start() -> None:
    folder = new_folder("keeps")
    first = start_postgres(folder)
    await _remember(first.url)
    first.stop()
    second = start_postgres(folder, first.port)
    second.process.own = True  # this time the folder goes with it
    try:
        assert second.url == first.url
        assert await _count(second.url) == 1
    finally:
        second.stop()
    assert not folder.exists()


@pytest.mark.servers
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_no_server_outlives_its_starter(how: signal.Signals) -> None:
    program = (
        "import time; from deploy.local.servers import start_postgres\n"
        "server = start_postgres(fast=True)\n"
        "print(server.pid, server.process.folder, flush=True); time.sleep(600)"
    )
    starter = subprocess.Popen([sys.executable, "-c", program], cwd=_ROOT, stdout=subprocess.PIPE, text=True)
    assert starter.stdout is not None
    pid, folder = starter.stdout.readline().split()
    assert alive(int(pid))
    starter.send_signal(how)
    starter.wait(timeout=10)
    starter.stdout.close()
    until = time.monotonic() + 20
    while (alive(int(pid)) or Path(folder).exists()) and time.monotonic() < until:
        time.sleep(0.1)
    assert not alive(int(pid))
    assert not Path(folder).exists()


def test_a_server_that_does_not_start_says_why_and_leaves_nothing() -> None:
    folder = new_folder("broken")
    command = [sys.executable, "-c", "raise SystemExit('geen zin vandaag')"]
    server = Process("Onwil", command, folder, ready=lambda: False)
    with pytest.raises(ServerUnavailableError, match="geen zin vandaag"):
        server.start()
    assert server.pid == 0
    server.stop()
    assert not folder.exists()


def test_a_server_that_cannot_be_had_leaves_no_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(kafka, "java", lambda: str(tmp_path / "no-java"))
    with pytest.raises(ServerUnavailableError, match="Java"):
        kafka.start_kafka()
    assert list(tmp_path.iterdir()) == []


def test_a_cluster_id_is_never_read_as_an_option(monkeypatch: pytest.MonkeyPatch) -> None:
    class Unlucky:
        def __init__(self, content: bytes) -> None:
            self.bytes = content

    drawn = iter([Unlucky(b"\xfb" + bytes(15)), Unlucky(bytes(16))])
    monkeypatch.setattr(kafka.uuid, "uuid4", lambda: next(drawn))
    assert kafka.new_cluster_id() == "A" * 22


def test_a_free_port_can_be_listened_on() -> None:
    assert 1024 < free_port() < 32768


def test_the_guard_lets_a_server_be_that_was_stopped_by_its_starter() -> None:
    sleeper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    guard = _ROOT / "deploy" / "local" / "guard.py"
    subprocess.run([sys.executable, str(guard), str(sleeper.pid), "15"], input=b".", timeout=10, check=True)
    assert alive(sleeper.pid)
    os.kill(sleeper.pid, signal.SIGKILL)
    sleeper.wait(timeout=10)
    assert not alive(sleeper.pid)
