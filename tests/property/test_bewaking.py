"""Laws of counting from the ledger: batches make no difference, and counting again gives what stands."""

from __future__ import annotations

import asyncio
import json
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.normbewaking.handle import Bewaking
from services.shared.dossier import gebeurtenissen
from services.shared.dossier.opening import open_database
from services.shared.platform.database import Database, parse_url
from tests.support.grootboekregels import Gedeclareerd, make_allocations, process
from tests.support.regio import BUDGET, KOP, NORM, regios

TODAY = date(2024, 7, 1)
REGIOS = regios(KOP + NORM.replace("hours_per_client = 15", "hours_per_client = 2\nminimum_clients = 2") + BUDGET)
SEEN = (
    "SELECT * FROM norm_stand ORDER BY 1, 2, 3, 4",
    "SELECT * FROM norm_client ORDER BY 1, 2, 3, 4, 5",
    "SELECT * FROM budget_stand ORDER BY 1, 2, 3, 4",
    "SELECT * FROM budget_toewijzing ORDER BY 1, 2, 3, 4, 5, 6",
)

lines = st.builds(
    Gedeclareerd,
    client=st.integers(0, 4),
    gemeente=st.sampled_from(("0193", "0148")),
    code=st.sampled_from(("54B01", "54B01", "45A48", "45A99")),
    eenheid=st.sampled_from(("01", "04", "14")),
    volume=st.sampled_from((1, 60, 120, 3000)),
    maand=st.integers(1, 6),
    credit=st.just(False),
)
declarations = st.lists(st.lists(lines, min_size=1, max_size=4), min_size=1, max_size=6)


def with_credits(messages: list[list[Gedeclareerd]], back: list[bool]) -> list[list[Gedeclareerd]]:
    """The messages, followed by one that takes back some of their lines."""
    everything = [line for message in messages for line in message]
    taken = [line._replace(credit=True) for line, wanted in zip(everything, back, strict=False) if wanted]
    return [*messages, taken] if taken else messages


async def told(database: Database) -> list[Any]:
    async with database.transaction(write=False) as tx:
        return [json.loads(each.data) for _, each in await gebeurtenissen.first(tx, 1000)]


async def figures(database: Database) -> list[list[tuple[Any, ...]]]:
    async with database.transaction(write=False) as tx:
        return [[tuple(row) for row in await tx.rows(sql)] for sql in SEEN]


@cache
def empty() -> bytes:
    """A migrated database without rows, made once."""

    async def make(file: Path) -> None:
        await (await open_database(parse_url(f"sqlite:///{file}"), "x")).close()

    with TemporaryDirectory() as folder:
        asyncio.run(make(Path(folder) / "a.db"))
        return (Path(folder) / "a.db").read_bytes()


def played(folder: Path, messages: list[list[Gedeclareerd]], each: int) -> tuple[Any, Any, Any]:
    """``play`` on a database of its own."""
    folder.mkdir()
    (folder / "a.db").write_bytes(empty())
    return asyncio.run(play(folder, messages, each))


async def play(folder: Path, messages: list[list[Gedeclareerd]], each: int) -> tuple[Any, Any, Any]:
    """Process in batches of ``each`` messages; events, figures, and what counting again finds."""
    database = await open_database(parse_url(f"sqlite:///{folder / 'a.db'}"), "x")
    try:
        await make_allocations(database, 5, ("0193", "0148"))
        watching = Bewaking(database, REGIOS, TODAY, now=lambda: "2024-07-01T00:00:00+00:00")
        await watching.start()
        for start in range(0, len(messages), each):
            for n, message in enumerate(messages[start : start + each], start):
                await process(database, n + 1, message)
            await watching.follow()
        stood = await figures(database)
        differences = await watching.recount()
        assert await figures(database) == stood
        return await told(database), stood, differences
    finally:
        await database.close()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(messages=declarations, back=st.lists(st.booleans(), max_size=24), each=st.integers(2, 7))
def test_batches_make_no_difference_and_counting_again_finds_none(
    messages: list[list[Gedeclareerd]], back: list[bool], each: int
) -> None:
    whole = with_credits(messages, back)
    with TemporaryDirectory() as folder:
        alone = played(Path(folder) / "a", whole, 1)
        together = played(Path(folder) / "b", whole, each)
    assert alone == together and alone[2] == []


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(messages=declarations, order=st.randoms())
def test_figures_do_not_depend_on_the_order(messages: list[list[Gedeclareerd]], order: Any) -> None:
    shuffled = list(messages)
    order.shuffle(shuffled)
    with TemporaryDirectory() as folder:
        _, one, _ = played(Path(folder) / "a", messages, 3)
        _, other, _ = played(Path(folder) / "b", shuffled, 3)
    assert without_told(one) == without_told(other)


def without_told(seen: Any) -> Any:
    """Figures without what was told and how often."""
    norms, clients, budgets, granted = seen
    return [row[:-2] for row in norms], clients, [row[:-2] for row in budgets], granted


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(messages=declarations)
def test_taking_everything_back_leaves_no_client_and_no_amount(messages: list[list[Gedeclareerd]]) -> None:
    back = [line._replace(credit=True) for message in messages for line in message]
    with TemporaryDirectory() as folder:
        _, (norms, clients, budgets, granted), _ = played(Path(folder) / "a", [*messages, back], 2)
    assert all(row[4:7] == (0, 0, 0) and row[11] == "{}" for row in norms)
    assert all(row[5] == 0 for row in clients) and all(row[6] == 0 for row in granted)
    assert all(row[4:7] == (0, 0, 0) for row in budgets)
