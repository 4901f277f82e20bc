"""Delivering answers: the same bytes under the same name, in spite of refusals, full disks and killed processes."""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from services.gateway.destinations import Folder
from services.gateway.settings import GatewaySettings
from services.shared.desk.events import SOURCE
from services.shared.desk.publishing import ANSWERS
from services.shared.dossier.leiding import Lease
from services.shared.platform.database import Unavailable
from tests.support.poort import PAIR, Poort, free_port, poort, until

ANSWER = b"<antwoord>" + b"x" * 500 + b"</antwoord>"


def to_folder(folder: Path) -> GatewaySettings:
    return GatewaySettings(delivery_folder=folder / "uit", delivery_pause=0.05)


@dataclass
class Other:
    """The other side: an HTTP endpoint that does as it is told and remembers what came."""

    port: int
    status: Callable[[str], int] = lambda _: 204
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    asked: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/antwoorden"

    async def take(self, request: Request) -> Response:
        self.asked += 1
        body = await request.body()
        status = self.status(request.headers["ce-id"])
        if 200 <= status < 300:
            self.got.append((dict(request.headers), body))
        return Response(status_code=status)


@asynccontextmanager
async def other_side(status: Callable[[str], int] = lambda _: 204) -> AsyncIterator[Other]:
    other = Other(free_port(), status)
    async with serving(other):
        yield other


@asynccontextmanager
async def serving(other: Other) -> AsyncIterator[None]:
    app = Starlette(routes=[Route("/antwoorden", other.take, methods=["POST"])])
    config = uvicorn.Config(app, host="127.0.0.1", port=other.port, log_config=None, lifespan="off", access_log=False)
    server = uvicorn.Server(config)
    running = asyncio.create_task(server._serve())

    async def started() -> bool:
        return server.started

    await until(started)
    try:
        yield
    finally:
        server.should_exit = True
        await running


def to_http(other: Other, **more: float) -> GatewaySettings:
    return GatewaySettings(delivery_url=other.url, delivery_pause=0.05, **more)  # type: ignore[arg-type]


async def state(gate: Poort) -> list[str]:
    return [row[0] for row in await gate.rows("SELECT stand FROM bezorging ORDER BY bezorging_id")]


def all_are(gate: Poort, stand: str, count: int):  # type: ignore[no-untyped-def]
    async def holds() -> bool:
        return await state(gate) == [stand] * count

    return holds


async def test_an_answer_lies_in_the_folder_byte_for_byte_under_its_own_id(tmp_path: Path) -> None:
    async with poort(tmp_path, to_folder(tmp_path)) as gate:
        name = await gate.judge(str(uuid4()), ANSWER)
        await until(all_are(gate, "bezorgd", 1))
        [file] = (tmp_path / "uit").iterdir()
        assert file.name == f"{name}.xml"
        assert file.read_bytes() == ANSWER
        assert file.stat().st_mode & 0o007 == 0


async def test_an_answer_of_others_with_an_odd_id_stays_inside_the_folder(tmp_path: Path) -> None:
    async with poort(tmp_path, to_folder(tmp_path)) as gate:
        await gate.judge("a", ANSWER, ce_id=b"../../123456782")
        await until(all_are(gate, "bezorgd", 1))
        [file] = (tmp_path / "uit").iterdir()
        assert "123456782" not in file.name
        assert not (tmp_path / "123456782.xml").exists()


async def test_an_answer_published_twice_is_delivered_once(tmp_path: Path) -> None:
    async with other_side() as other, poort(tmp_path, to_http(other)) as gate:
        levering = str(uuid4())
        for _ in range(3):
            await gate.judge(levering, ANSWER)
        await until(all_are(gate, "bezorgd", 1))
        await gate.judge(str(uuid4()), ANSWER)
        await until(all_are(gate, "bezorgd", 2))
        assert len(other.got) == 2


async def test_the_same_id_with_other_bytes_changes_nothing_and_is_reported(tmp_path: Path) -> None:
    async with other_side() as other, poort(tmp_path, to_http(other)) as gate:
        levering = str(uuid4())
        await gate.judge(levering, ANSWER)
        await until(all_are(gate, "bezorgd", 1))
        await gate.judge(levering, ANSWER + b" ")

        async def reported() -> bool:
            return 'sluis_andere_inhoud_total{dienst="gateway"} 1.0' in (await gate.client.get("/metrics")).text

        await until(reported)
        assert [body for _, body in other.got] == [ANSWER]


async def test_an_endpoint_gets_the_headers_of_the_answer(tmp_path: Path) -> None:
    async with other_side() as other, poort(tmp_path, to_http(other)) as gate:
        levering = str(uuid4())
        name = await gate.judge(levering, ANSWER, ce_antwoordopbron="urn:één".encode())
        await until(all_are(gate, "bezorgd", 1))
        [(headers, body)] = other.got
        assert body == ANSWER
        assert headers["content-type"] == "application/xml"
        assert {key: value for key, value in headers.items() if key.startswith("ce-")} == {
            "ce-specversion": "1.0",
            "ce-id": name,
            "ce-source": SOURCE,
            "ce-type": "nl.ijw.antwoord.jw325",
            "ce-antwoordop": levering,
            "ce-antwoordopbron": "urn:%C3%A9%C3%A9n",
        }


async def test_a_destination_that_is_away_gets_every_answer_once_when_it_is_back(tmp_path: Path) -> None:
    other = Other(free_port())
    async with poort(tmp_path, to_http(other)) as gate:
        names = [await gate.judge(str(uuid4()), ANSWER) for _ in range(40)]

        async def noted() -> bool:
            ready = await gate.client.get("/health/ready")
            return ready.status_code == 200 and any("bestemming" in note for note in ready.json().get("let_op", []))

        await until(noted)
        assert (await gate.rows("SELECT MAX(pogingen) FROM bezorging"))[0][0] >= 1
        async with serving(other):
            await until(all_are(gate, "bezorgd", 40))
        assert sorted(headers["ce-id"] for headers, _ in other.got) == sorted(names)
        assert "bestemming" not in str((await gate.client.get("/health/ready")).json().get("let_op"))


async def test_a_destination_that_is_away_is_spared(tmp_path: Path) -> None:
    own = {"delivery_pause": 5.0}
    async with other_side(lambda _: 503) as other:
        settings = GatewaySettings(delivery_url=other.url, **own)  # type: ignore[arg-type]
        async with poort(tmp_path, settings) as gate:
            for _ in range(60):
                await gate.judge(str(uuid4()), ANSWER)

            async def asked() -> bool:
                return other.asked >= 3

            await until(asked)
            await asyncio.sleep(1)
            assert other.asked <= 12  # three in a row and what was in flight with them
            assert (await gate.rows("SELECT SUM(pogingen) FROM bezorging"))[0][0] == other.asked


class FirstHangs(Other):
    """Lets the first that comes wait until ``free``."""

    free = asyncio.Event()

    async def take(self, request: Request) -> Response:
        if not self.asked:
            self.asked += 1
            await self.free.wait()
        return await super().take(request)


@pytest.mark.parametrize("happens", [False, Unavailable()])
async def test_what_arrived_is_recorded_when_the_lease_is_lost_or_the_database_was_away_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, happens: bool | Exception
) -> None:
    async with poort(tmp_path) as gate:
        for _ in range(2):
            await gate.judge(str(uuid4()), ANSWER)
        await until(all_are(gate, "wacht", 2))
    other, hold, lost = FirstHangs(free_port()), Lease.hold, asyncio.Event()
    other.free = asyncio.Event()

    async def once_not(self: Lease) -> bool:
        if self.task.startswith("bezorgen") and other.got and not lost.is_set():
            lost.set()
            if isinstance(happens, Exception):
                raise happens
            return happens
        return await hold(self)

    monkeypatch.setattr(Lease, "hold", once_not)
    async with serving(other), poort(tmp_path, to_http(other)) as gate:
        await asyncio.wait_for(lost.wait(), 20)
        other.free.set()
        await until(all_are(gate, "bezorgd", 2))
        names = [headers["ce-id"] for headers, _ in other.got]
        assert names.count(names[0]) == 1
        assert (await gate.rows("SELECT SUM(pogingen) FROM bezorging"))[0][0] == 2


async def test_attempts_are_recorded_with_what_came_of_them_and_when_the_next_follows(tmp_path: Path) -> None:
    answers = iter([503, 503, 200])
    async with other_side(lambda _: next(answers)) as other, poort(tmp_path, to_http(other)) as gate:
        await gate.judge(str(uuid4()), ANSWER)
        await until(all_are(gate, "bezorgd", 1))
        rows = await gate.rows("SELECT poging, uitkomst, volgende IS NULL FROM bezorgpoging ORDER BY poging")
        assert rows == [(1, "HTTP-status 503", 0), (2, "HTTP-status 503", 0), (3, "bezorgd", 1)]


async def test_an_answer_that_is_refused_again_and_again_is_set_aside_and_holds_up_nothing(tmp_path: Path) -> None:
    refused = str(uuid4())
    async with other_side() as other, poort(tmp_path, to_http(other, delivery_refusals=3)) as gate:
        name = await gate.judge(refused, ANSWER)
        other.status = lambda given: 422 if given == name else 200
        await gate.judge(str(uuid4()), ANSWER)

        async def settled() -> bool:
            return sorted(await state(gate)) == ["bezorgd", "geparkeerd"]

        await until(settled)
        [parked] = await gate.rows("SELECT dienst, topic, levering, reden, eigenaar, stand FROM geparkeerd")
        assert parked == (
            "gateway", ANSWERS, name, "Het antwoord is niet te bezorgen: HTTP-status 422.", "beheer", "geparkeerd",
        )  # fmt: skip
        assert (await gate.client.get(f"/v1/berichten/{refused}/antwoord")).content == ANSWER

        other.status = lambda _: 200
        async with gate.database.transaction() as tx:
            await tx.run("UPDATE geparkeerd SET stand = 'opnieuw'")
        await until(all_are(gate, "bezorgd", 2))
        assert await gate.rows("SELECT stand FROM geparkeerd") == [("klaar",)]


async def test_the_world_is_told_of_a_delivery_and_of_one_that_failed(tmp_path: Path) -> None:
    async with other_side() as other, poort(tmp_path, to_http(other, delivery_refusals=1)) as gate:
        name = await gate.judge(str(uuid4()), ANSWER)
        other.status = lambda given: 400 if given == name else 200
        await gate.judge(str(uuid4()), ANSWER)

        async def told() -> bool:
            return len(await gate.records("ijw.gebeurtenis.levering.v1")) == 2

        await until(told)
        records = await gate.records("ijw.gebeurtenis.levering.v1")
        assert {dict(record.headers)["ce_type"] for record in records} == {
            b"nl.sluis.levering.verzonden",
            b"nl.sluis.levering.mislukt",
        }
        assert {record.key for record in records} == {PAIR.encode()}


@pytest.mark.parametrize(
    ("changed", "body"),
    [
        ({"ce_id": b""}, ANSWER),
        ({"ce_source": b""}, ANSWER),
        ({"ce_antwoordop": b""}, ANSWER),
        ({"ce_type": b"nl.ijw.iets"}, ANSWER),
        ({"ce_id": b"\xff"}, ANSWER),
        ({}, b""),
    ],
    ids=["geen id", "geen bron", "geen vraag", "geen soort", "geen utf-8", "leeg"],
)
async def test_a_record_that_is_no_answer_is_set_aside_and_the_next_goes_on(
    tmp_path: Path, changed: dict[str, bytes], body: bytes
) -> None:
    async with poort(tmp_path, to_folder(tmp_path)) as gate:
        await gate.judge("a", body, **changed)
        await gate.judge("b", ANSWER)
        await until(all_are(gate, "bezorgd", 1))
        assert await gate.rows("SELECT topic, positie, soort_fout FROM geparkeerd") == [(ANSWERS, 0, "data")]


async def test_without_a_destination_answers_wait_and_go_out_when_there_is_one(tmp_path: Path) -> None:
    levering = str(uuid4())
    async with poort(tmp_path) as gate:
        await gate.judge(levering, ANSWER)
        await until(all_are(gate, "wacht", 1))
        assert (await gate.client.get(f"/v1/berichten/{levering}/antwoord")).content == ANSWER
    async with poort(tmp_path, to_folder(tmp_path)) as gate:
        await until(all_are(gate, "bezorgd", 1))
        assert len(list((tmp_path / "uit").iterdir())) == 1


async def test_a_full_disk_loses_nothing_and_leaves_no_half_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = True
    real = os.fsync

    def fsync(descriptor: int) -> None:
        if full:
            raise OSError(errno.ENOSPC, "vol")
        real(descriptor)

    monkeypatch.setattr("services.gateway.whole_file.os.fsync", fsync)
    async with poort(tmp_path, to_folder(tmp_path)) as gate:
        await gate.judge(str(uuid4()), ANSWER)

        async def tried() -> bool:
            rows = await gate.rows("SELECT uitkomst FROM bezorgpoging")
            return ("de schijf is vol",) in rows

        await until(tried)
        assert list((tmp_path / "uit").iterdir()) == []
        full = False
        await until(all_are(gate, "bezorgd", 1))
        [file] = (tmp_path / "uit").iterdir()
        assert file.read_bytes() == ANSWER


async def test_a_folder_that_is_gone_for_a_while_loses_nothing(tmp_path: Path) -> None:
    async with poort(tmp_path, to_folder(tmp_path)) as gate:
        (tmp_path / "uit").rmdir()
        await gate.judge(str(uuid4()), ANSWER)

        async def tried() -> bool:
            return ("de map bestaat niet",) in await gate.rows("SELECT uitkomst FROM bezorgpoging")

        await until(tried)
        (tmp_path / "uit").mkdir()
        await until(all_are(gate, "bezorgd", 1))


async def test_what_a_killed_process_left_half_written_is_cleared_away(tmp_path: Path) -> None:
    folder = tmp_path / "uit"
    folder.mkdir()
    old, fresh, other = (
        folder / name for name in (f".{uuid4()}.{uuid4().hex}.deel", f".{uuid4()}.{uuid4().hex}.deel", ".x")
    )
    for file in (old, fresh, other):
        file.write_bytes(b"half")
    for file in (old, other):
        os.utime(file, (0, 0))
    Folder(folder, SOURCE).prepare()
    assert sorted(folder.iterdir()) == sorted([fresh, other])


async def test_killed_at_any_moment_every_answer_arrives_and_never_a_second_different_one(tmp_path: Path) -> None:
    """The gateway is killed again and again while answers come in; the other side sees each id with one content."""
    async with other_side() as other:
        async with poort(tmp_path) as gate:
            sent = {
                await gate.judge(str(uuid4()), ANSWER + str(n).encode()): ANSWER + str(n).encode() for n in range(200)
            }
        for pause in (0.9, 1.2, 1.6):
            process = start(tmp_path, other.url)
            await asyncio.sleep(pause)
            process.send_signal(signal.SIGKILL)
            process.wait()
        process = start(tmp_path, other.url, port := free_port())
        try:
            await until(lambda: complete(other, sent), 30)
            await until(lambda: ready(port), 30)  # the others may have delivered everything while this one starts
        finally:
            process.terminate()
            assert process.wait(30) == 0
        for headers, body in other.got:
            assert body == sent[headers["ce-id"]]


async def complete(other: Other, sent: dict[str, bytes]) -> bool:
    return {headers["ce-id"] for headers, _ in other.got} == set(sent)


async def ready(port: int) -> bool:
    async with httpx.AsyncClient() as client:
        with suppress(httpx.TransportError):
            return (await client.get(f"http://127.0.0.1:{port}/health/ready")).status_code == 200
    return False


def start(folder: Path, url: str, port: int = 0) -> subprocess.Popen[bytes]:
    environment = {
        **os.environ,
        "SLUIS_DELIVERY_URL": url,
        "SLUIS_DELIVERY_PAUSE": "0.1",
        "SLUIS_KEY": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
    }
    command = [sys.executable, "-m", "services.cli", "run", "gateway", "--port", str(port or free_port())]
    database = ["--database", f"sqlite:///{folder / 'sluis.db'}"]
    return subprocess.Popen([*command, *database], env=environment, stdout=subprocess.DEVNULL)
