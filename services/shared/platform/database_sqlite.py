"""Knows how SQLite does the verbs of a transaction: one writer at a time, dates as ISO text, keys through json_each."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, closing
from datetime import date
from itertools import chain
from pathlib import Path

import aiosqlite

from services.shared.platform.database import Columns, Conflict, DatabaseError, Row, Unavailable, Url

WAIT_SECONDS = 600
_ROWS = 50
"""How many rows one INSERT holds: a statement per row costs a fifth more."""
_OPEN_SECONDS = 60
_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA wal_autocheckpoint = 4000",
    "PRAGMA foreign_keys = ON",
    "PRAGMA cache_size = -2000",
    "PRAGMA temp_store = MEMORY",
    f"PRAGMA busy_timeout = {WAIT_SECONDS * 1000}",
)


class _Days(dict[bytes, date]):
    """Dates by their ISO text; each is made once."""

    def __missing__(self, text: bytes) -> date:
        found = self[text] = date.fromisoformat(text.decode())
        return found


class _Texts(dict[date | None, str | None]):
    """ISO texts by their date; each is made once."""

    def __missing__(self, day: date | None) -> str | None:
        found = self[day] = None if day is None else day.isoformat()
        return found


_texts = _Texts()


def _translated(error: sqlite3.Error) -> DatabaseError:
    """An error of ours for an error of the driver, without its text."""
    if isinstance(error, sqlite3.IntegrityError):
        return Conflict(error.sqlite_errorname)
    if isinstance(error, sqlite3.OperationalError):
        return Unavailable(getattr(error, "sqlite_errorname", "SQLITE_ERROR"))
    return DatabaseError(getattr(error, "sqlite_errorname", type(error).__name__))


def _is_busy(error: sqlite3.Error) -> bool:
    """Whether another process has the file just now: going to write-ahead mode does not wait by itself."""
    return getattr(error, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def _touched(done: aiosqlite.Cursor) -> int:
    """How many rows a statement touched. It ran to its end and gives no rows, so its cursor holds nothing to close:
    another trip to the thread of the connection would cost as much as fifty rows."""
    return done.rowcount


class SqliteTransaction:
    """A transaction on the one connection of an SQLite file."""

    day = staticmethod(_texts.__getitem__)
    """See Transaction."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    async def rows(self, sql: str, *values: object) -> Sequence[Row]:
        """See Transaction."""
        return await self._connection.execute_fetchall(sql, [self._value(v) for v in values])  # type: ignore[return-value]

    async def run(self, sql: str, *values: object) -> int:
        """See Transaction."""
        return _touched(await self._connection.execute(sql, [self._value(v) for v in values]))

    async def _run_many(self, sql: str, rows: Sequence[Row]) -> int:
        if not rows:
            return 0
        return _touched(await self._connection.executemany(sql, rows))

    async def insert(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """See Transaction."""
        head, marks = f"INSERT INTO {table} ({','.join(columns)}) VALUES ", f"({','.join('?' * len(columns))})"
        whole = len(rows) - len(rows) % _ROWS
        together = [tuple(chain.from_iterable(rows[at : at + _ROWS])) for at in range(0, whole, _ROWS)]
        await self._run_many(head + ",".join([marks] * _ROWS), together)
        await self._run_many(head + marks, rows[whole:])

    async def update(
        self, table: str, key: Columns, values: Columns, rows: Sequence[Row], was: Columns | None = None
    ) -> int:
        """See Transaction."""
        place = {column: f"{column} = ?{at}" for at, column in enumerate((*key, *values), 1)}
        assignments = ",".join(place[column] for column in values)
        as_it_was = (f"{column} = ?{at}" for at, column in enumerate(was or {}, len(place) + 1))
        conditions = " AND ".join((*(place[column] for column in key), *as_it_was))
        return await self._run_many(f"UPDATE {table} SET {assignments} WHERE {conditions}", rows)

    async def delete(self, table: str, key: Columns, rows: Sequence[Row]) -> int:
        """See Transaction."""
        conditions = " AND ".join(f"{column} = ?" for column in key)
        return await self._run_many(f"DELETE FROM {table} WHERE {conditions}", rows)

    async def match(
        self,
        table: str,
        want: Sequence[str],
        fixed: dict[str, object],
        key: str,
        keys: Iterable[object],
        rest: str = "",
    ) -> Sequence[Row]:
        """See Transaction."""
        wanted = list(keys)
        if not wanted:
            return ()
        columns = ",".join(f"t.{column}" for column in want)
        conditions = "".join(f" AND t.{column} = ?" for column in fixed)
        more = f" WHERE {rest}" if rest else ""
        sql = f"SELECT {columns} FROM json_each(?) k CROSS JOIN {table} t ON t.{key} = k.value{conditions}{more}"
        return await self.rows(sql, json.dumps(wanted), *fixed.values())

    async def lock(self, names: Iterable[str]) -> None:
        """See Transaction. A writing transaction on SQLite is alone already."""

    async def next_ids(self, sequence: str, count: int) -> list[int]:
        """See Transaction."""
        found = await self.rows(
            "INSERT INTO teller (naam, volgende) VALUES (?, ?) ON CONFLICT (naam)"
            " DO UPDATE SET volgende = volgende + ? RETURNING volgende",
            sequence,
            count + 1,
            count,
        )
        last = int(found[0][0])
        return list(range(last - count, last))

    def _value(self, value: object) -> object:
        return _texts[value] if type(value) is date else value


def _probe(file: Path) -> None:
    """Open and close the file: an aiosqlite connection whose opening fails leaves a thread behind."""
    with closing(sqlite3.connect(file, timeout=WAIT_SECONDS)) as connection:
        connection.execute(_PRAGMAS[0])


class SqliteDatabase:
    """An SQLite file with one connection; transactions of this process wait for each other."""

    def __init__(self, url: Url, connection: aiosqlite.Connection) -> None:
        self.url = url
        self._connection = connection
        self._turn = asyncio.Lock()
        self._left_open = False

    @classmethod
    async def open(cls, url: Url) -> SqliteDatabase:
        """Open the file, which is made when it is absent; raises Unavailable."""
        assert url.file is not None
        sqlite3.register_converter("DATE", _Days().__getitem__)
        end = time.monotonic() + _OPEN_SECONDS
        while True:
            try:
                return cls(url, await cls._connect(url.file))
            except sqlite3.Error as error:
                if not _is_busy(error) or time.monotonic() > end:
                    raise _translated(error) from None
            await asyncio.sleep(0.05)

    @staticmethod
    async def _connect(file: Path) -> aiosqlite.Connection:
        await asyncio.to_thread(_probe, file)
        connection = await aiosqlite.connect(
            file, isolation_level=None, timeout=WAIT_SECONDS, detect_types=sqlite3.PARSE_DECLTYPES
        )
        try:
            for pragma in _PRAGMAS:
                await connection.execute_fetchall(pragma)
        except BaseException:
            await connection.close()
            raise
        return connection

    @asynccontextmanager
    async def transaction(self, *, write: bool = True) -> AsyncIterator[SqliteTransaction]:
        """See Database.

        A task can be cancelled while its statement is still on its way to the thread of the connection, and then leaves
        a transaction open; whoever comes next takes that back first.
        """
        async with self._turn:
            try:
                if self._left_open:
                    await self._connection.rollback()
                self._left_open = True
                await self._connection.execute_fetchall("BEGIN IMMEDIATE" if write else "BEGIN")
                try:
                    yield SqliteTransaction(self._connection)
                except BaseException:
                    await self._connection.rollback()
                    raise
                await self._connection.commit()
                self._left_open = False
            except sqlite3.Error as error:
                raise _translated(error) from None

    async def close(self) -> None:
        """See Database."""
        await self._connection.close()
