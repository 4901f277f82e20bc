"""Every event that leaves is described in contracts/, every described event is emitted, none leads to a person."""

from __future__ import annotations

import asyncio
import json
import tomllib
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import yaml

from services.gateway.settings import GatewaySettings
from services.shared.platform.resources import contracts_dir
from tests.support.gebeurtenissen import (
    MESSAGES,
    PERSONAL,
    Event,
    allocation,
    declaration,
    described,
    faults,
    of_envelopes,
    processed,
    structured,
)
from tests.support.poort import Poort, delivered, judging, poort, until

TOPICS = ("bericht", "toewijzing", "prestatie", "levering")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> list[Event]:
    """The events of one run of ``sluis process``."""
    return processed(tmp_path_factory.mktemp("process"))


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> list[Event]:
    """The events of the services: messages handed in over HTTP, judged, and answers that arrive or are refused."""
    return asyncio.run(_published(tmp_path_factory.mktemp("diensten")))


@pytest.fixture(scope="module")
def all_events(told: list[Event], published: list[Event]) -> list[Event]:
    """Every event that was seen anywhere, those about envelopes too."""
    return [*told, *published, *of_envelopes()]


async def _published(folder: Path) -> list[Event]:
    own = GatewaySettings(delivery_folder=folder / "uit", delivery_refusals=1)
    async with poort(folder, own) as gate, judging(gate):
        for data in (allocation("A1", 1), declaration("B1", 1)):
            levering = (await gate.hand_in(data)).json()["id"]
            await until(partial(delivered, gate, levering), 40)
        await _one_that_cannot_be_delivered(gate)
        await until(partial(_count, gate, "levering", 3), 40)
        await until(partial(_count, gate, "bericht", 4), 40)
        return [structured(r) for topic in TOPICS for r in await gate.records(f"ijw.gebeurtenis.{topic}.v1")]


async def _one_that_cannot_be_delivered(gate: Poort) -> None:
    """An answer whose stored content was damaged: it is tried, and set aside."""
    levering = str(uuid4())
    async with gate.database.transaction() as tx:
        rows = await tx.rows("SELECT MAX(bezorging_id) FROM bezorging")
        await tx.run(
            "INSERT INTO bezorging SELECT bezorging_id + 1000, bron, ?, antwoord_op, antwoord_op_bron, soort, sleutel,"
            " '', 'wacht', 0, 0, sinds, inhoud FROM bezorging WHERE bezorging_id = ?",
            levering, rows[0][0],
        )  # fmt: skip


async def _count(gate: Poort, topic: str, count: int) -> bool:
    return len(await gate.records(f"ijw.gebeurtenis.{topic}.v1")) >= count


def test_every_event_of_a_batch_run_follows_its_schema(told: list[Event]) -> None:
    assert len(told) > len(MESSAGES)
    assert [fault for event in told for fault in faults(event)] == []


def test_every_event_of_the_services_follows_its_schema(published: list[Event]) -> None:
    assert [fault for event in published for fault in faults(event)] == []


def test_every_event_about_an_envelope_follows_its_schema() -> None:
    assert [fault for event in of_envelopes() for fault in faults(event)] == []


def test_every_described_event_is_emitted(all_events: list[Event]) -> None:
    emitted = {event["type"].removeprefix("nl.sluis.") for event in all_events}
    assert emitted == described()


def test_no_event_leads_to_a_person(all_events: list[Event]) -> None:
    for event in all_events:
        text = json.dumps(event, ensure_ascii=False)
        for personal in PERSONAL:
            assert personal not in text, event["type"]


def test_an_event_has_one_id_and_another_event_another(told: list[Event], published: list[Event]) -> None:
    for events in (told, published):
        ids = [event["id"] for event in events]
        assert len(ids) == len(set(ids))


OPTIONAL = {"toewijzingen", "retourcodes", "envelop"}
"""What a signal holds only when a provider refused."""


@pytest.mark.parametrize("name", sorted(described()))
def test_a_schema_names_every_field_and_takes_no_other(name: str, all_events: list[Event]) -> None:
    for event in all_events:
        if event["type"] != f"nl.sluis.{name}":
            continue
        assert faults({**event, "data": {**event["data"], "bsn": "x"}})
        assert faults({**event, "extra": "x"})
        for field in event["data"].keys() - (OPTIONAL if name == "signaal.gegeven" else set()):
            assert faults({**event, "data": {key: value for key, value in event["data"].items() if key != field}})


def asyncapi() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((contracts_dir() / "asyncapi.yaml").read_text())
    return found


def test_the_document_describes_the_topics_that_there_are() -> None:
    topics = tomllib.loads((contracts_dir() / "topics.toml").read_text())["topic"]
    channels = {channel["address"] for channel in asyncapi()["channels"].values()}
    assert channels == {topic["naam"] for topic in topics}


def test_the_document_describes_every_event_by_its_own_schema() -> None:
    messages = asyncapi()["components"]["messages"]
    of_events = {each["name"].removeprefix("nl.sluis."): each for each in messages.values() if "traits" in each}
    assert set(of_events) == described()
    for name, message in of_events.items():
        assert message["payload"]["$ref"] == f"./events/{name}.schema.json"


def test_an_event_stands_on_the_channel_of_its_kind() -> None:
    document = asyncapi()
    for name, channel in document["channels"].items():
        for reference in channel["messages"].values():
            message = document["components"]["messages"][reference["$ref"].rpartition("/")[2]]
            if "traits" in message:
                kind = message["name"].removeprefix("nl.sluis.").partition(".")[0]
                assert channel["address"] == f"ijw.gebeurtenis.{kind}.v1", name


def test_what_a_channel_carries_is_what_topics_says_it_carries() -> None:
    toml = tomllib.loads((contracts_dir() / "topics.toml").read_text())
    document = asyncapi()
    for topic in toml["topic"]:
        channel = next(each for each in document["channels"].values() if each["address"] == topic["naam"])
        for reference in channel["messages"].values():
            message = document["components"]["messages"][reference["$ref"].rpartition("/")[2]]
            headers = message.get("headers") or document["components"]["messageTraits"]["gebeurtenis"]["headers"]
            schema = document["components"]["schemas"][headers["$ref"].rpartition("/")[2]]
            assert schema["required"] == toml["koppen"][topic["koppen"]]
