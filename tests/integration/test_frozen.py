"""A database that neither answers nor breaks the connection: the service says so, and still ends when it must."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.local.postgres import Postgres
from tests.support.town import town


@contextmanager
def frozen(server: Postgres) -> Iterator[None]:
    """The server and all its processes stand still."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout.splitlines()
    pairs = [tuple(map(int, line.split())) for line in listed]
    family = [server.pid, *(pid for pid, parent in pairs if parent == server.pid)]
    for pid in family:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in family:
            os.kill(pid, signal.SIGCONT)


async def test_a_frozen_database_is_told_and_does_not_keep_a_service_from_ending(
    kafka_bootstrap: str, breakable_postgres: Postgres, tmp_path: Path
) -> None:
    async with town(kafka_bootstrap, breakable_postgres.url, tmp_path) as city:
        city.start("declaratie")
        await city.ready("declaratie")
        with frozen(breakable_postgres):
            assert (await city.ready("declaratie", 10, status=503))["redenen"] == ["de database antwoordt niet"]
        await city.ready("declaratie", 60)
        with frozen(breakable_postgres):
            await asyncio.sleep(3)
            begun = time.monotonic()
            assert await asyncio.to_thread(city.stop, "declaratie") == 0
            assert time.monotonic() - begun < 30
