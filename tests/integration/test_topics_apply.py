"""Making the topics in a real Kafka: complete, safe to repeat, never lowering."""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace

import pytest
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from services.cli import topics as command
from services.shared.platform.log.port import LogUnavailable
from services.shared.platform.log.topics import Topic, parse
from services.shared.platform.log.topics_apply import CannotApply, Change, apply
from services.shared.platform.resources import contracts_dir


@pytest.fixture
def topics(unique_name: str) -> Sequence[Topic]:
    """The topics of the contract under names of this test."""
    found = parse((contracts_dir() / "topics.toml").read_text(encoding="utf-8"))
    return [replace(topic, name=f"{unique_name}.{topic.name}", partitions=3) for topic in found]


async def configs_of(bootstrap: str, name: str) -> dict[str, str]:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    [answer] = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, name)])
    await admin.close()
    return {entry[0]: entry[1] for entry in answer.resources[0][4]}


async def partitions_of(bootstrap: str, names: Sequence[str]) -> set[int]:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    described = await admin.describe_topics(list(names))
    await admin.close()
    return {len(each["partitions"]) for each in described}


def whats(changes: Sequence[Change]) -> set[str]:
    return {change.what for change in changes}


async def test_a_fresh_kafka_gets_every_topic_and_a_second_time_changes_nothing(
    kafka_bootstrap: str, topics: Sequence[Topic]
) -> None:
    made = await apply(kafka_bootstrap, topics)
    assert whats(made) == {"gemaakt"}
    assert [change.topic for change in made] == [topic.name for topic in topics]
    for topic in topics:
        found = await configs_of(kafka_bootstrap, topic.name)
        assert {name: found[name] for name in topic.configs(1)} == topic.configs(1)
    assert await partitions_of(kafka_bootstrap, [topic.name for topic in topics]) == {3}
    assert whats(await apply(kafka_bootstrap, topics)) == {"gelijk"}


async def test_two_at_once_both_succeed(kafka_bootstrap: str, topics: Sequence[Topic]) -> None:
    both = await asyncio.gather(apply(kafka_bootstrap, topics), apply(kafka_bootstrap, topics))
    assert {change.topic for changes in both for change in changes} == {topic.name for topic in topics}


async def test_partitions_are_raised_and_never_lowered(kafka_bootstrap: str, topics: Sequence[Topic]) -> None:
    one = topics[:1]
    await apply(kafka_bootstrap, one)
    assert await apply(kafka_bootstrap, one, partitions=5) == [
        Change(one[0].name, "verhoogd", "van 3 naar 5 partities")
    ]
    assert whats(await apply(kafka_bootstrap, one)) == {"gelijk"}
    assert whats(await apply(kafka_bootstrap, one, partitions=2)) == {"wijkt af"}
    assert await partitions_of(kafka_bootstrap, [one[0].name]) == {5}


async def test_what_the_services_rest_on_is_repaired_and_what_the_operator_chose_stays(
    kafka_bootstrap: str, topics: Sequence[Topic]
) -> None:
    one = topics[0]
    small = replace(one, max_bytes=1000, by_log=False, retention_days=90)
    await apply(kafka_bootstrap, [small])
    changes = await apply(kafka_bootstrap, [one])
    assert whats(changes) == {"verhoogd", "wijkt af"}
    found = await configs_of(kafka_bootstrap, one.name)
    assert found["max.message.bytes"] == str(one.max_bytes)
    assert found["message.timestamp.type"] == "LogAppendTime"
    assert found["retention.ms"] == str(small.retention_ms)
    large = replace(one, max_bytes=2000)
    await apply(kafka_bootstrap, [large])
    assert (await configs_of(kafka_bootstrap, one.name))["max.message.bytes"] == str(one.max_bytes)


async def test_more_copies_than_brokers_is_refused_in_words(kafka_bootstrap: str, topics: Sequence[Topic]) -> None:
    with pytest.raises(CannotApply, match=topics[0].name):
        await apply(kafka_bootstrap, topics[:1], replication=3)


async def test_without_kafka_it_says_so() -> None:
    with pytest.raises(LogUnavailable):
        await apply("127.0.0.1:1", [])


def options(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    command.configure(parser)
    return parser.parse_args(words)


def test_the_command_makes_all_topics_of_the_contract_and_can_be_repeated(
    kafka_bootstrap: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.run(options("apply", "--kafka", kafka_bootstrap, "--partitions", "2")) == 0
    capsys.readouterr()
    assert command.run(options("apply", "--kafka", kafka_bootstrap, "--json")) == 0
    changes = json.loads(capsys.readouterr().out)
    assert {change["topic"] for change in changes} >= {"ijw.antwoord.v1", "ijw.ontvangen.jw323.v1"}


def test_the_command_shows_the_topics_without_a_kafka(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.run(options("list")) == 0
    shown = capsys.readouterr().out
    assert "ijw.ontvangen.jw301.v1" in shown
    assert "bevat persoonsgegevens" in shown


def test_the_command_says_what_is_missing(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SLUIS_KAFKA", raising=False)
    assert command.run(options("apply")) == 2
    assert "SLUIS_KAFKA" in capsys.readouterr().err
    assert command.run(options("apply", "--kafka", "127.0.0.1:1")) == 1
    assert "antwoordt niet" in capsys.readouterr().err
