"""Keeps deliveries that wait for an earlier message of the same pair, in the order they came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.shared.platform.database import Transaction

_COLUMNS = (
    "wacht_id", "dienst", "bron", "levering", "gemeente", "aanbieder", "topic", "nummer", "positie", "sleutel",
    "moment", "inhoud",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ToWait:
    """A delivery that must wait; ``inhoud`` is its sealed body, ``moment`` when the log took it in (ms since 1970)."""

    dienst: str
    bron: str
    levering: str
    gemeente: str
    aanbieder: str
    topic: str
    nummer: int
    positie: int
    sleutel: str | None
    moment: int
    inhoud: bytes


@dataclass(frozen=True, slots=True)
class Waiting:
    """A delivery that waits, without its body, of which ``omvang`` is the size in bytes."""

    wacht_id: int
    bron: str
    levering: str
    gemeente: str
    aanbieder: str
    topic: str
    nummer: int
    positie: int
    moment: int
    omvang: int

    @property
    def pair(self) -> tuple[str, str]:
        """Municipality and provider."""
        return self.gemeente, self.aanbieder


async def put(tx: Transaction, waiting: Sequence[ToWait]) -> None:
    """Let deliveries wait."""
    if not waiting:
        return
    ids = await tx.next_ids("wacht_volgnummer", len(waiting))
    rows = [
        (
            wacht_id, w.dienst, w.bron, w.levering, w.gemeente, w.aanbieder, w.topic, w.nummer, w.positie, w.sleutel,
            w.moment, w.inhoud,
        )
        for wacht_id, w in zip(ids, waiting, strict=True)
    ]  # fmt: skip
    await tx.insert("wachtend", _COLUMNS, rows)


async def pairs(tx: Transaction, dienst: str) -> set[tuple[str, str]]:
    """The pairs of which something waits."""
    rows = await tx.rows("SELECT DISTINCT gemeente, aanbieder FROM wachtend WHERE dienst = ?", dienst)
    return {(row[0], row[1]) for row in rows}


async def listed(tx: Transaction, dienst: str, limit: int = 10_000) -> list[Waiting]:
    """What waits, oldest first."""
    rows = await tx.rows(
        "SELECT wacht_id, bron, levering, gemeente, aanbieder, topic, nummer, positie, moment, length(inhoud)"
        f" FROM wachtend WHERE dienst = ? ORDER BY wacht_id LIMIT {int(limit)}",
        dienst,
    )
    return [Waiting(*row) for row in rows]


async def bodies(tx: Transaction, wacht_ids: Sequence[int]) -> dict[int, bytes]:
    """The sealed bodies of what waits, by number; what left meanwhile is not there."""
    return dict(await tx.match("wachtend", ("wacht_id", "inhoud"), {}, "wacht_id", wacht_ids))


async def oldest(tx: Transaction, dienst: str) -> int | None:
    """The earliest moment of what waits, in milliseconds since 1970."""
    rows = await tx.rows("SELECT MIN(moment) FROM wachtend WHERE dienst = ?", dienst)
    return None if rows[0][0] is None else int(rows[0][0])


async def leave(tx: Transaction, wacht_ids: Sequence[int]) -> int:
    """Take deliveries out; how many were still there."""
    return await tx.delete("wachtend", {"wacht_id": "bigint"}, [(wacht_id,) for wacht_id in wacht_ids])
