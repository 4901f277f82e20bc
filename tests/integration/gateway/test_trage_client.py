"""A client that takes too long is cut off, and others are served meanwhile."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from services.gateway import body
from services.shared.platform.http_head import PatientH11Protocol
from tests.support.poort import free_port, poort, until

HEAD = b"POST /v1/berichten HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/xml\r\n"


class Hasty(PatientH11Protocol):
    head_seconds = 0.4


async def echo(request: Request) -> Response:
    return Response(await request.body())


@asynccontextmanager
async def hasty_server() -> AsyncIterator[int]:
    app = Starlette(routes=[Route("/", echo, methods=["GET", "POST"])])
    config = uvicorn.Config(app, port=free_port(), http=Hasty, log_config=None, lifespan="off", timeout_keep_alive=30)
    server = uvicorn.Server(config)
    running = asyncio.create_task(server._serve())

    async def started() -> bool:
        return server.started

    await until(started)
    try:
        yield config.port
    finally:
        server.should_exit = True
        await running


async def drip(port: int, start: bytes, drop: bytes, every: float = 0.05) -> tuple[bytes, float]:
    """Send a start and then a little at a time; what came back before the connection ended, and after how long."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    began = time.monotonic()

    async def send() -> None:
        writer.write(start)
        while True:
            writer.write(drop)
            await writer.drain()
            await asyncio.sleep(every)

    sending = asyncio.create_task(send())
    try:
        async with asyncio.timeout(15):
            back = await reader.read()
    except ConnectionError:
        back = b""
    finally:
        sending.cancel()
        writer.close()
    return back, time.monotonic() - began


@pytest.mark.parametrize(("start", "drop"), [(b"", b""), (b"GET / HTTP/1.1\r\n", b"a")], ids=["zwijgt", "druppelt"])
async def test_a_head_that_comes_too_slowly_ends_the_connection(start: bytes, drop: bytes) -> None:
    async with hasty_server() as port:
        back, seconds = await drip(port, start, drop)
        assert back.startswith(b"HTTP/1.1 408 ")
        assert 0.3 < seconds < 5


async def test_a_second_head_on_an_open_connection_has_the_same_limit() -> None:
    async with hasty_server() as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n")
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200 ")
        await asyncio.sleep(0.6)  # being silent between requests is allowed
        writer.write(b"GET / HT")
        async with asyncio.timeout(5):
            assert (await reader.read()).startswith(b"HTTP/1.1 408 ")
        writer.close()


async def test_the_limit_on_the_head_leaves_a_slow_body_alone() -> None:
    async with hasty_server() as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\nconnection: close\r\n\r\n")
        for _ in range(10):
            await asyncio.sleep(0.08)
            writer.write(b"x")
        async with asyncio.timeout(5):
            back = await reader.read()
        assert back.startswith(b"HTTP/1.1 200 ")
        assert back.endswith(b"x" * 10)
        writer.close()


@pytest.mark.parametrize("length", [b"content-length: 20000000\r\n\r\n", b"transfer-encoding: chunked\r\n\r\n"])
async def test_a_body_that_comes_too_slowly_ends_the_connection(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, length: bytes
) -> None:
    monkeypatch.setattr(body, "BODY_SECONDS", 0.6)
    monkeypatch.setattr(body, "GRACE_SECONDS", 0.0)
    async with poort(tmp_path) as gate:
        slow = asyncio.create_task(drip(gate.station.port, HEAD + length, b"1\r\nx\r\n"))
        assert (await gate.client.get("/health/live")).status_code == 200
        back, seconds = await slow
        assert back.startswith(b"HTTP/1.1 408 ")
        assert b"application/problem+json" in back
        assert 0.5 < seconds < 10
        assert await gate.rows("SELECT * FROM bezorging") == []


async def test_a_client_that_hangs_up_half_way_has_no_effect_and_is_counted(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    async with poort(tmp_path) as gate:
        _, writer = await asyncio.open_connection("127.0.0.1", gate.station.port)
        writer.write(HEAD + b"content-length: 1000\r\n\r\n<half")
        await writer.drain()
        await asyncio.sleep(0.2)
        writer.close()

        async def counted() -> bool:
            figures = (await gate.client.get("/metrics")).text
            return 'sluis_verzoeken_geweigerd_total{dienst="gateway",status="400"} 1.0' in figures

        await until(counted)
        assert await gate.rows("SELECT * FROM bezorging") == []
    assert "Traceback" not in "".join(capfd.readouterr())
