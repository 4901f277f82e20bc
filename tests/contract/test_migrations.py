"""Both kinds of database become what the tables say, however often and by however many they are migrated."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from alembic import command, op
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel

from services.shared.dossier import grootboek, opening, tables
from services.shared.dossier.migrate import _config, migrate, newest
from services.shared.dossier.opening import NotMigrated, WrongKey, open_database, revision
from services.shared.platform.connecting import connect
from services.shared.platform.database import Conflict, parse_url
from services.shared.standard.judging.result import JudgedLine
from services.shared.standard.messages.jw323 import Prestatie
from services.shared.standard.remembered import open_key
from services.shared.standard.view import Stand


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.servers)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/leeg.db"
    found: str = request.getfixturevalue("fresh_database")
    return found


def differences(connection: Connection) -> list[object]:
    """What a migrated database has and the tables do not say, and the other way round."""
    assert tables.Bericht.metadata is SQLModel.metadata
    return list(compare_metadata(MigrationContext.configure(connection), SQLModel.metadata))


async def test_migrated_is_what_the_tables_say(url: str) -> None:
    await migrate(parse_url(url))
    if url.startswith("sqlite"):
        engine = create_engine(url)
        with engine.connect() as connection:
            found = differences(connection)
        engine.dispose()
    else:
        async_engine = create_async_engine(url.replace("postgresql://", "postgresql+asyncpg://"))
        async with async_engine.connect() as async_connection:
            found = await async_connection.run_sync(differences)
        await async_engine.dispose()
    assert found == []


def test_the_revision_that_the_program_wants_is_the_newest() -> None:
    assert newest() == opening.NEWEST


async def test_migrating_again_changes_nothing(url: str) -> None:
    for _ in range(2):
        await migrate(parse_url(url))
    database = await connect(parse_url(url))
    assert await revision(database) == opening.NEWEST
    await database.close()


async def move(url: str, way: Callable[..., None], to: str) -> None:
    """Bring a database to a revision, up or down."""

    def moved(connection: Connection) -> None:
        way(_config(connection), to)

    if url.startswith("sqlite"):
        engine = create_engine(url)
        with engine.begin() as connection:
            moved(connection)
        engine.dispose()
    else:
        async_engine = create_async_engine(url.replace("postgresql://", "postgresql+asyncpg://"))
        async with async_engine.begin() as async_connection:
            await async_connection.run_sync(moved)
        await async_engine.dispose()


async def test_a_ledger_of_before_0004_is_kept_when_its_keys_change_and_when_they_change_back(url: str) -> None:
    await move(url, command.upgrade, "0003")
    await post(url, 1, "R1", "41414001")
    for way, to in ((command.upgrade, "0004"), (command.downgrade, "0003"), (command.upgrade, "head")):
        await move(url, way, to)
        database = await connect(parse_url(url))
        assert await revision(database) == (opening.NEWEST if to == "head" else to)
        async with database.transaction() as tx:
            assert await grootboek.used_references(tx, "41414001", ["R1", "R2"]) == {"R1"}
            assert await grootboek.used_references(tx, "41414002", ["R1"]) == set()
            assert [stand.cent for stand in (await grootboek.standen(tx, "0193", [1, 2])).values()] == [100]
            assert list((await grootboek.open_debits(tx, "0193", [1], DAY)).values()) == [100]
        await database.close()
        with pytest.raises(Conflict):
            await post(url, 9, "R1", "41414001")
    await post(url, 2, "R1", "41414002")  # a number is a provider's own


DAY = date(2025, 3, 1)


async def post(url: str, bericht_id: int, referentie: str, aanbieder: str) -> None:
    """One granted line of a euro, with its balance and its open debit where it is the first."""
    line = Prestatie(referentie, None, bericht_id, "50", "50A09", DAY, DAY, 100, "83", None, 100, "D")
    database = await connect(parse_url(url))
    try:
        async with database.transaction() as tx:
            await grootboek.post(tx, "0193", [(bericht_id, aanbieder, [JudgedLine(line, (), True)])])
            await grootboek.write_open(tx, "0193", {}, {open_key(line): 100})
            await grootboek.write_balances(tx, "0193", {}, {bericht_id: Stand(100, 100, 1)})
    finally:
        await database.close()


async def test_a_migration_that_fails_halfway_leaves_nothing(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real, left = op.create_table, 5

    def failing(*args: Any, **kwargs: Any) -> Any:
        nonlocal left
        left -= 1
        if left < 0:
            raise ZeroDivisionError
        return real(*args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(op, "create_table", failing)
        with pytest.raises(ZeroDivisionError):
            await migrate(parse_url(url))
    await migrate(parse_url(url))
    database = await connect(parse_url(url))
    assert await revision(database) == opening.NEWEST
    await database.close()


async def test_two_that_open_an_empty_database_at_once_both_get_it(url: str) -> None:
    opened = await asyncio.gather(*(open_database(parse_url(url), "vingerafdruk") for _ in range(4)))
    for database in opened:
        assert await revision(database) == opening.NEWEST
        await database.close()


def test_two_processes_that_migrate_at_once_both_succeed(url: str) -> None:
    program = (
        "import asyncio, sys\nfrom services.shared.dossier.migrate import migrate\n"
        "from services.shared.platform.database import parse_url\nasyncio.run(migrate(parse_url(sys.argv[1])))"
    )
    running = [subprocess.Popen([sys.executable, "-c", program, url], stderr=subprocess.PIPE) for _ in range(2)]
    for each in running:
        _, stderr = each.communicate(timeout=120)
        assert each.returncode == 0, stderr.decode()


async def test_who_may_not_migrate_is_told_what_to_do(url: str) -> None:
    with pytest.raises(NotMigrated, match="sluis migrate"):
        await open_database(parse_url(url), "vingerafdruk", migrate=False)


async def test_a_database_opens_only_with_the_key_it_began_with(url: str) -> None:
    await (await open_database(parse_url(url), "een")).close()
    await (await open_database(parse_url(url), "een", migrate=False)).close()
    with pytest.raises(WrongKey):
        await open_database(parse_url(url), "twee")


async def test_a_database_of_a_newer_program_is_left_alone(url: str) -> None:
    await migrate(parse_url(url))
    database = await connect(parse_url(url))
    async with database.transaction() as tx:
        await tx.run("UPDATE alembic_version SET version_num = ?", "9999")
    with pytest.raises(NotMigrated, match="nieuwere versie van Sluis"):
        await open_database(parse_url(url), "vingerafdruk")
    assert await revision(database) == "9999"
    await database.close()
