"""SQLite and PostgreSQL keep the same promises behind the port of the database."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from services.shared.dossier.migrate import migrate
from services.shared.platform.connecting import connect
from services.shared.platform.database import Conflict, Database, DatabaseError, Unavailable, parse_url

SALDO = ("gemeente", "toewijzing_nummer", "cent", "volume", "regels")
KEY = {"gemeente": "text", "toewijzing_nummer": "bigint"}
VALUES = {"cent": "bigint", "volume": "bigint", "regels": "bigint"}
PERIOD = ("aanbieder", "gemeente", "laatste_begin")
ALL = "SELECT gemeente, toewijzing_nummer, cent, volume, regels FROM saldo ORDER BY toewijzing_nummer"
MAY = date(2025, 5, 1)


@pytest.fixture(scope="module")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with all tables; copy it."""
    file = tmp_path_factory.mktemp("leeg") / "contract.db"
    asyncio.run(migrate(parse_url(f"sqlite:///{file}")))
    return file


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.servers)])
def url(request: pytest.FixtureRequest, tmp_path: Path, migrated_file: Path) -> str:
    """The address of a migrated database without rows, of each kind."""
    if request.param == "sqlite":
        shutil.copy(migrated_file, tmp_path / "contract.db")
        return f"sqlite:///{tmp_path}/contract.db"
    found: str = request.getfixturevalue("migrated_database")
    return found


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    """That database, open."""
    opened = await connect(parse_url(url))
    yield opened
    await opened.close()


async def rows(database: Database, sql: str = ALL, *values: object) -> list[tuple[Any, ...]]:
    async with database.transaction(write=False) as tx:
        return [tuple(row) for row in await tx.rows(sql, *values)]


async def put(database: Database, *given: tuple[Any, ...]) -> None:
    async with database.transaction() as tx:
        await tx.insert("saldo", SALDO, list(given))


async def test_what_was_inserted_is_there_in_every_later_transaction(database: Database) -> None:
    await put(database, ("0193", 1, 10, 20, 1), ("0193", 2, 2**40, -5, 0))
    assert await rows(database) == [("0193", 1, 10, 20, 1), ("0193", 2, 2**40, -5, 0)]


async def test_nothing_to_insert_is_fine(database: Database) -> None:
    await put(database)
    assert await rows(database) == []


async def test_text_keeps_every_character(database: Database) -> None:
    odd = "é\t\n\\N'\"; DROP TABLE saldo; -- \U0001f600 ?$1"
    async with database.transaction() as tx:
        await tx.insert(
            "identificatie", ("afzender", "bericht_code", "identificatie", "bericht_id"), [(odd, "", odd, 1)]
        )
    assert await rows(database, "SELECT afzender, identificatie FROM identificatie WHERE afzender = ?", odd) == [
        (odd, odd)
    ]


async def test_bytes_and_absent_values_come_back_as_they_were(database: Database) -> None:
    body = bytes(range(256))
    row = (1, "b", "l", "JW323", None, None, None, "nu", body, "accepted", 1, 2, 3, None, None, body, None, body)
    columns = (
        "bericht_id", "bron", "levering", "soort", "gemeente", "aanbieder", "identificatie", "ontvangen_op",
        "inhoud_hash", "uitkomst", "regels", "ingediend_cent", "toegekend_cent", "antwoord_soort", "antwoord_id",
        "inhoud", "antwoord", "oordeel",
    )  # fmt: skip
    async with database.transaction() as tx:
        await tx.insert("bericht", columns, [row])
    assert await rows(database, f"SELECT {', '.join(columns)} FROM bericht") == [row]


async def test_dates_come_back_as_dates_and_sort_as_dates(database: Database) -> None:
    days = [date(9999, 12, 31), date(1, 1, 1), MAY]
    async with database.transaction() as tx:
        await tx.insert("declaratie_periode", PERIOD, [(f"{n}", "0193", tx.day(day)) for n, day in enumerate(days)])
        assert tx.day(None) is None
    found = await rows(database, "SELECT laatste_begin FROM declaratie_periode ORDER BY laatste_begin")
    assert [row[0] for row in found] == sorted(days)
    assert await rows(database, "SELECT aanbieder FROM declaratie_periode WHERE laatste_begin < ?", MAY) == [("1",)]


async def test_a_key_twice_is_a_conflict_and_leaves_nothing(database: Database) -> None:
    await put(database, ("0193", 1, 10, 20, 1))
    for given in ([("0193", 2, 0, 0, 0), ("0193", 1, 0, 0, 0)], [("0193", 3, 0, 0, 0), ("0193", 3, 0, 0, 0)]):
        with pytest.raises(Conflict):
            await put(database, *given)
    assert await rows(database) == [("0193", 1, 10, 20, 1)]


async def test_an_error_of_the_caller_rolls_everything_back(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        async with database.transaction() as tx:
            await tx.insert("saldo", SALDO, [("0193", 1, 1, 1, 1)])
            raise ZeroDivisionError
    assert await rows(database) == []
    await put(database, ("0193", 1, 2, 2, 2))
    assert await rows(database) == [("0193", 1, 2, 2, 2)]


async def test_a_cancelled_transaction_leaves_nothing_and_the_next_one_works(database: Database) -> None:
    reached = asyncio.Event()

    async def half() -> None:
        async with database.transaction() as tx:
            await tx.insert("saldo", SALDO, [("0193", 1, 1, 1, 1)])
            reached.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(half())
    await reached.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await put(database, ("0193", 1, 2, 2, 2))
    assert await rows(database) == [("0193", 1, 2, 2, 2)]


async def test_update_sets_by_key_and_counts_what_it_touched(database: Database) -> None:
    await put(database, *[("0193", n, n, n, n) for n in range(1, 5)])
    async with database.transaction() as tx:
        changed = [("0193", 1, 100, 101, 102), ("0193", 3, 300, 301, 302), ("0193", 99, 0, 0, 0)]
        assert await tx.update("saldo", KEY, VALUES, changed) == 2
        assert await tx.update("saldo", KEY, VALUES, []) == 0
    assert [row[2] for row in await rows(database)] == [100, 2, 300, 4]


async def test_compare_and_set_touches_only_what_is_as_it_was(database: Database) -> None:
    await put(database, ("0193", 1, 10, 10, 1), ("0193", 2, 20, 20, 2))
    async with database.transaction() as tx:
        changed = [("0193", 1, 11, 11, 2, 10, 10, 1), ("0193", 2, 21, 21, 3, 20, 20, 99)]
        assert await tx.update("saldo", KEY, VALUES, changed, was=VALUES) == 1
    assert await rows(database) == [("0193", 1, 11, 11, 2), ("0193", 2, 20, 20, 2)]


async def test_update_sets_values_to_absent(database: Database) -> None:
    columns = ("gemeente", "toewijzing_nummer", "aanbieder", "client", "toewijzingsdatum", "toewijzingstijd",
               "ingangsdatum", "einddatum", "budget")  # fmt: skip
    async with database.transaction() as tx:
        day = tx.day(MAY)
        await tx.insert("toewijzing", columns, [("0193", 1, "6", b"c", day, "1", day, day, 5)])
        row = ("0193", 1, tx.day(None), None)
        assert await tx.update("toewijzing", KEY, {"einddatum": "date", "budget": "integer"}, [row]) == 1
    assert await rows(database, "SELECT einddatum, budget, ingangsdatum FROM toewijzing") == [(None, None, MAY)]


async def test_delete_takes_out_by_key_also_by_date(database: Database) -> None:
    await put(database, *[("0193", n, n, n, n) for n in range(1, 4)])
    async with database.transaction() as tx:
        assert await tx.delete("saldo", KEY, [("0193", 1), ("0193", 3), ("0148", 2)]) == 2
        assert await tx.delete("saldo", KEY, []) == 0
        await tx.insert("declaratie_periode", PERIOD, [("a", "0193", tx.day(MAY)), ("b", "0193", tx.day(MAY))])
        key = {"aanbieder": "text", "laatste_begin": "date"}
        assert await tx.delete("declaratie_periode", key, [("a", tx.day(MAY)), ("b", tx.day(date.max))]) == 1
    assert [row[1] for row in await rows(database)] == [2]


async def test_match_finds_by_many_keys_numbers_and_texts(database: Database) -> None:
    await put(database, *[("0193", n, n, 0, n % 2) for n in range(3000)], ("0148", 7, 70, 0, 0))
    async with database.transaction() as tx:
        fixed = {"gemeente": "0193"}
        found = await tx.match("saldo", ("toewijzing_nummer",), fixed, "toewijzing_nummer", range(10, 4000))
        assert sorted(row[0] for row in found) == list(range(10, 3000))
        odd = await tx.match("saldo", ("cent",), fixed, "toewijzing_nummer", [7, 8, 9], "t.regels = 1")
        assert sorted(row[0] for row in odd) == [7, 9]
        assert await tx.match("saldo", ("cent",), fixed, "toewijzing_nummer", []) == ()
        texts = await tx.match(
            "saldo", ("gemeente", "cent"), {"toewijzing_nummer": 7}, "gemeente", ["0148", "0193", "é"]
        )
        assert sorted(tuple(row) for row in texts) == [("0148", 70), ("0193", 7)]


async def test_match_takes_texts_that_look_like_numbers_and_quotes_as_texts(database: Database) -> None:
    names = ["007", "7", "1e3", '"', "\\", "true", "null", " ", "\U0001f600"]
    columns = ("afzender", "bericht_code", "identificatie", "bericht_id")
    async with database.transaction() as tx:
        await tx.insert("identificatie", columns, [("a", "490", name, n) for n, name in enumerate(names)])
        for name in names:
            fixed = {"afzender": "a", "bericht_code": "490"}
            found = await tx.match("identificatie", ("identificatie",), fixed, "identificatie", [name])
            assert [row[0] for row in found] == [name]


async def test_numbers_of_a_sequence_rise_and_are_never_given_twice(database: Database) -> None:
    async with database.transaction() as tx:
        first = await tx.next_ids("bericht_volgnummer", 3)
    async with database.transaction() as tx:
        second = await tx.next_ids("bericht_volgnummer", 1000)
        other = await tx.next_ids("gebeurtenis_volgnummer", 2)
    given = first + second
    assert given == sorted(set(given)) and len(given) == 1003
    assert len(set(other)) == 2


async def test_numbers_taken_at_the_same_time_never_meet(database: Database) -> None:
    async def take() -> list[int]:
        async with database.transaction() as tx:
            return await tx.next_ids("bericht_volgnummer", 50)

    given = [number for numbers in await asyncio.gather(*(take() for _ in range(10))) for number in numbers]
    assert len(set(given)) == 500


async def test_who_waits_for_a_lock_sees_what_the_holder_left(url: str, database: Database) -> None:
    other = await connect(parse_url(url))

    async def add(each: Database) -> None:
        for _ in range(25):
            async with each.transaction() as tx:
                await tx.lock(["0193:65656055", "een ander"])
                ((cent,),) = await tx.rows("SELECT cent FROM saldo WHERE toewijzing_nummer = 1")
                await asyncio.sleep(0)
                await tx.run("UPDATE saldo SET cent = ? WHERE toewijzing_nummer = 1", cent + 1)

    try:
        await put(database, ("0193", 1, 0, 0, 0))
        await asyncio.gather(add(database), add(other))
        assert await rows(database) == [("0193", 1, 50, 0, 0)]
    finally:
        await other.close()


async def test_locks_in_other_orders_do_not_wait_for_each_other(url: str, database: Database) -> None:
    other = await connect(parse_url(url))

    async def both(each: Database, names: list[str]) -> None:
        for _ in range(20):
            async with each.transaction() as tx:
                await tx.lock(names)
                await asyncio.sleep(0)

    try:
        await asyncio.wait_for(asyncio.gather(both(database, ["a", "b", "c"]), both(other, ["c", "b", "a"])), 30)
    finally:
        await other.close()


async def test_a_ceiling_in_the_update_itself_is_never_passed(url: str, database: Database) -> None:
    """Fifty claims at once on a budget of a thousand cents: all of it is given and not a cent more."""
    others = [await connect(parse_url(url)) for _ in range(3)]

    async def claim(each: Database) -> int:
        async with each.transaction() as tx:
            return await tx.run(
                "UPDATE saldo SET cent = cent + ? WHERE toewijzing_nummer = 1 AND cent + ? <= 1000", 30, 30
            )

    try:
        await put(database, ("0193", 1, 0, 0, 0))
        touched = await asyncio.gather(*(claim([database, *others][n % 4]) for n in range(50)))
        assert sum(touched) == 33
        assert await rows(database) == [("0193", 1, 990, 0, 0)]
    finally:
        for each in others:
            await each.close()


async def test_an_error_names_no_value(database: Database) -> None:
    await put(database, ("0193", 1, 0, 0, 0))
    with pytest.raises(Conflict) as conflict:
        await put(database, ("0193", 1, 999900006, 0, 0))
    with pytest.raises(DatabaseError) as wrong:
        await rows(database, "SELECT * FROM bestaat_niet WHERE naam = ?", "999900006")
    for error in (conflict.value, wrong.value):
        assert "999900006" not in str(error) and "999900006" not in repr(error)
        assert error.__cause__ is None


async def test_a_database_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    for text in (f"sqlite:///{tmp_path}/geen/map/x.db", "postgresql://a:b@127.0.0.1:1/x"):
        with pytest.raises(Unavailable):
            await connect(parse_url(text))


@pytest.mark.parametrize("text", ["", "sqlite:///", "sqlite://x", "mysql://a/b", "postgresql://host", "x.db"])
def test_an_address_that_is_none_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="sqlite:///BESTAND"):
        parse_url(text)


def test_an_address_is_shown_without_its_password() -> None:
    assert parse_url("postgresql://u:geheim@h:5433/n").safe == "postgresql://h:5433/n"
    assert parse_url("sqlite:////a%20b/c.db").file == Path("/a b/c.db")
