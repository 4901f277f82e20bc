"""Reads and moves the position of a service in a partition, in the transaction of the effects it stands for.

INVARIANT: a position is never ahead of its effects, and only who knows where it stands can move it.
"""

from __future__ import annotations

from services.shared.platform.database import Transaction


class PositionLost(Exception):
    """Another process moved the position: this one no longer owns the partition. Roll back and read it again."""


async def all_of(tx: Transaction, group: str) -> dict[tuple[str, int], int]:
    """Where a group stands, by topic and partition number."""
    rows = await tx.rows("SELECT topic, nummer, volgende FROM positie WHERE groep = ?", group)
    return {(row[0], row[1]): row[2] for row in rows}


async def move(tx: Transaction, group: str, topic: str, number: int, expected: int | None, to: int) -> None:
    """Move a position from ``expected`` (None: never set) to ``to``; raises PositionLost when it stood elsewhere."""
    if expected is None:
        touched = await tx.run(
            "INSERT INTO positie (groep, topic, nummer, volgende) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (groep, topic, nummer) DO NOTHING",
            group, topic, number, to,
        )  # fmt: skip
    else:
        touched = await tx.run(
            "UPDATE positie SET volgende = ? WHERE groep = ? AND topic = ? AND nummer = ? AND volgende = ?",
            to, group, topic, number, expected,
        )  # fmt: skip
    if touched != 1:
        raise PositionLost(f"{topic} {number}")
