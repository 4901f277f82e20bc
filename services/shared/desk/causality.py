"""Knows whether an earlier message of the same pair is still unjudged in another topic (a JW301 before a JW323)."""

from __future__ import annotations

from dataclasses import dataclass, field

from services.shared.desk.reading import parties
from services.shared.dossier import parkeerplaats, posities
from services.shared.platform.database import Database
from services.shared.platform.log.port import Log, Partition, Record

Pair = tuple[str, str]
_READ_AT_ONCE = 50


@dataclass(slots=True)
class Causality:
    """Looks ahead in ``topic``, which ``group`` judges, at what that group has not judged yet."""

    log: Log
    database: Database
    topic: str
    group: str
    _ahead: dict[Partition, dict[int, tuple[Pair | None, int]]] = field(default_factory=dict)
    _read_to: dict[Partition, int] = field(default_factory=dict)

    async def unjudged(self) -> dict[Pair, int]:
        """The pairs with an unjudged message in the topic, with the moment that the log took in the earliest.

        Raises LogUnavailable or a DatabaseError. The ends are asked first: what is appended after that came later.
        """
        ends = await self.log.ends([self.topic])
        async with self.database.transaction(write=False) as tx:
            positions = await posities.all_of(tx, self.group)
            found = await parkeerplaats.blocking_pairs(tx, self.topic)
        for partition, end in ends.items():
            start = positions.get((partition.topic, partition.number), 0)
            for pair, moment in (await self._ahead_of(partition, start, end)).values():
                if pair is not None:
                    found[pair] = min(moment, found.get(pair, moment))
        return found

    async def _ahead_of(self, partition: Partition, start: int, end: int) -> dict[int, tuple[Pair | None, int]]:
        """What stands in the partition from ``start`` to ``end``; each record is read once."""
        ahead = self._ahead.setdefault(partition, {})
        for offset in [offset for offset in ahead if offset < start]:
            del ahead[offset]
        at = max(start, self._read_to.get(partition, 0))
        while at < end:
            stop = min(end, at + _READ_AT_ONCE)
            for record in await self.log.read(partition, at, stop):
                ahead[record.offset] = _pair(record), record.moment
            at = self._read_to[partition] = stop
        return ahead


def _pair(record: Record) -> Pair | None:
    """Whose message a record is: by its content, because a key can be wrong or absent."""
    named = parties(record.value or b"")
    return (named.gemeente, named.aanbieder) if named.gemeente and named.aanbieder else None
