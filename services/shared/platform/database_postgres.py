"""Knows how PostgreSQL does the verbs of a transaction: COPY for bulk, arrays for keys, advisory locks for names."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import date
from functools import lru_cache
from typing import Any

import asyncpg

from services.shared.platform.database import Columns, Conflict, DatabaseError, Row, Unavailable, Url

_UNAVAILABLE = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # a server that dies in the middle of an answer leaves the driver in disorder
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,
    asyncpg.PostgresSystemError,
    asyncpg.ReadOnlySQLTransactionError,  # after a failover we may still hold the old server, now a standby
    asyncpg.IdleInTransactionSessionTimeoutError,
)
_GOODBYE = 3.0
_BY_INDEX = "; ".join(
    (
        *(f"SET LOCAL enable_{way} = off" for way in ("bitmapscan", "hashjoin", "mergejoin", "seqscan")),
        "SET LOCAL plan_cache_mode = force_custom_plan",
        "SET LOCAL jit = off",
    )
)
"""What writes looks up by index, row by row. Left to itself the planner reads a whole table as soon as a batch asks
thousands of keys, so that every batch becomes dearer with all that is stored; and it keeps the plan that it made when
the table was small."""
_NUMBERS = ("bigint",)
_AS_TEXT = ("bigint", "integer", "date")
"""What goes to the server as the text of an array: the driver takes twice as long over a list of numbers, and each
connection would first ask the server, in ten milliseconds, what such lists are."""
_CONFLICT = (asyncpg.IntegrityConstraintViolationError, asyncpg.TransactionRollbackError)


def _translated(error: Exception) -> DatabaseError:
    """An error of ours for an error of the driver, without its text."""
    if isinstance(error, _CONFLICT):
        return Conflict(getattr(error, "constraint_name", None) or type(error).__name__)
    if isinstance(error, _UNAVAILABLE):
        return Unavailable(type(error).__name__)
    return DatabaseError(type(error).__name__)


@lru_cache(maxsize=512)
def _numbered(sql: str) -> str:
    """Replace each ``?`` by ``$1``, ``$2`` and so on."""
    first, *rest = sql.split("?")
    return first + "".join(f"${n}{part}" for n, part in enumerate(rest, 1))


class PostgresTransaction:
    """A transaction on a connection of the pool."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection

    async def rows(self, sql: str, *values: object) -> Sequence[Row]:
        """See Transaction."""
        return await self._connection.fetch(_numbered(sql), *values)  # type: ignore[no-any-return]

    async def run(self, sql: str, *values: object) -> int:
        """See Transaction."""
        status: str = await self._connection.execute(_numbered(sql), *values)
        count = status.rpartition(" ")[2]
        return int(count) if count.isdecimal() else 0

    async def insert(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """See Transaction."""
        if rows:
            await self._connection.copy_records_to_table(table, records=rows, columns=columns)

    async def update(
        self, table: str, key: Columns, values: Columns, rows: Sequence[Row], was: Columns | None = None
    ) -> int:
        """See Transaction."""
        if not rows:
            return 0
        kinds = (*key.values(), *values.values(), *(was or {}).values())
        names = [f"c{n}" for n in range(len(kinds))]
        assignments = ",".join(f"{column} = u.{name}" for column, name in zip(values, names[len(key) :], strict=False))
        compared = zip((*key, *(was or {})), (*names[: len(key)], *names[len(key) + len(values) :]), strict=True)
        conditions = " AND ".join(f"t.{column} = u.{name}" for column, name in compared)
        return await self.run(
            f"UPDATE {table} t SET {assignments} FROM {_unnest(kinds)} u({','.join(names)}) WHERE {conditions}",
            *_arrays(kinds, rows),
        )

    async def delete(self, table: str, key: Columns, rows: Sequence[Row]) -> int:
        """See Transaction."""
        if not rows:
            return 0
        kinds = tuple(key.values())
        conditions = " AND ".join(f"t.{column} = u.c{n}" for n, column in enumerate(key))
        names = ",".join(f"c{n}" for n in range(len(key)))
        return await self.run(
            f"DELETE FROM {table} t USING {_unnest(kinds)} u({names}) WHERE {conditions}", *_arrays(kinds, rows)
        )

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
        wanted: list[Any] = sorted(set(keys))  # neighbours in the index after each other
        if not wanted:
            return ()
        columns = ",".join(f"t.{column}" for column in want)
        conditions = "".join(f" AND t.{column} = ?" for column in fixed)
        more = f" AND {rest}" if rest else ""
        kind = "text" if isinstance(wanted[0], str) else "bigint"
        # OFFSET 0 keeps the planner from reading all that has the fixed values to look for the keys in that.
        return await self.rows(
            f"SELECT f.* FROM {_unnest((kind,))} k(key) CROSS JOIN LATERAL"
            f" (SELECT {columns} FROM {table} t WHERE t.{key} = k.key{conditions}{more} OFFSET 0) f",
            _array(kind, wanted),
            *fixed.values(),
        )

    def day(self, value: date | None) -> object:
        """See Transaction."""
        return value

    async def lock(self, names: Iterable[str]) -> None:
        """See Transaction. Taken in one order, so that two transactions cannot wait for each other."""
        numbers = sorted({_lock_number(name) for name in names})
        await self.run(f"SELECT pg_advisory_xact_lock(n) FROM {_unnest(_NUMBERS)} n", _array(*_NUMBERS, numbers))

    async def next_ids(self, sequence: str, count: int) -> list[int]:
        """See Transaction. Other processes may take numbers in between; the order is kept."""
        found = await self._connection.fetch(f"SELECT nextval('{sequence}') FROM generate_series(1, $1)", count)
        return sorted(int(row[0]) for row in found)


def _unnest(kinds: Sequence[str]) -> str:
    return f"unnest({','.join(f'?::text::{kind}[]' if kind in _AS_TEXT else f'?::{kind}[]' for kind in kinds)})"


def _arrays(kinds: Sequence[str], rows: Sequence[Row]) -> list[object]:
    return [_array(kind, column) for kind, column in zip(kinds, zip(*rows, strict=True), strict=True)]


def _array(kind: str, values: Sequence[object]) -> object:
    """The values as ``_unnest`` takes them."""
    return "{" + ",".join(map(str, values)).replace("None", "NULL") + "}" if kind in _AS_TEXT else values


def _lock_number(name: str) -> int:
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "big", signed=True)


@asynccontextmanager
async def _of_use(connection: asyncpg.Connection) -> AsyncIterator[None]:
    """Throw a connection away that is in disorder or answers as a standby: the next one is a new one."""
    try:
        yield
    except (asyncpg.InternalClientError, asyncpg.ReadOnlySQLTransactionError):
        connection.terminate()
        raise


async def connect_once(url: Url) -> asyncpg.Connection:
    """A connection outside any pool; raises Unavailable when the server does not answer."""
    try:
        return await asyncpg.connect(url.text, timeout=10)
    except (asyncpg.PostgresError, *_UNAVAILABLE) as error:
        raise _translated(error) from None


class PostgresDatabase:
    """A PostgreSQL database behind a pool of connections."""

    def __init__(self, url: Url, pool: asyncpg.Pool) -> None:
        self.url = url
        self._pool = pool

    @classmethod
    async def open(cls, url: Url) -> PostgresDatabase:
        """Make the pool; raises Unavailable when the server does not answer."""
        try:
            pool = await asyncpg.create_pool(url.text, min_size=1, max_size=8, timeout=10, command_timeout=300)
        except (asyncpg.PostgresError, *_UNAVAILABLE) as error:
            raise _translated(error) from None
        return cls(url, pool)

    @asynccontextmanager
    async def transaction(self, *, write: bool = True) -> AsyncIterator[PostgresTransaction]:
        """See Database."""
        try:
            async with (
                self._pool.acquire(timeout=10) as connection,
                _of_use(connection),
                connection.transaction(readonly=not write),
            ):
                if write:
                    await connection.execute(_BY_INDEX)
                yield PostgresTransaction(connection)
        except (asyncpg.PostgresError, *_UNAVAILABLE) as error:
            raise _translated(error) from None

    async def close(self) -> None:
        """See Database. Connections that a frozen server holds are cut off."""
        try:
            async with asyncio.timeout(_GOODBYE):
                await self._pool.close()
        except TimeoutError:
            self._pool.terminate()
