"""Knows the topics that a contract file describes: what each is for, how it is kept, and what that means in Kafka."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_DAY_MS = 86_400_000


class TopicsFault(Exception):
    """The contract file is not as it should be; the Dutch text says where and what is expected."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic. ``max_bytes`` counts a whole record; ``by_log``: the log itself dates the records."""

    name: str
    purpose: str
    key: str
    value: str
    headers: tuple[str, ...]
    partitions: int
    retention_days: int
    max_bytes: int
    by_log: bool
    personal: bool
    writers: tuple[str, ...]
    readers: tuple[str, ...]

    @property
    def retention_ms(self) -> int:
        """How long records are kept, in milliseconds."""
        return self.retention_days * _DAY_MS

    def configs(self, replication: int) -> dict[str, str]:
        """The settings of this topic in Kafka, for so many copies of each record."""
        return {
            "cleanup.policy": "delete",
            "compression.type": "producer",
            "max.message.bytes": str(self.max_bytes),
            "message.timestamp.type": "LogAppendTime" if self.by_log else "CreateTime",
            "min.insync.replicas": "2" if replication > 2 else "1",
            "retention.ms": str(self.retention_ms),
            "segment.ms": str(min(_DAY_MS, self.retention_ms)),  # what is old must not hide in a segment that is open
        }


def parse(text: str) -> tuple[Topic, ...]:
    """The topics of a contract file, in its order; raises TopicsFault."""
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise TopicsFault(f"topics.toml is geen geldige TOML: {error}") from None
    usual, headers = found.get("standaard", {}), found.get("koppen", {})
    topics = tuple(_topic({**usual, **each}, headers) for each in found.get("topic", ()))
    names = [topic.name for topic in topics]
    if twice := {name for name in names if names.count(name) > 1}:
        raise TopicsFault(f"topics.toml: {', '.join(sorted(twice))} staat er meer dan eens")
    return topics


def _topic(row: Mapping[str, Any], headers: Mapping[str, list[str]]) -> Topic:
    name = row.get("naam", "?")
    try:
        return Topic(
            name=row["naam"],
            purpose=row["doel"],
            key=row["sleutel"],
            value=row["waarde"],
            headers=tuple(headers[row["koppen"]]),
            partitions=_positive(row, "partities"),
            retention_days=_positive(row, "bewaren_dagen"),
            max_bytes=_positive(row, "max_bytes"),
            by_log={"log": True, "schrijver": False}[row["moment"]],
            personal=bool(row["personen"]),
            writers=tuple(row["schrijvers"]),
            readers=tuple(row["lezers"]),
        )
    except KeyError as error:
        raise TopicsFault(f"topics.toml, topic {name}: {error} ontbreekt of is onbekend") from None


def _positive(row: Mapping[str, Any], column: str) -> int:
    value = row[column]
    if not isinstance(value, int) or value < 1:
        raise TopicsFault(f"topics.toml, topic {row.get('naam', '?')}: {column} hoort een getal boven 0 te zijn")
    return value
