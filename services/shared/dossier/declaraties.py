"""Reads and writes which declarations were processed: their numbers and the latest period. Writer: declaratie."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from services.shared.platform.database import Transaction

_KEY = {"aanbieder": "text", "gemeente": "text"}


async def known_numbers(tx: Transaction, aanbieder: str, soort: str, numbers: Iterable[str]) -> set[tuple[str, str]]:
    """Which of these numbers the provider used before in this kind of message, as (soort, nummer)."""
    rows = await tx.match("declaratie", ("nummer",), {"aanbieder": aanbieder, "soort": soort}, "nummer", numbers)
    return {(soort, row[0]) for row in rows}


async def latest_periods(tx: Transaction, aanbieder: str) -> dict[str, date]:
    """The first day of the latest processed DeclaratiePeriode of the provider, by municipality."""
    return {
        row[0]: row[1]
        for row in await tx.rows(
            "SELECT gemeente, laatste_begin FROM declaratie_periode WHERE aanbieder = ?", aanbieder
        )
    }


async def write(
    tx: Transaction,
    numbers: Sequence[tuple[str, str, str, int]],
    periods: dict[tuple[str, str], date],
    known: set[tuple[str, str]],
) -> None:
    """Keep numbers as (aanbieder, soort, nummer, bericht_id) and latest periods by (aanbieder, gemeente).

    ``known`` names the pairs that had a period already.
    """
    await tx.insert("declaratie", ("aanbieder", "soort", "nummer", "bericht_id"), numbers)
    new = [(*pair, tx.day(day)) for pair, day in sorted(periods.items()) if pair not in known]
    changed = [(*pair, tx.day(day)) for pair, day in sorted(periods.items()) if pair in known]
    await tx.insert("declaratie_periode", ("aanbieder", "gemeente", "laatste_begin"), new)
    await tx.update("declaratie_periode", _KEY, {"laatste_begin": "date"}, changed)
