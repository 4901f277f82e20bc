"""What only PostgreSQL can do to us: connections that break, servers that stand by or are full."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from services.shared.platform.connecting import connect
from services.shared.platform.database import Conflict, Database, DatabaseError, Unavailable, parse_url
from services.shared.platform.database_postgres import PostgresTransaction

pytestmark = pytest.mark.servers


@pytest.fixture
async def database(migrated_database: str) -> AsyncIterator[Database]:
    """A migrated database without rows."""
    opened = await connect(parse_url(migrated_database))
    yield opened
    await opened.close()


async def answers(database: Database) -> bool:
    async with database.transaction(write=False) as tx:
        return [tuple(row) for row in await tx.rows("SELECT 1")] == [(1,)]


@pytest.mark.parametrize(
    ("driver", "ours"),
    [
        (asyncpg.InternalClientError("cannot switch to state 15"), Unavailable),
        (asyncpg.ProtocolError("unexpected message"), Unavailable),
        (asyncpg.ConnectionDoesNotExistError("closed"), Unavailable),
        (asyncpg.AdminShutdownError("terminating"), Unavailable),
        (asyncpg.CannotConnectNowError("starting up"), Unavailable),
        (asyncpg.QueryCanceledError("timeout"), Unavailable),
        (asyncpg.DiskFullError("full"), Unavailable),
        (asyncpg.TooManyConnectionsError("full"), Unavailable),
        (asyncpg.ReadOnlySQLTransactionError("standby"), Unavailable),
        (ConnectionResetError("reset"), Unavailable),
        (TimeoutError(), Unavailable),
        (asyncpg.SerializationError("again"), Conflict),
        (asyncpg.UniqueViolationError("twice"), Conflict),
        (asyncpg.UndefinedTableError("no table"), DatabaseError),
    ],
)
async def test_an_error_of_the_driver_becomes_ours_and_the_next_transaction_works(
    database: Database, driver: Exception, ours: type[DatabaseError]
) -> None:
    with pytest.raises(DatabaseError) as raised:
        async with database.transaction():
            raise driver
    assert type(raised.value) is ours
    assert await answers(database)


async def test_a_connection_that_is_cut_in_a_transaction_is_replaced(database: Database) -> None:
    with pytest.raises(Unavailable):
        async with database.transaction() as tx:
            ((mine,),) = await tx.rows("SELECT pg_backend_pid()")
            async with database.transaction() as other:
                await other.rows("SELECT pg_terminate_backend(?)", mine)
            await tx.rows("SELECT 1")
    assert await answers(database)


async def test_two_queries_that_meet_on_one_connection_are_told_as_trouble(database: Database) -> None:
    with pytest.raises(Unavailable):
        async with database.transaction() as tx:
            assert isinstance(tx, PostgresTransaction)
            slow = asyncio.create_task(tx.rows("SELECT pg_sleep(0.2)"))
            await asyncio.sleep(0.05)
            try:
                await tx.rows("SELECT 1")
            finally:
                await slow
    assert await answers(database)


async def test_a_table_without_statistics_is_read_by_key_and_never_as_a_whole(database: Database) -> None:
    key = {"gemeente": "text", "toewijzing_nummer": "bigint"}
    rows = [("0193", number, 1, 2, 3) for number in range(5000)]
    async with database.transaction() as tx:
        await tx.insert("saldo", ("gemeente", "toewijzing_nummer", "cent", "volume", "regels"), rows)
    async with database.transaction() as tx:
        found = await tx.match("saldo", ("cent",), {"gemeente": "0193"}, "toewijzing_nummer", range(0, 5000, 10))
        changed = [("0193", number, 4, 1) for number in range(0, 5000, 10)]
        assert await tx.update("saldo", key, {"cent": "bigint"}, changed, was={"cent": "bigint"}) == len(found) == 500
        assert await tx.delete("saldo", key, [("0193", number) for number in range(1, 5000, 10)]) == 500
        ((scanned, fetched),) = await tx.rows(
            "SELECT seq_tup_read, idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname = 'saldo'"
        )
    assert (scanned, fetched) == (0, 1500)
