"""The product and the oracle answer every sequence of messages the same, and remember the same."""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.support.balie import Balie, balie, state, told
from tests.support.berichten import to_xml
from tests.support.oracle import Oracle, smallest
from tests.support.verzinsel import GEMEENTEN, Verzinsel, region, to_toml

Said = dict[str, Any]
SEQUENCES = int(os.environ.get("SLUIS_ORACLE_SEQUENCES", "30"))
FIRST = int(os.environ.get("SLUIS_ORACLE_SEED", "0"))
MESSAGES = 40
CONTRACTS: tuple[list[Said], ...] = ([region()], [region()], [region("2025-03-01", "2025-05-31")], [])


async def run(folder: Path, template: Path, seed: int, *, batched: bool = False) -> list[str]:
    """What differs between product and oracle over one sequence; empty when nothing does."""
    contracts = CONTRACTS[seed % len(CONTRACTS)]
    known = Oracle(frozenset(GEMEENTEN), contracts)
    made = list(_sequence(known, seed))
    file, regions = folder / f"{seed}.db", []
    shutil.copy(template, file)
    shutil.copy(template.with_name(template.name + ".key"), file.with_name(file.name + ".key"))
    for n, contract in enumerate(contracts):
        regions.append(folder / f"{seed}-{n}.toml")
        regions[-1].write_text(to_toml(contract))
    async with balie(f"sqlite:///{file}", regions) as desk:
        differences = await _compare(desk, made, seed, batched)
        if not differences:
            differences = _state_differs(await state(desk.desk.database), known, seed)
    return differences


def _sequence(known: Oracle, seed: int) -> list[tuple[Said, Said]]:
    return [(message, known.answer(message)) for message in Verzinsel(seed, known).messages(MESSAGES)]


async def _compare(desk: Balie, made: list[tuple[Said, Said]], seed: int, batched: bool) -> list[str]:
    dice, start, found = random.Random(seed), 0, []
    while start < len(made):
        stop, today = start + 1, made[start][0]["today"]
        while batched and stop < len(made) and made[stop][0]["today"] == today and dice.random() < 0.8:
            stop += 1
        batch = made[start:stop]
        answers = await desk.hand_in(*(to_xml(message) for message, _ in batch), today=batch[0][0]["today"])
        for (message, want), answered in zip(batch, answers, strict=True):
            got = told(answered.antwoord)
            if got != want:
                found.append(f"seed {seed} message {start}: {message}\n  product {got}\n  oracle  {want}")
        if found:
            return found
        start = stop
    return found


def _state_differs(got: Said, known: Oracle, seed: int) -> list[str]:
    want = remembered(known)
    return [
        f"seed {seed} {name}: only product {sorted(set(got[name]) - set(want[name]), key=repr)},"
        f" only oracle {sorted(set(want[name]) - set(got[name]), key=repr)}"
        for name in want
        if got[name] != want[name]
    ]


def remembered(known: Oracle) -> Said:
    """What the oracle remembers, in the shape of ``balie.state``."""
    first: dict[tuple[str, str], Said] = {}
    for line in known.lines:
        first.setdefault((line["afz"], line["ref"]), line)
    saldi, open_lines, current = [], [], []
    for gemeente, nr in known.versions:
        left = known.uncredited(gemeente, nr)
        open_lines += [(gemeente, nr, *x["p"], x["cat"], x["code"]) for x in left]
        if left and (sum(x["bedrag"] for x in left), sum(map(smallest, left)), len(left)) != (0, 0, 0):
            saldi.append((gemeente, nr, sum(x["bedrag"] for x in left), sum(map(smallest, left)), len(left)))
        v = known.current(gemeente, nr)
        assert v is not None
        extent = v["omvang"] or (None, None, None)
        current.append((gemeente, nr, v["prov"], v["cat"], v["code"], v["td"], v["tt"], v["ing"], v["eind"], v["reden"],
                        *extent, v["budget"]))  # fmt: skip
    said: dict[str, list[Any]] = {
        "identificaties": list(known.idents),
        "declaraties": list(known.numbers),
        "perioden": [(*pair, day) for pair, day in known.periods.items()],
        "regels": [(x["afz"], x["ref"], x["nr"], x["bedrag"], x["dc"], int(x["ok"])) for x in first.values()],
        "open": open_lines,
        "saldi": saldi,
        "toewijzingen": current,
        "versies": [(*key, len(versions)) for key, versions in known.versions.items()],
    }
    return {name: sorted(rows, key=repr) for name, rows in said.items()}


@pytest.fixture
async def template(tmp_path: Path) -> Path:
    """A migrated database without rows, with its key."""
    file = tmp_path / "leeg.db"
    async with balie(f"sqlite:///{file}") as desk:
        await desk.rows("SELECT 1")
        async with desk.desk.database.transaction() as tx:
            await tx.run("DELETE FROM teller")
    return file


async def test_product_and_oracle_agree_on_every_answer_and_on_what_is_remembered(
    tmp_path: Path, template: Path
) -> None:
    for seed in range(FIRST, FIRST + SEQUENCES):
        assert await run(tmp_path, template, seed) == []


async def test_batches_give_the_same_answers_as_the_oracle_gives_one_by_one(tmp_path: Path, template: Path) -> None:
    for seed in range(FIRST + 100_000, FIRST + 100_000 + SEQUENCES // 2):
        assert await run(tmp_path, template, seed, batched=True) == []
