"""Remembers for which norms and budgets of a region the figures were counted. Writer: normbewaking."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from services.shared.platform.database import Transaction


async def all_of(tx: Transaction) -> dict[str, str]:
    """The fingerprint of what was counted, by name of region; empty text when figures are behind."""
    return {row[0]: row[1] for row in await tx.rows("SELECT regio, vingerafdruk FROM regio_telling")}


async def write(tx: Transaction, counted: Mapping[str, str]) -> None:
    """From now the figures of these regions stand for these fingerprints."""
    await tx.delete("regio_telling", {"regio": "text"}, [(regio,) for regio in counted])
    await tx.insert("regio_telling", ("regio", "vingerafdruk"), sorted(counted.items()))


async def behind(tx: Transaction, except_for: Collection[str]) -> None:
    """Declarations were passed over: all regions but these must be counted again when they are given next."""
    for regio in sorted(await all_of(tx)):
        if regio not in except_for:
            await tx.run("UPDATE regio_telling SET vingerafdruk = '' WHERE regio = ?", regio)
