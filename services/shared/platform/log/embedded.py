"""The log as a table beside the state: it makes one process complete without a broker.

Offsets of a partition are gapless and never used again. Values are sealed, because they hold persons. A poll wakes at
once when this process appends, and looks now and then for what other processes appended.
"""

from __future__ import annotations

import asyncio
import zlib
from base64 import b64decode, b64encode
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from json import dumps, loads

from services.shared.platform.database import Database, DatabaseError, Row, Transaction
from services.shared.platform.keys import KeyFault, Keys
from services.shared.platform.log.embedded_consume import EmbeddedConsumer
from services.shared.platform.log.embedded_group import Group
from services.shared.platform.log.port import Consumer, LogUnavailable, New, OnAssigned, Partition, Record
from services.shared.platform.log.size import refuse_oversized

_COLUMNS = ("topic", "nummer", "volgnummer", "sleutel", "kop", "waarde", "moment")
_SEALED_AT_ONCE = 4_000_000  # bytes of sealed values that one look takes from the table
_OPENED_AT_ONCE = 8_000_000  # and bytes that they are when opened
_ANSWER_SECONDS = 3.0
_GONE = ""  # stands in ``kop`` where only the offset is left of a record


class EmbeddedLog:
    """See Log. ``partitions``: how many a topic has, for all topics or by name (1 when not named)."""

    def __init__(
        self, database: Database, keys: Keys, now_ms: Callable[[], int], partitions: int | Mapping[str, int] = 1
    ) -> None:
        self._database = database
        self._keys = keys
        self._now_ms = now_ms
        self._partitions = partitions
        self._groups: defaultdict[str, Group] = defaultdict(lambda: Group(self.partitions_of))
        self._consumers: list[EmbeddedConsumer] = []
        self._news = asyncio.Event()

    def partitions_of(self, topic: str) -> int:
        """How many partitions a topic has."""
        return self._partitions if isinstance(self._partitions, int) else self._partitions.get(topic, 1)

    async def append(self, records: Sequence[New]) -> None:
        """See Log. All or nothing."""
        refuse_oversized(list(records))
        placed: dict[Partition, list[New]] = defaultdict(list)
        for record in records:
            placed[self._place(record)].append(record)
        try:
            async with self._database.transaction() as tx:
                await tx.lock(f"logboek|{each.topic}|{each.number}" for each in placed)
                for partition, group in placed.items():
                    await tx.insert("logboek", _COLUMNS, await self._rows(tx, partition, group))
        except DatabaseError as error:
            raise LogUnavailable(type(error).__name__) from None
        self.wake()

    def _place(self, record: New) -> Partition:
        """The same key always goes to the same partition."""
        return Partition(record.topic, zlib.crc32(record.key or b"") % self.partitions_of(record.topic))

    async def _rows(self, tx: Transaction, partition: Partition, records: Sequence[New]) -> list[Row]:
        offset, last = await _end(tx, partition)
        moment = max(last, self._now_ms())
        return [
            (
                *partition,
                number,
                each.key,
                dumps([[name, b64encode(value).decode()] for name, value in each.headers]),
                None if each.value is None else self._keys.seal(each.value, _label(partition, number)),
                moment,
            )
            for number, each in enumerate(records, offset)
        ]

    async def consumer(self, group: str, member: str, topics: Sequence[str], on_assigned: OnAssigned) -> Consumer:
        """See Log."""
        made = EmbeddedConsumer(self, self._groups[group], member, topics, on_assigned)
        self._consumers.append(made)
        self.wake()
        return made

    async def ends(self, topics: Sequence[str]) -> dict[Partition, int]:
        """See Log."""
        found = {}
        try:
            async with self._database.transaction(write=False) as tx:
                for topic in topics:
                    for number in range(self.partitions_of(topic)):
                        partition = Partition(topic, number)
                        found[partition] = (await _end(tx, partition))[0]
        except DatabaseError as error:
            raise LogUnavailable(type(error).__name__) from None
        return found

    async def read(self, partition: Partition, start: int, end: int) -> Sequence[Record]:
        """See Log."""
        records: list[Record] = []
        try:
            while start < end:
                more, start = await self.look(partition, start, end - start, end)
                records += more
        except DatabaseError as error:
            raise LogUnavailable(type(error).__name__) from None
        return records

    async def look(
        self, partition: Partition, start: int, most: int, end: int | None = None
    ) -> tuple[list[Record], int]:
        """The next records of a partition, at most ``most`` and not too many bytes, and where to look after them.

        ``end``: the first offset that is not wanted. Raises a DatabaseError, or LogUnavailable when a value cannot be
        opened.
        """
        async with self._database.transaction(write=False) as tx:
            last = await _last_of_a_look(tx, partition, start, most, end)
            if last is None:
                return [], start if end is None else end
            rows = await tx.rows(
                "SELECT volgnummer, sleutel, kop, waarde, moment FROM logboek WHERE topic = ? AND nummer = ?"
                " AND volgnummer >= ? AND volgnummer <= ? ORDER BY volgnummer",
                *partition, start, last,
            )  # fmt: skip
        records: list[Record] = []
        size = 0
        for row in rows:
            if size >= _OPENED_AT_ONCE:
                return records, row[0]
            if row[2] != _GONE:
                records.append(self._record(partition, row))
                size += len(records[-1].value or b"")
        return records, last + 1

    def _record(self, partition: Partition, row: Row) -> Record:
        offset, key, kop, sealed, moment = row
        try:
            value = None if sealed is None else self._keys.open(sealed, _label(partition, offset))
        except KeyFault as error:
            raise LogUnavailable(str(error)) from None
        headers = tuple((name, b64decode(text)) for name, text in loads(kop))
        return Record(partition, offset, key, value, headers, moment)

    async def retain(self, topic: str, older_than_ms: int) -> int:
        """Let go of the records that were taken in before this moment (ms); how many. Raises LogUnavailable.

        The last offset of a partition stays known, so that no offset is ever given twice.
        """
        count = 0
        try:
            async with self._database.transaction() as tx:
                await tx.lock(f"logboek|{topic}|{number}" for number in range(self.partitions_of(topic)))
                for number in range(self.partitions_of(topic)):
                    count += await _let_go(tx, Partition(topic, number), older_than_ms)
        except DatabaseError as error:
            raise LogUnavailable(type(error).__name__) from None
        return count

    async def reachable(self) -> bool:
        """See Log."""
        try:
            async with asyncio.timeout(_ANSWER_SECONDS), self._database.transaction(write=False) as tx:
                await tx.rows("SELECT 1 FROM logboek WHERE topic = ? LIMIT 1", "")
        except (DatabaseError, TimeoutError):
            return False
        return True

    def news(self) -> asyncio.Event:
        """Is set at the next append of this process. Ask for it before looking, wait for it after."""
        return self._news

    def wake(self) -> None:
        """Wake every poll that waits."""
        self._news.set()
        self._news = asyncio.Event()

    async def close(self) -> None:
        """See Log. The database belongs to somebody else and stays open."""
        for consumer in self._consumers:
            await consumer.close()


def _label(partition: Partition, offset: int) -> str:
    return f"{partition.topic}|{partition.number}|{offset}"


async def _end(tx: Transaction, partition: Partition) -> tuple[int, int]:
    """The next offset of a partition, and the moment of its last record (0 when it has none)."""
    rows = await tx.rows(
        "SELECT volgnummer, moment FROM logboek WHERE topic = ? AND nummer = ? ORDER BY volgnummer DESC LIMIT 1",
        *partition,
    )
    return (rows[0][0] + 1, rows[0][1]) if rows else (0, 0)


async def _last_of_a_look(tx: Transaction, partition: Partition, start: int, most: int, end: int | None) -> int | None:
    """The last offset to take, so that one look stays small; None when there is nothing to take."""
    sizes = await tx.rows(
        "SELECT volgnummer, length(waarde) FROM logboek WHERE topic = ? AND nummer = ? AND volgnummer >= ?"
        " ORDER BY volgnummer LIMIT ?",
        *partition, start, most,
    )  # fmt: skip
    last: int | None = None
    taken = 0
    for offset, size in sizes:
        taken += size or 0
        if (end is not None and offset >= end) or (last is not None and taken > _SEALED_AT_ONCE):
            break
        last = offset
    return last


async def _let_go(tx: Transaction, partition: Partition, older_than: int) -> int:
    rows = await tx.rows(
        "SELECT volgnummer FROM logboek WHERE topic = ? AND nummer = ? AND moment >= ? ORDER BY volgnummer LIMIT 1",
        *partition, older_than,
    )  # fmt: skip
    keep = rows[0][0] if rows else (await _end(tx, partition))[0] - 1
    count = await tx.run("DELETE FROM logboek WHERE topic = ? AND nummer = ? AND volgnummer < ?", *partition, keep)
    if not rows:
        count += await tx.run(
            "UPDATE logboek SET sleutel = NULL, waarde = NULL, kop = ? WHERE topic = ? AND nummer = ? AND kop <> ?",
            _GONE, *partition, _GONE,
        )  # fmt: skip
    return count
