"""Knows where a test gets a real PostgreSQL and a real Apache Kafka from: running ones by URL, or its own.

A test that asks for one of these fixtures is marked ``servers`` by itself. ``SLUIS_TEST_DATABASE`` and
``SLUIS_TEST_KAFKA`` point to running servers; else they are started once per session, on first need. A server that
cannot be had leaves its tests out, with the reason; on CI that is a failure.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import NoReturn, TypeVar

import asyncpg
import pytest
from pytest import fail, skip

from deploy.local.servers import Kafka, Postgres, ServerUnavailableError, start_kafka, start_postgres

_FIXTURES = frozenset(
    {
        "postgres_url",
        "fresh_database",
        "migrated_database",
        "kafka_bootstrap",
        "breakable_postgres",
        "breakable_kafka",
    }
)
Server = TypeVar("Server")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what talks to a server, before ``-m`` chooses."""
    for item in items:
        if _FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker("servers")


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL in which the user may make databases; fsync is off, no test on it pulls a plug."""
    given = os.environ.get("SLUIS_TEST_DATABASE")
    if given:
        yield given
        return
    server = had(lambda: start_postgres(fast=True))
    yield server.url
    server.stop()


@pytest.fixture(scope="session")
def kafka_bootstrap() -> Iterator[str]:
    """The HOST:PORT of a Kafka that is shared: name topics and groups so that tests do not meet (``unique_name``)."""
    given = os.environ.get("SLUIS_TEST_KAFKA")
    if given:
        yield given
        return
    server = had(start_kafka)
    yield server.bootstrap
    server.stop()


@pytest.fixture
def breakable_postgres() -> Iterator[Postgres]:
    """A durable PostgreSQL of this test alone: ``kill()``, ``stop()`` and ``restart()`` it."""
    server = had(start_postgres)
    yield server
    server.stop()


@pytest.fixture
def breakable_kafka() -> Iterator[Kafka]:
    """A Kafka of this test alone: ``kill()``, ``stop()`` and ``restart()`` it."""
    server = had(start_kafka)
    yield server
    server.stop()


@pytest.fixture
def unique_name() -> str:
    """A name that no other test uses, for topics, groups and databases."""
    return f"t{secrets.token_hex(6)}"


@pytest.fixture
def fresh_database(postgres_url: str, unique_name: str) -> Iterator[str]:
    """The URL of an empty PostgreSQL database of this test alone."""
    yield create_database(postgres_url, unique_name)
    drop_database(postgres_url, unique_name)


@pytest.fixture(scope="session")
def _migrated_template(postgres_url: str) -> Iterator[str]:
    name = f"template{secrets.token_hex(6)}"
    url = create_database(postgres_url, name)
    command = [sys.executable, "-m", "services.cli", "migrate", "--database", url]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    if done.returncode:
        fail(f"sluis migrate gave {done.returncode}: {done.stderr[-2000:]}", pytrace=False)
    yield name
    drop_database(postgres_url, name)


@pytest.fixture
def migrated_database(postgres_url: str, _migrated_template: str, unique_name: str) -> Iterator[str]:
    """The URL of a PostgreSQL database of this test alone, with all tables and no rows."""
    yield create_database(postgres_url, unique_name, template=_migrated_template)
    drop_database(postgres_url, unique_name)


def create_database(server: str, name: str, *, template: str = "template0") -> str:
    """Makes a database and gives its URL."""
    asyncio.run(_execute(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
    return f"{server.rpartition('/')[0]}/{name}"


def drop_database(server: str, name: str) -> None:
    """Removes a database, also when somebody is still connected."""
    asyncio.run(_execute(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url, timeout=30)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def had(start: Callable[[], Server]) -> Server:
    """A server that was started, or the test is left out."""
    try:
        return start()
    except ServerUnavailableError as error:
        _leave_out(str(error))


def _leave_out(reason: str) -> NoReturn:
    """Off CI a person may lack a server, and is told; on CI nothing may be left out."""
    if os.environ.get("CI", "").lower() in ("true", "1"):
        fail(f"on CI every server must be had: {reason}", pytrace=False)
    skip(f"no server: {reason}")
