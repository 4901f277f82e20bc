"""The row of processed declarations that norms and budgets must still count.

Writer: declaratie, in the transaction that processes them; emptied by normbewaking. A row and not a position, because
on PostgreSQL a lower number can become visible after a higher one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from services.shared.platform.database import Row, Transaction

_LINE = (
    "b.bericht_id", "b.gemeente", "b.aanbieder", "b.product_code", "b.eenheid", "b.geleverd_volume", "b.bedrag",
    "b.debet_credit", "t.client", "b.begin", "b.eind", "b.toewijzing_nummer",
)  # fmt: skip


class Verwerkt(NamedTuple):
    """A processed declaration: its municipality, the date it carries, when it was received, how many lines it has."""

    bericht_id: int
    gemeente: str | None
    dagtekening: date
    ontvangen_op: str
    regels: int


async def add(tx: Transaction, bericht_ids: Sequence[int]) -> None:
    """Declarations that were processed now."""
    await tx.insert("te_volgen", ("bericht_id",), [(bericht_id,) for bericht_id in bericht_ids])


async def first(tx: Transaction, limit: int) -> list[Verwerkt]:
    """The oldest declarations that were not counted."""
    rows = await tx.rows(
        "SELECT q.bericht_id, b.gemeente, b.dagtekening, b.ontvangen_op, b.regels FROM te_volgen q"
        f" JOIN bericht b ON b.bericht_id = q.bericht_id ORDER BY q.bericht_id LIMIT {int(limit)}"
    )
    return [Verwerkt(*row) for row in rows]


async def empty(tx: Transaction) -> bool:
    """Whether everything was counted."""
    return not await tx.rows("SELECT 1 FROM te_volgen LIMIT 1")


async def done(tx: Transaction, bericht_ids: Sequence[int]) -> None:
    """These were counted."""
    await tx.delete("te_volgen", {"bericht_id": "bigint"}, [(bericht_id,) for bericht_id in bericht_ids])


async def lines(
    tx: Transaction, first_id: int, last_id: int, codes: Sequence[str], between: tuple[int, int] | None = None
) -> Sequence[Row]:
    """The granted lines of these product codes in messages from ``first_id`` to ``last_id`` (inclusive), in order.

    ``between``: only lines with these numbers (inclusive). Per line: message, municipality, provider, code, unit,
    volume, eurocents, D or C, client (pseudonym), begin, end, allocation.
    """
    if not codes:
        return ()
    part = f" AND b.regel >= {between[0]} AND b.regel <= {between[1]}" if between else ""
    return await tx.rows(
        f"SELECT {','.join(_LINE)} FROM boeking b LEFT JOIN toewijzing t ON t.gemeente = b.gemeente"
        " AND t.toewijzing_nummer = b.toewijzing_nummer WHERE b.bericht_id >= ? AND b.bericht_id <= ?"
        f"{part} AND b.toegekend = 1 AND b.product_code IN ({','.join('?' * len(codes))})"
        " ORDER BY b.bericht_id, b.regel",
        first_id, last_id, *codes,
    )  # fmt: skip


async def counted(tx: Transaction, after: int, limit: int) -> list[Verwerkt]:
    """Declarations after ``after`` that were counted already, in order: those that are not waiting."""
    rows = await tx.rows(
        "SELECT b.bericht_id, b.gemeente, b.dagtekening, b.ontvangen_op, b.regels FROM bericht b WHERE b.bericht_id > ?"
        " AND b.dagtekening IS NOT NULL AND NOT EXISTS (SELECT 1 FROM te_volgen q WHERE q.bericht_id = b.bericht_id)"
        f" ORDER BY b.bericht_id LIMIT {int(limit)}",
        after,
    )
    return [Verwerkt(*row) for row in rows]


async def total(tx: Transaction) -> int:
    """How many declarations there are, for a progress bar."""
    return int((await tx.rows("SELECT COUNT(*) FROM bericht WHERE dagtekening IS NOT NULL"))[0][0])
