"""The simulated world: a database and a log that are slow, fail, lose acknowledgements and change hands, by a seed."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from services.shared.platform.database import Url
from services.shared.platform.database_sqlite import SqliteDatabase
from services.shared.platform.log.port import LogUnavailable, New, OnAssigned, Partition, Record


@dataclass(slots=True)
class Chance:
    """How often things go wrong, and how slow they are (virtual seconds)."""

    random: Random
    database_away: float = 0.003
    commit_unsure: float = 0.01
    log_away: float = 0.02
    append_unsure: float = 0.05
    slow: float = 0.02
    calm: bool = False

    def happens(self, often: float) -> bool:
        """Whether something goes wrong now; in calm weather nothing does."""
        return not self.calm and self.random.random() < often

    async def pause(self) -> None:
        """Let others go first, for a moment or for longer."""
        await asyncio.sleep(self.random.random() * self.slow if self.random.random() < 0.3 else 0)


class SimConnection:
    """A connection to SQLite without a thread: each call lets others go first and may fail as a server can.

    A commit can fail before it took place, or after it: then it holds although it was never confirmed.
    """

    def __init__(self, connection: sqlite3.Connection, chance: Chance) -> None:
        self._connection, self._chance = connection, chance

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        return self._connection.in_transaction

    async def _step(self) -> None:
        try:
            await self._chance.pause()
        except asyncio.CancelledError:
            self._connection.rollback()  # what a server does when the connection of a killed process ends
            raise
        if self._chance.happens(self._chance.database_away):
            self._connection.rollback()  # the connection is lost, and with it what was not committed
            raise sqlite3.OperationalError("away")

    async def execute_fetchall(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """As aiosqlite."""
        await self._step()
        return self._connection.execute(sql, values).fetchall()

    async def execute(self, sql: str, values: Sequence[Any] = ()) -> SimCursor:
        """As aiosqlite."""
        await self._step()
        return SimCursor(self._connection.execute(sql, values))

    async def executemany(self, sql: str, rows: Sequence[Any]) -> SimCursor:
        """As aiosqlite."""
        await self._step()
        return SimCursor(self._connection.executemany(sql, rows))

    async def commit(self) -> None:
        """As aiosqlite, with a confirmation that can be lost."""
        await self._step()
        self._connection.commit()
        if self._chance.happens(self._chance.commit_unsure):
            raise sqlite3.OperationalError("unsure")

    async def rollback(self) -> None:
        """As the server does when a connection ends: at once and always."""
        self._connection.rollback()

    async def close(self) -> None:
        """The file belongs to the world."""


class SimCursor:
    """The little of a cursor that is used."""

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self.rowcount = cursor.rowcount

    async def close(self) -> None:
        """Nothing to do."""


class SimLog:
    """A log in memory. Partitions of a group move between its members; what was appended is never lost."""

    def __init__(self, chance: Chance, now_ms: Callable[[], int], partitions: int = 2) -> None:
        self.chance, self._now_ms, self._count = chance, now_ms, partitions
        self.records: dict[Partition, list[Record]] = defaultdict(list)
        self._groups: dict[str, list[SimConsumer]] = defaultdict(list)

    def _partition(self, new: New) -> Partition:
        return Partition(new.topic, sum(new.key or b"") % self._count)

    async def append(self, records: Sequence[New]) -> None:
        """See Log. Trouble can come before, between or after storing."""
        for new in records:
            await self.chance.pause()
            if self.chance.happens(self.chance.log_away):
                raise LogUnavailable("away")
            self.put(new)
        if self.chance.happens(self.chance.append_unsure):
            raise LogUnavailable("unsure")

    def put(self, new: New) -> None:
        """Store one record."""
        partition = self._partition(new)
        stored = self.records[partition]
        stored.append(Record(partition, len(stored), new.key, new.value, new.headers, self._now_ms()))

    async def consumer(self, group: str, member: str, topics: Sequence[str], on_assigned: OnAssigned) -> SimConsumer:
        """See Log."""
        await self.chance.pause()
        made = SimConsumer(self, group, member, topics, on_assigned)
        self._groups[group].append(made)
        self.rebalance(group)
        return made

    def rebalance(self, group: str) -> None:
        """Divide the partitions of a group anew, as a broker may at any moment."""
        members = self._groups[group]
        if not members:
            return
        wanted = {Partition(topic, n) for member in members for topic in member.topics for n in range(self._count)}
        shares: list[set[Partition]] = [set() for _ in members]
        for partition in sorted(wanted):
            shares[self.chance.random.randrange(len(members))].add(partition)
        for member, share in zip(members, shares, strict=True):
            member.given = share

    def bury(self, member: str) -> None:
        """A process died: the broker finds out, and gives its partitions to others."""
        for group, members in self._groups.items():
            alive = [each for each in members if each.member != member]
            if len(alive) != len(members):
                self._groups[group] = alive
                self.rebalance(group)

    def leave(self, consumer: SimConsumer) -> None:
        """A member is gone."""
        if consumer in self._groups[consumer.group]:
            self._groups[consumer.group].remove(consumer)
            self.rebalance(consumer.group)

    async def ends(self, topics: Sequence[str]) -> dict[Partition, int]:
        """See Log."""
        await self.chance.pause()
        if self.chance.happens(self.chance.log_away):
            raise LogUnavailable("away")
        wanted = [Partition(topic, n) for topic in topics for n in range(self._count)]
        return {partition: len(self.records[partition]) for partition in wanted}

    async def read(self, partition: Partition, start: int, end: int) -> Sequence[Record]:
        """See Log."""
        await self.chance.pause()
        return self.records[partition][start:end]

    async def reachable(self) -> bool:
        """See Log."""
        return True

    async def retain(self, topic: str, older_than_ms: int) -> int:
        """See Log."""
        return 0

    async def close(self) -> None:
        """The log belongs to the world."""


class SimConsumer:
    """A member of a group. ``given`` is what the broker gave it; it takes that over at its next poll."""

    def __init__(self, log: SimLog, group: str, member: str, topics: Sequence[str], on_assigned: OnAssigned) -> None:
        self._log, self.group, self.member = log, group, member
        self.topics, self._on_assigned = topics, on_assigned
        self.given: set[Partition] = set()
        self._mine: dict[Partition, int] = {}

    async def poll(self, max_records: int, timeout: float) -> Sequence[Record]:
        """See Consumer. Sometimes a member works on with partitions that it lost already, as a zombie does."""
        if set(self._mine) != self.given and not self._log.chance.happens(0.3):
            given = set(self.given)
            starts = await self._on_assigned(sorted(given))
            self._mine = {partition: starts.get(partition, 0) for partition in given}
        found: list[Record] = []
        for partition in sorted(self._mine):
            share = self._log.chance.random.randint(1, max_records)
            at = self._mine[partition]
            found += self._log.records[partition][at : at + share]
            self._mine[partition] = at + len(self._log.records[partition][at : at + share])
        await (self._log.chance.pause() if found else asyncio.sleep(timeout))
        return found

    async def seek(self, partition: Partition, offset: int) -> None:
        """See Consumer."""
        if partition in self._mine:
            self._mine[partition] = offset

    def assigned(self) -> frozenset[Partition]:
        """See Consumer."""
        return frozenset(self._mine)

    async def close(self) -> None:
        """See Consumer."""
        self._log.leave(self)


@dataclass(slots=True)
class Process:
    """A process that can be killed at any await and started again."""

    member: str
    start: Callable[[asyncio.Event], Awaitable[Sequence[Awaitable[None]]]]
    log: SimLog
    tasks: list[asyncio.Task[None]] = field(default_factory=list)
    stop: asyncio.Event = field(default_factory=asyncio.Event)

    async def up(self) -> None:
        """Start it."""
        self.stop = asyncio.Event()
        self.tasks = [asyncio.ensure_future(task) for task in await self.start(self.stop)]  # type: ignore[misc]

    async def kill(self) -> None:
        """Kill it where it is; nothing it would still do happens."""
        for task in self.tasks:
            task.cancel()
        for said in await asyncio.gather(*self.tasks, return_exceptions=True):
            if isinstance(said, BaseException) and not isinstance(said, asyncio.CancelledError):
                raise said
        self.tasks = []
        self.log.bury(self.member)

    def failed(self) -> BaseException | None:
        """What ended one of its tasks against the rules."""
        for task in self.tasks:
            if task.done() and not task.cancelled() and task.exception() is not None:
                return task.exception()
        return None


def database_for(connection: sqlite3.Connection, chance: Chance, turn: asyncio.Lock) -> SqliteDatabase:
    """The database of one process; all processes share the file and wait for each other's transactions."""
    database = SqliteDatabase(Url("sqlite", "sqlite://"), SimConnection(connection, chance))  # type: ignore[arg-type]
    database._turn = turn
    return database
