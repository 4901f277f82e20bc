"""What a log can do, whatever it is made of. The position of a reader is not its business: that lives in the database.

A record is named by topic, partition and offset. Records with one key stay in order; between keys no order is promised.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

Headers = tuple[tuple[str, bytes], ...]


class Partition(NamedTuple):
    """One ordered part of a topic."""

    topic: str
    number: int


@dataclass(frozen=True, slots=True)
class Record:
    """What was appended. ``moment`` is when the log took it in, in milliseconds since 1970 (UTC)."""

    partition: Partition
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Headers
    moment: int


@dataclass(frozen=True, slots=True)
class New:
    """What is to be appended."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: Headers = ()


class LogUnavailable(Exception):
    """The log cannot be reached or does not answer now. Try again later."""


class RecordRefused(Exception):
    """The log will never take this record (too large, unknown topic); the text says which, never its content."""


OnAssigned = Callable[[Sequence[Partition]], Awaitable[dict[Partition, int]]]
"""Asked when partitions are handed to a consumer: the offset at which to start each (absent: from the first record)."""


class Consumer(Protocol):
    """A member of a group: partitions are divided over the members. It never stores a position itself."""

    async def poll(self, max_records: int, timeout: float) -> Sequence[Record]:
        """Records from the assigned partitions, in order per partition; empty when none came within ``timeout`` s.

        Raises LogUnavailable only when the log refuses for good reason to go on; a log that is away for a while gives
        nothing.
        """

    async def seek(self, partition: Partition, offset: int) -> None:
        """Read this partition from ``offset`` from now on; nothing happens when it is no longer assigned."""

    def assigned(self) -> frozenset[Partition]:
        """The partitions that this member has now."""

    async def close(self) -> None:
        """Leave. A member that comes back under the same name soon finds its partitions again."""


class Log(Protocol):
    """Append and read. One instance serves all tasks of a process."""

    async def append(self, records: Sequence[New]) -> None:
        """Append in this order; done when all are safely stored. Raises LogUnavailable or RecordRefused.

        After LogUnavailable some of the records may have been stored: append the same records again, in the same order.
        """

    async def consumer(self, group: str, member: str, topics: Sequence[str], on_assigned: OnAssigned) -> Consumer:
        """Join a group under a name that is the same after a restart. Raises LogUnavailable."""

    async def ends(self, topics: Sequence[str]) -> dict[Partition, int]:
        """For every partition the offset that the next record will get. Raises LogUnavailable."""

    async def read(self, partition: Partition, start: int, end: int) -> Sequence[Record]:
        """The records with start <= offset < end, outside any group. Raises LogUnavailable."""

    async def reachable(self) -> bool:
        """Whether the log answers within a few seconds."""

    async def retain(self, topic: str, older_than_ms: int) -> int:
        """Let go of records from before this moment (ms); how many. A log that does so by itself gives 0."""

    async def close(self) -> None:
        """Give back all connections."""
