"""Knows how a test gets a log of each kind: embedded on SQLite, embedded on PostgreSQL, and real Kafka."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateTable

from services.shared.dossier.tables import Logboek
from services.shared.platform.connecting import connect
from services.shared.platform.database import Database, parse_url
from services.shared.platform.keys import Keys
from services.shared.platform.log.embedded import EmbeddedLog
from services.shared.platform.log.kafka import KafkaLog
from services.shared.platform.log.kafka_settings import KafkaSettings
from services.shared.platform.log.port import Consumer, Log, Partition, Record

KEYS = Keys(bytes(range(32)))
SESSION = 6.0  # seconds; a member that was killed is missed after this in a test
PARTITIONS = 2
KINDS = ("sqlite", "postgres", "kafka")


@dataclass
class Clock:
    """A clock that a test sets; it moves a little at each look."""

    now: int = 1_700_000_000_000
    ticks: itertools.count[int] = field(default_factory=itertools.count)

    def __call__(self) -> int:
        return self.now + next(self.ticks)


@asynccontextmanager
async def embedded(url: str, clock: Clock | None = None, partitions: int = PARTITIONS) -> AsyncIterator[EmbeddedLog]:
    """An embedded log in this database; the table is made when it is not there."""
    database = await connect(parse_url(url))
    await make_table(database)
    log = EmbeddedLog(database, KEYS, clock or Clock(), partitions)
    try:
        yield log
    finally:
        await log.close()
        await database.close()


async def make_table(database: Database) -> None:
    """The table of the embedded log, and no other."""
    dialect = sqlite.dialect() if database.url.kind == "sqlite" else postgresql.dialect()
    table = Logboek.__table__  # type: ignore[attr-defined]
    async with database.transaction() as tx:
        await tx.run(str(CreateTable(table, if_not_exists=True).compile(dialect=dialect)))


@asynccontextmanager
async def kafka(bootstrap: str, append: float = 15.0) -> AsyncIterator[KafkaLog]:
    """A log on a Kafka that runs already."""
    log = KafkaLog(KafkaSettings(bootstrap, session=SESSION, append=append))
    try:
        yield log
    finally:
        await log.close()


async def make_topics(bootstrap: str, names: Sequence[str], partitions: int = PARTITIONS, **configs: str) -> None:
    """Topics that take the largest records, on one node."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        settings = {"max.message.bytes": "67108864", "message.timestamp.type": "LogAppendTime", **configs}
        done = await admin.create_topics([NewTopic(name, partitions, 1, topic_configs=settings) for name in names])
        assert not any(error[1] for error in done.topic_errors), done.topic_errors
    finally:
        await admin.close()


@dataclass
class Starts:
    """A reader's memory of where it is, as the database is for a service; remembers what it was asked."""

    at: dict[Partition, int] = field(default_factory=dict)
    asked: list[tuple[Partition, ...]] = field(default_factory=list)

    async def __call__(self, partitions: Sequence[Partition]) -> dict[Partition, int]:
        self.asked.append(tuple(partitions))
        return {each: self.at[each] for each in partitions if each in self.at}

    def done(self, records: Sequence[Record]) -> None:
        """These were handled."""
        self.at.update({record.partition: record.offset + 1 for record in records})


@dataclass
class Logs:
    """Logs of one kind on one place: each ``open`` is like another process."""

    kind: str
    place: str
    topic: str
    clock: Clock = field(default_factory=Clock)
    _opened: list[object] = field(default_factory=list)

    @property
    def in_one_process(self) -> bool:
        """Whether a group has all its members in one process."""
        return self.kind != "kafka"

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Log]:
        """A log."""
        if self.kind == "kafka":
            async with kafka(self.place) as log:
                yield log
        else:
            async with embedded(self.place, self.clock) as log:
                yield log


async def drain(consumer: Consumer, count: int, seconds: float = 20.0) -> list[Record]:
    """Poll until so many records came; fails when they do not come in time."""
    import asyncio

    found: list[Record] = []
    until = asyncio.get_running_loop().time() + seconds
    while len(found) < count and asyncio.get_running_loop().time() < until:
        found += await consumer.poll(100, 0.3)
    assert len(found) >= count, f"{len(found)} of {count} records came"
    return found


def sqlite_url(folder: Path) -> str:
    """A database file in this folder."""
    return f"sqlite:///{folder / 'log.db'}"
