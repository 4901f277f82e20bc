"""Brings a database to the newest migration; safe to repeat and safe when two processes do it at once."""

from __future__ import annotations

import asyncio
import fcntl
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.event import listen
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from services.shared.platform.database import Unavailable, Url

_ADVISORY_LOCK = 7_204_557
_WAIT_SECONDS = 60
_IN_THIS_PROCESS = threading.Lock()


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def newest() -> str:
    """The revision that a current database carries."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None
    return head


def _upgrade(connection: Connection) -> None:
    command.upgrade(_config(connection), "head")


async def migrate(url: Url) -> None:
    """Apply what is missing; raises Unavailable when the database cannot be reached."""
    if url.file is not None:
        # In a thread: whoever holds the file now may need this loop to let it go.
        await asyncio.to_thread(_migrate_alone, url.file)
        return
    from services.shared.platform.database_postgres import connect_once

    # The driver reads the address itself: SQLAlchemy does not know sslmode and sslrootcert.
    async_engine = create_async_engine(
        "postgresql+asyncpg://", async_creator=lambda: connect_once(url), hide_parameters=True
    )
    try:
        async with async_engine.begin() as async_connection:
            await async_connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _ADVISORY_LOCK})
            await async_connection.run_sync(_upgrade)
    except (OSError, DBAPIError) as error:
        raise Unavailable(type(error).__name__) from None
    finally:
        await async_engine.dispose()


def _migrate_alone(file: Path) -> None:
    """One process and one thread at a time: Alembic keeps what it works on in its modules."""
    with _IN_THIS_PROCESS, _alone(file):
        _migrate_file(file)


def _migrate_file(file: Path) -> None:
    """All or nothing: left to itself the driver would commit before every change of a table."""
    engine = create_engine(f"sqlite:///{file}", hide_parameters=True, connect_args={"timeout": _WAIT_SECONDS})
    listen(engine, "connect", _leave_transactions_to_us)
    listen(engine, "begin", _begin)
    try:
        with engine.begin() as connection:
            _upgrade(connection)
    except DBAPIError as error:
        raise Unavailable(getattr(error.orig, "sqlite_errorname", type(error).__name__)) from None
    finally:
        engine.dispose()


def _leave_transactions_to_us(driver: sqlite3.Connection, record: object) -> None:
    driver.isolation_level = None


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """One process at a time migrates an SQLite file."""
    with file.with_name(file.name + ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
