"""Through real Kafka and PostgreSQL: a JW323 in a Di01, its JW325 in one Du01, whenever the gateway is killed."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from deploy.local.servers import Kafka
from services.gateway.stuf.settings import GgkSettings
from services.shared.dossier import enveloppen
from tests.support.gebeurtenissen import allocation, declaration
from tests.support.ggk import SCHEMA
from tests.support.keten import Keten, Partij, keten
from tests.support.poort import free_port, judging, poort, until

SECRET = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
COUNT = 8


class Dienst:
    """A service in a process of its own, which can be killed and started again."""

    def __init__(self, name: str, where: list[str], environment: dict[str, str]) -> None:
        self.name, self.port = name, free_port()
        self._command = [sys.executable, "-m", "services.cli", "run", name, "--port", str(self.port), *where]
        self._environment = {**os.environ, **environment}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(self._command, env=self._environment, stdout=subprocess.DEVNULL)

    def kill(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()

    async def ready(self) -> bool:
        async with httpx.AsyncClient(trust_env=False) as client:
            try:
                return (await client.get(f"http://127.0.0.1:{self.port}/health/ready")).status_code == 200
            except httpx.TransportError:
                return False


async def _topics(kafka: Kafka) -> None:
    words = ["topics", "apply", "--kafka", kafka.bootstrap, "--replication", "1"]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "services.cli", *words, stdout=asyncio.subprocess.DEVNULL
    )
    assert await process.wait() == 0


async def _send(gateway: Dienst, data: bytes, number: str) -> bool:
    """Offer an envelope; whether a Bv03 came."""
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{gateway.port}", trust_env=False) as client:
        try:
            return (await Partij(client).di01(data, zender="12345678", referentienummer=number)).status_code == 200
        except httpx.TransportError:
            return False


async def _allocations(gateway: Dienst, other: Keten) -> None:
    """Hand allocations in; each leaves as a Di01."""
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{gateway.port}", trust_env=False) as client:
        for n in range(1, COUNT + 1):
            heads = {"content-type": "application/xml"}
            taken = await client.post("/v1/berichten", content=allocation(f"A{n}", n), headers=heads, timeout=60)
            assert taken.status_code == 202

    async def left() -> bool:
        return len({each.nummer for each in other.van("Di01")}) == COUNT

    await until(left, 90)


@pytest.mark.servers
async def test_every_declaration_gets_one_du01_whenever_the_gateway_is_killed(
    tmp_path: Path, migrated_database: str, breakable_kafka: Kafka
) -> None:
    await _topics(breakable_kafka)
    dice = random.Random(5)
    with keten() as other:
        where = ["--database", migrated_database, "--kafka", breakable_kafka.bootstrap]
        more = {"SLUIS_KEY": SECRET, "SLUIS_GGK_ACCESS": "open", "SLUIS_GGK_PAUSE": "0.2", "SLUIS_GGK_URL": other.url}
        services = [Dienst(name, where, more) for name in ("gateway", "toewijzing", "declaratie")]
        gateway = services[0]
        try:
            for each in services:
                each.start()
            for each in services:
                await until(each.ready, 60)
            await _allocations(gateway, other)
            todo = {str(uuid4()): declaration(f"B{n}", n) for n in range(1, COUNT + 1)}
            confirmed: set[str] = set()
            while len(confirmed) < COUNT:
                for number in [number for number in todo if number not in confirmed][: dice.randint(2, 4)]:
                    if await _send(gateway, todo[number], number):
                        confirmed.add(number)
                await asyncio.sleep(dice.random())
                gateway.kill()
                gateway.start()
                await until(gateway.ready, 60)

            async def answered() -> bool:
                return {each.cross for each in other.van("Du01")} == set(todo)

            await until(answered, 120)
        finally:
            for each in services:
                each.kill()
    answers: dict[str | None, set[bytes]] = {}
    for each in other.van("Du01"):
        assert SCHEMA.fout(each.wortel) is None
        assert b"jw325/schema" in each.inhoud
        answers.setdefault(each.cross, set()).add(each.body)
    assert all(len(bodies) == 1 for bodies in answers.values())
    assert not other.van("Fo01")


async def test_on_postgresql_what_comes_back_is_linked_and_told(tmp_path: Path, migrated_database: str) -> None:
    with keten() as other:
        ggk = GgkSettings(access="open", url=other.url, pause=0.05)
        async with poort(tmp_path, url=migrated_database, ggk=ggk) as gate, judging(gate):
            levering = (await gate.hand_in(allocation("A1", 1))).json()["id"]

            async def delivered() -> object:
                return await gate.rows("SELECT 1 FROM envelop WHERE richting = 'uit' AND stand = 'bezorgd'")

            await until(delivered, 60)
            [di01] = other.van("Di01")
            partij = Partij(gate.client)
            await partij.fo01(zender="IB", crossRefnummer=di01.nummer, ontvanger="0193")
            await partij.fo01(zender="IB", crossRefnummer=str(uuid4()), ontvanger="0193")
            await partij.du01(b"<a/>", zender="12345678", crossRefnummer=di01.nummer)

            async def done() -> bool:
                return not await gate.rows("SELECT 1 FROM envelop WHERE stand IN ('ontvangen', 'wacht')")

            await until(done, 60)
            assert await gate.rows("SELECT beantwoord FROM envelop WHERE berichtcode = 'Di01'") == [(2,)]
            told = (await gate.client.get("/v1/berichten/A1")).json()
            assert told["id"] == levering
            assert [each["berichtcode"] for each in told["enveloppen"]] == ["Di01", "Fo01", "Du01", "Fo01"]
            async with gate.database.transaction() as tx:
                await tx.run("UPDATE envelop SET uiterlijk = '2020-01-02', beantwoord = 0 WHERE berichtcode = 'Di01'")
                assert len(await enveloppen.unanswered(tx, "2020-01-02", 2, 10)) == 1
                assert await enveloppen.let_go(tx, "2999-01-01") == 5
