"""Measures targets 2, 4, 5 and 6 on PostgreSQL: CPU of the program, for target 2 of the server beside it too."""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import asyncpg

from deploy.local.servers import ServerUnavailableError, start_postgres
from services.shared.platform import keys
from tests.bench import targets
from tests.bench.ground import Ground, Program, fill, middle, per_line
from tests.bench.table import Row
from tests.bench.targets import WARM, plain_month, rounds

_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Server:
    """A PostgreSQL server on this machine, by the process that all its others come from."""

    url: str
    pid: int

    def cpu(self) -> float:
        """CPU seconds that the server and all its processes have used so far, ended ones included."""
        seconds = _cpu(self.pid, children=True)
        return seconds + sum(_cpu(int(pid), children=False) for pid in _children(self.pid))


def _children(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def _cpu(pid: int, *, children: bool) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(int(value) for value in fields[11 : 15 if children else 13]) / _TICK


@contextmanager
def _server() -> Iterator[Server | None]:
    """The server that was named, or one of our own; None when there is none on this machine."""
    given = os.environ.get("SLUIS_BENCH_DATABASE")
    if given:
        yield Server(given, asyncio.run(_postmaster(given)))
        return
    try:
        own = start_postgres()
    except ServerUnavailableError as error:
        print(f"  2  not measured on PostgreSQL: {error}")
        yield None
        return
    try:
        yield Server(own.url, own.pid)
    finally:
        own.stop()


async def _postmaster(url: str) -> int:
    """The parent of the process that serves us. Raises OSError when the server runs on another machine."""
    connection = await asyncpg.connect(url)
    try:
        backend = await connection.fetchval("SELECT pg_backend_pid()")
    finally:
        await connection.close()
    return int(Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()[1])


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url, timeout=30)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


@contextmanager
def _filled(server: Server, ground: Ground) -> Iterator[str]:
    """A database of this run with all allocations in it."""
    name = f"bench{secrets.token_hex(4)}"
    url = f"{server.url.rpartition('/')[0]}/{name}"
    asyncio.run(_execute(server.url, f'CREATE DATABASE "{name}"'))
    try:
        asyncio.run(fill(url, ground.environment[keys.VARIABLE], ground.size.persons))
        asyncio.run(_execute(url, "VACUUM ANALYZE"))
        yield url
    finally:
        asyncio.run(_execute(server.url, f'DROP DATABASE "{name}" WITH (FORCE)'))


@dataclass
class _OnPostgres(Ground):
    """The ground of a run whose databases stand on a server: each is a copy of one that was filled once."""

    server: Server | None = None
    _made_databases: list[str] = field(default_factory=list)
    _templates: dict[int, str] = field(default_factory=dict)

    def database(self, name: str, *, persons: int | None = None) -> str:
        """See Ground."""
        wanted = self.size.persons if persons is None else persons
        if wanted not in self._templates:
            self._templates[wanted] = self._new("")
            asyncio.run(fill(self._templates[wanted], self.environment[keys.VARIABLE], wanted))
            asyncio.run(_execute(self._templates[wanted], "VACUUM ANALYZE"))
        return self._new(f' TEMPLATE "{self._templates[wanted].rpartition("/")[2]}"')

    def _new(self, like: str) -> str:
        assert self.server is not None
        name = f"bench{secrets.token_hex(4)}"
        asyncio.run(_execute(self.server.url, f'CREATE DATABASE "{name}"{like}'))
        self._made_databases.append(name)
        return f"{self.server.url.rpartition('/')[0]}/{name}"

    def clear(self) -> None:
        """Drop all that was made."""
        assert self.server is not None
        for name in self._made_databases:
            asyncio.run(_execute(self.server.url, f'DROP DATABASE "{name}" WITH (FORCE)'))


def on_postgres(measure: Callable[[Ground], list[Row]]) -> Callable[[Ground], list[Row]]:
    """The same measurement with PostgreSQL behind the program; nothing where there is none."""

    def measured(ground: Ground) -> list[Row]:
        with _server() as server:
            if server is None:
                return []
            there = _OnPostgres(ground.size, ground.memory, ground.disk, ground.environment, 1_000_000, server=server)
            try:
                rows = measure(there)
            finally:
                there.clear()
        return [replace(row, what=f"{row.what}, on PostgreSQL") for row in rows]

    return measured


target_4, target_5, target_6 = map(on_postgres, (targets.target_4, targets.target_5, targets.target_6))


def target_2(ground: Ground) -> list[Row]:
    """Everything, on PostgreSQL."""
    with _server() as server:
        if server is None:
            return []
        with _filled(server, ground) as url:
            return _measure(ground, server, Program(ground, url))


def _measure(ground: Ground, server: Server, program: Program) -> list[Row]:
    client, both, mine = [], [], []
    for month in rounds(ground):
        inbox = plain_month(ground, month)
        before = ground.floor(inbox)
        start = program.start()
        used = server.cpu()
        work = program.process(inbox).cpu - start
        served = server.cpu() - used
        floor = (before + ground.floor(inbox)) / 2
        client.append(work / floor)
        both.append((work + served) / floor)
        mine.append(per_line(served, inbox))
        ground.drop(inbox)
    note = f"server {middle(mine[WARM:]):.1f} us/line"
    return [
        Row("2", "end to end on PostgreSQL, the program alone", middle(client[WARM:]), 2.5),
        Row("2", "end to end on PostgreSQL, program and server", middle(both[WARM:]), 4.5, note=note),
    ]
