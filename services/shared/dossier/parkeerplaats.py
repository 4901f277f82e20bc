"""Keeps what was set aside: why, since when, who must look at it, and the sealed record itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.shared.platform.database import Transaction

PARKED, AGAIN, DONE, DISCARDED = "geparkeerd", "opnieuw", "klaar", "weggedaan"
_COLUMNS = (
    "parkeer_id", "dienst", "topic", "nummer", "positie", "bron", "levering", "gemeente", "aanbieder",
    "soort_fout", "reden", "eigenaar", "moment", "sinds", "stand", "inhoud",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ToPark:
    """A record to set aside; ``soort_fout`` is data or bug, ``inhoud`` the sealed record."""

    dienst: str
    topic: str
    nummer: int
    positie: int
    bron: str | None
    levering: str | None
    gemeente: str | None
    aanbieder: str | None
    soort_fout: str
    reden: str
    eigenaar: str
    moment: int
    sinds: str
    inhoud: bytes


@dataclass(frozen=True, slots=True)
class Parked(ToPark):
    """A record that is set aside."""

    parkeer_id: int
    stand: str


async def park(tx: Transaction, records: Sequence[ToPark]) -> None:
    """Set records aside."""
    if not records:
        return
    ids = await tx.next_ids("parkeer_volgnummer", len(records))
    rows = [
        (
            parkeer_id, r.dienst, r.topic, r.nummer, r.positie, r.bron, r.levering, r.gemeente, r.aanbieder,
            r.soort_fout, r.reden, r.eigenaar, r.moment, r.sinds, PARKED, r.inhoud,
        )
        for parkeer_id, r in zip(ids, records, strict=True)
    ]  # fmt: skip
    await tx.insert("geparkeerd", _COLUMNS, rows)


async def listed(
    tx: Transaction, *states: str, dienst: str | None = None, limit: int = 1_000_000, whole: bool = True
) -> list[Parked]:
    """What is in one of these states, oldest first; of one service or of all. Not ``whole``: without the records."""
    columns = _COLUMNS if whole else (*_COLUMNS[:-1], f"substr({_COLUMNS[-1]}, 1, 0)")
    marks = ",".join("?" * len(states))
    mine = "" if dienst is None else " AND dienst = ?"
    rows = await tx.rows(
        f"SELECT {','.join(columns)} FROM geparkeerd WHERE stand IN ({marks}){mine}"
        f" ORDER BY parkeer_id LIMIT {int(limit)}",
        *states,
        *(() if dienst is None else (dienst,)),
    )
    return [_parked(row) for row in rows]


async def numbers(tx: Transaction, state: str, dienst: str, limit: int) -> list[int]:
    """The numbers of what is in this state, oldest first; without the records, which can be large."""
    rows = await tx.rows(
        f"SELECT parkeer_id FROM geparkeerd WHERE stand = ? AND dienst = ? ORDER BY parkeer_id LIMIT {int(limit)}",
        state, dienst,
    )  # fmt: skip
    return [row[0] for row in rows]


async def one(tx: Transaction, parkeer_id: int) -> Parked | None:
    """One record that was set aside, whatever its state."""
    rows = await tx.rows(f"SELECT {','.join(_COLUMNS)} FROM geparkeerd WHERE parkeer_id = ?", parkeer_id)
    return _parked(rows[0]) if rows else None


async def move(tx: Transaction, parkeer_id: int, expected: str, to: str) -> bool:
    """Change the state of a record when it is still ``expected``; whether it was."""
    touched = await tx.run(
        "UPDATE geparkeerd SET stand = ? WHERE parkeer_id = ? AND stand = ?", to, parkeer_id, expected
    )
    return touched == 1


async def blocking_pairs(tx: Transaction, topic: str) -> dict[tuple[str, str], int]:
    """Pairs with a message of this topic whose judging failed by our own fault, with its earliest moment."""
    rows = await tx.rows(
        "SELECT gemeente, aanbieder, MIN(moment) FROM geparkeerd WHERE topic = ? AND soort_fout = 'bug'"
        " AND stand IN ('geparkeerd', 'opnieuw') AND gemeente IS NOT NULL GROUP BY gemeente, aanbieder",
        topic,
    )
    return {(row[0], row[1]): row[2] for row in rows}


async def counts(tx: Transaction) -> dict[str, int]:
    """How many records are set aside, by service."""
    rows = await tx.rows("SELECT dienst, COUNT(*) FROM geparkeerd WHERE stand = 'geparkeerd' GROUP BY dienst")
    return {row[0]: row[1] for row in rows}


def _parked(row: Sequence[object]) -> Parked:
    named = dict(zip(_COLUMNS, row, strict=True))
    return Parked(**named)  # type: ignore[arg-type]
