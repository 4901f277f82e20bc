"""Watching on PostgreSQL: two at once count a declaration once, and what became visible late is not passed over."""

from __future__ import annotations

import asyncio
from datetime import date

from services.normbewaking.handle import Bewaking, watch
from services.shared.dossier.opening import open_database
from services.shared.platform.database import parse_url
from tests.support.grootboekregels import Gedeclareerd, make_allocations, process
from tests.support.regio import regios

LINES = [Gedeclareerd(client, "0193", "54B01", "04", 16, 1) for client in range(5)]
TODAY = date(2024, 7, 1)


async def test_two_watchers_count_once_and_tell_once(migrated_database: str) -> None:
    one = await open_database(parse_url(migrated_database), "x")
    other = await open_database(parse_url(migrated_database), "x")
    try:
        await make_allocations(one, 5, ("0193",))
        await watch(one, regios(), TODAY)
        for number in range(1, 21):
            await process(one, number, LINES[number % 5 : number % 5 + 1])
        await process(one, 21, LINES)
        counts = await asyncio.gather(*(watch(database, regios(), TODAY) for database in (one, other) * 3))
        async with one.transaction(write=False) as tx:
            [(minutes, clients)] = await tx.rows("SELECT minuten, clienten FROM norm_stand")
            [(events,)] = await tx.rows("SELECT COUNT(*) FROM gebeurtenis")
        assert (minutes, clients) == (25 * 16 * 60, 5)
        assert sum(counts) == events == 1
        assert await Bewaking(one, regios(), TODAY).recount() == []
    finally:
        await one.close()
        await other.close()


async def test_a_lower_number_that_becomes_visible_later_is_counted(migrated_database: str) -> None:
    database = await open_database(parse_url(migrated_database), "x")
    try:
        await make_allocations(database, 5, ("0193",))
        await watch(database, regios(), TODAY)
        await process(database, 10, LINES[:1])
        await watch(database, regios(), TODAY)
        await process(database, 9, LINES[1:2])
        await watch(database, regios(), TODAY)
        async with database.transaction(write=False) as tx:
            assert [tuple(row) for row in await tx.rows("SELECT minuten FROM norm_stand")] == [(2 * 16 * 60,)]
    finally:
        await database.close()
