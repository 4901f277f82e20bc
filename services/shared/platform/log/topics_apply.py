"""Makes Kafka's topics as the contract says: what is missing is made, what is too small is raised, nothing lowered."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal

from aiokafka.admin import AIOKafkaAdminClient, NewPartitions, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaError, for_code

from services.shared.platform.log.kafka_settings import KafkaSettings
from services.shared.platform.log.port import LogUnavailable
from services.shared.platform.log.topics import Topic

_UNKNOWN_TOPIC = 3
_EXISTS = 36
_SET_ON_TOPIC = 1  # where a setting comes from: the topic itself
_USUAL_COPIES = 3
_PATIENCE = 30.0

What = Literal["gemaakt", "verhoogd", "gelijk", "wijkt af"]


@dataclass(frozen=True, slots=True)
class Change:
    """What was done to a topic, in Dutch."""

    topic: str
    what: What
    detail: str


class CannotApply(Exception):
    """Kafka refuses; the Dutch text says which topic and why."""


async def apply(
    kafka: KafkaSettings | str, topics: Sequence[Topic], partitions: int | None = None, replication: int | None = None
) -> list[Change]:
    """Bring Kafka to the contract; safe to repeat, also by two at once.

    ``partitions`` instead of what the contract says; ``replication``: 3, or all brokers when there are fewer. Raises
    LogUnavailable or CannotApply.
    """
    settings = KafkaSettings(kafka) if isinstance(kafka, str) else kafka
    admin = AIOKafkaAdminClient(**settings.admin())
    try:
        async with asyncio.timeout(_PATIENCE):
            await admin.start()
            return await _Work(admin, partitions, replication).all(topics)
    except (KafkaError, TimeoutError, OSError) as error:
        raise LogUnavailable(type(error).__name__) from None
    finally:
        with suppress(KafkaError, OSError):
            await admin.close()


@dataclass(slots=True)
class _Work:
    admin: Any
    partitions: int | None
    replication: int | None

    async def all(self, topics: Sequence[Topic]) -> list[Change]:
        copies = self.replication or min(_USUAL_COPIES, len((await self.admin.describe_cluster())["brokers"]))
        found = {each["topic"]: each for each in await self.admin.describe_topics([topic.name for topic in topics])}
        missing = [topic for topic in topics if found[topic.name]["error_code"] == _UNKNOWN_TOPIC]
        order = [topic.name for topic in topics]
        changes = await self._make(missing, copies)
        made = {change.topic for change in changes}
        await self._wait_until_led(order)
        now = await self._counts(order)
        for topic in topics:
            if topic.name not in made:
                changes += await self._raise_partitions(topic, now[topic.name])
                changes += await self._raise_configs(topic, copies)
        await self._wait_until_led(order)
        told = {change.topic for change in changes}
        quiet = [Change(name, "gelijk", "") for name in order if name not in told]
        return sorted([*changes, *quiet], key=lambda change: order.index(change.topic))

    async def _counts(self, names: Sequence[str]) -> dict[str, int]:
        """How many partitions each topic has."""
        return {each["topic"]: len(each["partitions"]) for each in await self.admin.describe_topics(list(names))}

    def _wanted(self, topic: Topic) -> int:
        return self.partitions or topic.partitions

    async def _make(self, topics: Sequence[Topic], copies: int) -> list[Change]:
        if not topics:
            return []
        new = [NewTopic(each.name, self._wanted(each), copies, topic_configs=each.configs(copies)) for each in topics]
        changes = []
        wanted = {topic.name: topic for topic in topics}
        for name, code, *_ in (await self.admin.create_topics(new)).topic_errors:
            if code == _EXISTS:
                continue  # somebody else made it just now
            _demand(name, code)
            detail = f"{self._wanted(wanted[name])} partities, {copies} exemplaren"
            changes.append(Change(name, "gemaakt", detail))
        return changes

    async def _raise_partitions(self, topic: Topic, now: int) -> list[Change]:
        wanted = self._wanted(topic)
        if now == wanted:
            return []
        if now > wanted:
            detail = f"{now} partities, het contract zegt {wanted}; minder kan niet"
            return [Change(topic.name, "wijkt af", detail)] if self.partitions else []
        try:
            await self.admin.create_partitions({topic.name: NewPartitions(wanted)})
        except KafkaError as error:
            if (await self._counts([topic.name]))[topic.name] >= wanted:
                return []  # somebody else raised it just now
            raise CannotApply(f"{topic.name}: partities verhogen lukt niet ({type(error).__name__})") from None
        return [Change(topic.name, "verhoogd", f"van {now} naar {wanted} partities")]

    async def _raise_configs(self, topic: Topic, copies: int) -> list[Change]:
        now, own = await self._configs(topic.name)
        wanted = topic.configs(copies)
        must = {name: wanted[name] for name in _must_change(now, wanted)}
        changes = [
            Change(topic.name, "wijkt af", f"{name} is {now.get(name)}, het contract zegt {wanted[name]}")
            for name in ("retention.ms", "min.insync.replicas")
            if now.get(name) != wanted[name]
        ]
        if must:
            resource = ConfigResource(ConfigResourceType.TOPIC, topic.name, {**own, **must})
            for answer in await self.admin.alter_configs([resource]):
                for code, *_ in answer.resources:
                    _demand(topic.name, code)
            await self._wait_until_set(topic.name, must)
            told = ", ".join(f"{name} van {now.get(name)} naar {value}" for name, value in must.items())
            changes.append(Change(topic.name, "verhoogd", told))
        return changes

    async def _wait_until_set(self, name: str, must: Mapping[str, str]) -> None:
        """A change is read back a little later; what is read too early would undo it at the next change."""
        while True:
            now, _ = await self._configs(name)
            if must.items() <= now.items():
                return
            await asyncio.sleep(0.05)

    async def _configs(self, name: str) -> tuple[dict[str, str], dict[str, str]]:
        """The settings that count for a topic, and those that were set on the topic itself."""
        [answer] = await self.admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, name)])
        [(code, _, _, _, entries)] = answer.resources
        _demand(name, code)
        now = {entry[0]: entry[1] for entry in entries}
        return now, {entry[0]: entry[1] for entry in entries if entry[3] == _SET_ON_TOPIC}

    async def _wait_until_led(self, names: Sequence[str]) -> None:
        """Kafka says yes before a topic can be used."""
        while True:
            described = await self.admin.describe_topics(list(names))
            parts = [part for each in described for part in each["partitions"]]
            if not any(each["error_code"] for each in described) and all(part["leader"] >= 0 for part in parts):
                return
            await asyncio.sleep(0.1)


def _must_change(now: Mapping[str, str], wanted: Mapping[str, str]) -> list[str]:
    """The settings on which the services rest; how long and how safely records are kept is left to the operator."""
    found = [name for name in ("cleanup.policy", "message.timestamp.type") if now.get(name) != wanted[name]]
    if int(now.get("max.message.bytes") or 0) < int(wanted["max.message.bytes"]):
        found.append("max.message.bytes")
    return found


def _demand(name: str, code: int) -> None:
    if code:
        raise CannotApply(f"{name}: Kafka weigert ({for_code(code).__name__})")
