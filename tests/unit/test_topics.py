"""The contract of the topics: complete, and as the outside relies on it."""

from __future__ import annotations

import re

import pytest

from services.shared.platform.log.port import New, RecordRefused
from services.shared.platform.log.size import MAX_BYTES, refuse_oversized, size_of
from services.shared.platform.log.topics import Topic, TopicsFault, parse
from services.shared.platform.resources import contracts_dir

CLOUD_EVENTS = {"ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time", "content-type"}


def contract() -> str:
    return (contracts_dir() / "topics.toml").read_text(encoding="utf-8")


@pytest.fixture(params=parse(contract()), ids=lambda topic: topic.name)
def topic(request: pytest.FixtureRequest) -> Topic:
    found: Topic = request.param
    return found


def test_the_topics_are_those_that_the_outside_relies_on() -> None:
    names = [topic.name for topic in parse(contract())]
    assert [name for name in names if not name.startswith("ijw.gebeurtenis.")] == [
        "ijw.ontvangen.jw301.v1",
        "ijw.ontvangen.jw303.v1",
        "ijw.ontvangen.jw323.v1",
        "ijw.antwoord.v1",
    ]
    assert all(re.fullmatch(r"ijw\.[a-z0-9.]+\.v1", name) for name in names)


def test_what_holds_messages_takes_the_largest_and_is_kept_shorter(topic: Topic) -> None:
    holds_messages = not topic.name.startswith("ijw.gebeurtenis.")
    assert topic.personal == holds_messages
    assert topic.max_bytes == (MAX_BYTES if holds_messages else 1_048_576)
    assert topic.retention_days == (7 if holds_messages else 28)


def test_every_topic_says_who_writes_reads_and_why(topic: Topic) -> None:
    assert topic.purpose.endswith(".")
    assert topic.writers
    assert topic.readers
    known = {"toewijzing", "declaratie", "normbewaking", "gateway", "buiten"}
    assert {*topic.writers, *topic.readers} <= known


def test_every_topic_carries_the_headers_of_cloudevents(topic: Topic) -> None:
    assert set(topic.headers) >= CLOUD_EVENTS
    assert ("ce_antwoordop" in topic.headers) == (topic.name == "ijw.antwoord.v1")


def test_the_log_dates_the_records_because_the_order_of_handing_in_rests_on_it(topic: Topic) -> None:
    assert topic.configs(3)["message.timestamp.type"] == "LogAppendTime"


def test_three_copies_demand_two_at_each_write_and_fewer_demand_one(topic: Topic) -> None:
    assert [topic.configs(copies)["min.insync.replicas"] for copies in (1, 2, 3)] == ["1", "1", "2"]


def test_a_topic_without_its_purpose_is_refused_by_name() -> None:
    text = contract().replace('doel = "Toewijzingen zoals ze binnenkwamen, byte voor byte."\n', "")
    with pytest.raises(TopicsFault, match=r"ijw\.ontvangen\.jw301\.v1: 'doel'"):
        parse(text)


@pytest.mark.parametrize("wrong", ["partities = 0", "partities = 'veel'"])
def test_a_number_of_partitions_that_is_none_is_refused(wrong: str) -> None:
    with pytest.raises(TopicsFault, match="partities"):
        parse(contract().replace("partities = 12", wrong))


def test_a_topic_that_stands_twice_is_refused() -> None:
    with pytest.raises(TopicsFault, match="meer dan eens"):
        parse(contract().replace("ijw.ontvangen.jw303.v1", "ijw.ontvangen.jw301.v1"))


def test_a_file_that_is_no_toml_is_refused() -> None:
    with pytest.raises(TopicsFault, match="TOML"):
        parse("dit is het niet")


def test_headers_and_key_count_for_the_size_of_a_record() -> None:
    bare = size_of(New("t", None, b"12345"))
    assert size_of(New("t", b"12", b"12345")) == bare + 2
    assert size_of(New("t", None, b"12345", (("naam", b"123"),))) > bare + 7


def test_a_record_that_is_too_large_is_refused_without_its_content() -> None:
    with pytest.raises(RecordRefused) as refused:
        refuse_oversized([New("ijw.antwoord.v1", b"sleutel", b"geheim" * 12_000_000)])
    assert "ijw.antwoord.v1" in str(refused.value)
    assert "geheim" not in str(refused.value)
    assert "sleutel" not in str(refused.value)
