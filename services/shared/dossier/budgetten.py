"""Reads and writes the figures of regional budgets, and what was granted on each allocation under them.

Writer: normbewaking.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from services.shared.platform.database import Row, Transaction
from services.shared.region.budget import BudgetSleutel, BudgetStand

_KEY = {"regio": "text", "segment": "text", "subsegment": "text", "jaar": "integer"}
_FIGURES = {
    "toegekend": "bigint", "uitgezonderd": "bigint", "regels": "integer", "maanden": "text", "verteld": "integer",
    "wisselingen": "integer",
}  # fmt: skip
_TOEWIJZING_KEY = {**_KEY, "gemeente": "text", "toewijzing_nummer": "bigint"}
_BATCH = 20_000


class OpToewijzing(NamedTuple):
    """An allocation under a budget."""

    sleutel: BudgetSleutel
    gemeente: str
    nummer: int


Standen = dict[BudgetSleutel, BudgetStand]


async def all_of(tx: Transaction, regios: Collection[str]) -> tuple[Standen, dict[BudgetSleutel, int]]:
    """The figures of the budgets of these regions, and how many borders were told of each."""
    standen: Standen = {}
    told: dict[BudgetSleutel, int] = {}
    for regio in regios:
        rows = await tx.rows(f"SELECT {','.join((*_KEY, *_FIGURES))} FROM budget_stand WHERE regio = ?", regio)
        for row in rows:
            key = BudgetSleutel(*row[:4])
            toegekend, uitgezonderd, regels, maanden, verteld, wisselingen = row[4:]
            standen[key] = BudgetStand(toegekend, uitgezonderd, regels, json.loads(maanden), verteld)
            told[key] = wisselingen
    return standen, told


async def write(
    tx: Transaction, standen: Mapping[BudgetSleutel, BudgetStand], told: Mapping[BudgetSleutel, int]
) -> None:
    """Keep the figures of these budgets; ``told`` counts the borders told."""
    await tx.delete("budget_stand", _KEY, list(standen))
    rows = [
        (*key, s.toegekend, s.uitgezonderd, s.regels, json.dumps(s.maanden), s.verteld, told.get(key, 0))
        for key, s in sorted(standen.items())
    ]
    await tx.insert("budget_stand", (*_KEY, *_FIGURES), rows)


async def granted(tx: Transaction, keys: Iterable[OpToewijzing]) -> dict[OpToewijzing, int]:
    """What was granted on these allocations under these budgets; absent when nothing ever was."""
    asked: dict[tuple[BudgetSleutel, str], list[int]] = {}
    for key in keys:
        asked.setdefault((key.sleutel, key.gemeente), []).append(key.nummer)
    found: dict[OpToewijzing, int] = {}
    for (sleutel, gemeente), numbers in sorted(asked.items()):
        rows = await tx.match(
            "budget_toewijzing",
            ("toewijzing_nummer", "cent"),
            {**sleutel._asdict(), "gemeente": gemeente},
            "toewijzing_nummer",
            sorted(numbers),
        )
        found |= {OpToewijzing(sleutel, gemeente, row[0]): row[1] for row in rows}
    return found


async def all_granted(tx: Transaction, regio: str) -> dict[OpToewijzing, int]:
    """What was granted on every allocation under the budgets of a region."""
    rows = await tx.rows(f"SELECT {','.join(_TOEWIJZING_KEY)}, cent FROM budget_toewijzing WHERE regio = ?", regio)
    return {OpToewijzing(BudgetSleutel(*row[:4]), row[4], row[5]): row[6] for row in rows}


async def write_granted(tx: Transaction, after: Mapping[OpToewijzing, int], before: Collection[OpToewijzing]) -> None:
    """Keep what was granted; ``before`` names those that had an amount already."""
    new = [_granted_row(key, cent) for key, cent in sorted(after.items()) if key not in before]
    changed = [_granted_row(key, cent) for key, cent in sorted(after.items()) if key in before]
    for start in range(0, len(new), _BATCH):
        await tx.insert("budget_toewijzing", (*_TOEWIJZING_KEY, "cent"), new[start : start + _BATCH])
    await tx.update("budget_toewijzing", _TOEWIJZING_KEY, {"cent": "bigint"}, changed)


async def forget(tx: Transaction, regio: str) -> None:
    """Take out all figures of a region, because they are counted again."""
    await tx.run("DELETE FROM budget_stand WHERE regio = ?", regio)
    await tx.run("DELETE FROM budget_toewijzing WHERE regio = ?", regio)


def _granted_row(key: OpToewijzing, cent: int) -> Row:
    return (*key.sleutel, key.gemeente, key.nummer, cent)


async def allocations(
    tx: Transaction, gemeenten: Sequence[str], codes: Sequence[str], categories: Sequence[str]
) -> Sequence[Row]:
    """Current allocations, not removed, of these municipalities: with one of these codes, or with one of these
    categories, no code and a budget.

    Per allocation: municipality, number, provider, category, code, Toewijzingsdatum, Ingangsdatum, Einddatum, volume,
    unit, frequency, budget.
    """
    if not gemeenten:
        return ()
    wanted = [f"t.code IN ({_marks(codes)})"] if codes else []
    if categories:
        wanted.append(f"(t.code IS NULL AND t.budget IS NOT NULL AND t.categorie IN ({_marks(categories)}))")
    if not wanted:
        return ()
    return await tx.rows(
        "SELECT t.gemeente, t.toewijzing_nummer, t.aanbieder, t.categorie, t.code, t.toewijzingsdatum, t.ingangsdatum,"
        " t.einddatum, t.volume, t.eenheid, t.frequentie, t.budget FROM toewijzing t"
        f" WHERE t.gemeente IN ({_marks(gemeenten)}) AND ({' OR '.join(wanted)})"
        " AND (t.reden_wijziging IS NULL OR t.reden_wijziging <> '13')",
        *gemeenten, *codes, *categories,
    )  # fmt: skip


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))
