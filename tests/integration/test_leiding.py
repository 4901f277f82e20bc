"""The lease of a task: one process has it, keeps it by asking again, and can give it to the next."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.shared.dossier.leiding import LEASE_MS, RENEW_MS, Lease, release
from services.shared.dossier.opening import open_database
from services.shared.platform.database import Database, parse_url


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await open_database(parse_url(f"sqlite:///{tmp_path / 'sluis.db'}"), "vingerafdruk")
    yield opened
    await opened.close()


class Clock:
    now = 1_000_000

    def __call__(self) -> int:
        return self.now


def lease(database: Database, holder: str, clock: Clock) -> Lease:
    return Lease(database, "taak", holder, clock, lambda kind: None)


async def test_one_process_has_the_lease_until_it_gives_it_back(database: Database) -> None:
    clock = Clock()
    first, second = lease(database, "een", clock), lease(database, "twee", clock)
    assert await first.hold()
    assert not await second.hold()
    await first.let_go()
    assert await second.hold()


async def test_a_lease_that_is_asked_for_in_time_is_never_lost(database: Database) -> None:
    clock = Clock()
    first, second = lease(database, "een", clock), lease(database, "twee", clock)
    for _ in range(20):
        assert await first.hold()
        assert not await second.hold()
        clock.now += RENEW_MS


async def test_who_was_away_too_long_asks_again_and_does_not_think_it_has_the_lease(database: Database) -> None:
    clock = Clock()
    first, second = lease(database, "een", clock), lease(database, "twee", clock)
    assert await first.hold()
    clock.now += LEASE_MS + 1
    assert await second.hold()
    assert not await first.hold()


async def test_a_clock_that_was_put_back_gives_no_lease_for_longer(database: Database) -> None:
    clock = Clock()
    first, second = lease(database, "een", clock), lease(database, "twee", clock)
    assert await first.hold()
    async with database.transaction() as tx:
        await release(tx, "taak", "een")
    assert await second.hold()
    clock.now -= 1
    assert not await first.hold()
