"""Two processes watch one norm: a permission recorded meanwhile counts for both, and nothing is told back and forth."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from services.normbewaking.handle import Bewaking
from services.normbewaking.vastleggen import Opgave, leg_vast
from services.shared.dossier.opening import open_database
from services.shared.platform.database import Database, parse_url
from tests.support.grootboekregels import AANBIEDER, Gedeclareerd, make_allocations, process
from tests.support.regio import regios

TODAY = date(2024, 7, 1)
PERMISSION = Opgave(
    soort="toestemming", aanbieder=AANBIEDER, product="54B01", jaar=2024, limiet_uren=Decimal(20), auteur="regio",
    reden="brief",
)  # fmt: skip


def each_client(month: int, hours: int) -> list[Gedeclareerd]:
    return [Gedeclareerd(client, "0193", "54B01", "04", hours, month) for client in range(5)]


async def told(database: Database) -> list[tuple[str, str]]:
    async with database.transaction(write=False) as tx:
        rows = await tx.rows("SELECT data FROM gebeurtenis ORDER BY volgnummer")
    data = [json.loads(bytes(row[0])) for row in rows]
    return [(each["van"], each["naar"]) for each in data]


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgresql":
        return str(request.getfixturevalue("migrated_database"))
    return f"sqlite:///{tmp_path / 'a.db'}"


async def test_een_toestemming_die_tussendoor_komt_laat_niets_heen_en_weer_gaan(url: str) -> None:
    database = await open_database(parse_url(url), "x")
    try:
        await make_allocations(database, 5, ("0193",))
        early, late = Bewaking(database, regios(), TODAY), Bewaking(database, regios(), TODAY)
        await early.start()
        await process(database, 1, each_client(1, 16))
        await early.follow()
        await leg_vast(database, PERMISSION, TODAY)
        await late.start()
        assert await told(database) == [("binnen", "overschreden"), ("overschreden", "toegestaan")]
        await process(database, 2, each_client(2, 1))
        await early.follow()
        await process(database, 3, each_client(3, 1))
        await late.follow()
        assert await told(database) == [("binnen", "overschreden"), ("overschreden", "toegestaan")]
    finally:
        await database.close()
