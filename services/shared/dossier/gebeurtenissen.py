"""The outbox: events and answers that wait, in order, until a relay has published them. Emptied by the relay."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.shared.platform.database import Transaction

_COLUMNS = ("volgnummer", "dienst", "topic", "sleutel", "kop", "data")


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something to publish: to which topic, under which key, with which headers (JSON) and which bytes."""

    topic: str
    sleutel: str
    kop: str
    data: bytes

    @property
    def made(self) -> datetime | None:
        """When what it tells came about; None when its headers do not say."""
        head = dict(json.loads(self.kop))
        moment = head.get("time") or head.get("ce_time")
        return None if moment is None else datetime.fromisoformat(moment)


async def append(tx: Transaction, dienst: str, waiting: Sequence[Waiting]) -> None:
    """Put these at the end of the outbox of a service."""
    if not waiting:
        return
    numbers = await tx.next_ids("gebeurtenis_volgnummer", len(waiting))
    rows = [
        (number, dienst, each.topic, each.sleutel, each.kop, each.data)
        for number, each in zip(numbers, waiting, strict=True)
    ]
    await tx.insert("gebeurtenis", _COLUMNS, rows)


async def first(tx: Transaction, limit: int, dienst: str | None = None) -> list[tuple[int, Waiting]]:
    """The oldest that wait, with their numbers; of one service or of all."""
    mine = "" if dienst is None else " WHERE dienst = ?"
    rows = await tx.rows(
        f"SELECT volgnummer, topic, sleutel, kop, data FROM gebeurtenis{mine} ORDER BY volgnummer LIMIT {int(limit)}",
        *(() if dienst is None else (dienst,)),
    )
    return [(row[0], Waiting(*row[1:])) for row in rows]


async def on(tx: Transaction, topic: str, limit: int) -> list[Waiting]:
    """The oldest that wait for one topic."""
    rows = await tx.rows(
        f"SELECT topic, sleutel, kop, data FROM gebeurtenis WHERE topic = ? ORDER BY volgnummer LIMIT {int(limit)}",
        topic,
    )
    return [Waiting(*row) for row in rows]


async def remove(tx: Transaction, numbers: Sequence[int]) -> None:
    """Take out what was published."""
    await tx.delete("gebeurtenis", {"volgnummer": "bigint"}, [(number,) for number in numbers])
