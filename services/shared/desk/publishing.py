"""Knows how an answer leaves: topic, key and headers, the same for every attempt; its bytes stay sealed until then."""

from __future__ import annotations

import json
from uuid import NAMESPACE_URL, uuid5

from services.shared.desk.closing import Answered
from services.shared.desk.delivery import Delivery
from services.shared.desk.events import SOURCE
from services.shared.desk.opened import label_out
from services.shared.desk.parked_record import key_bytes
from services.shared.dossier.gebeurtenissen import Waiting
from services.shared.platform.database import Transaction
from services.shared.platform.keys import Keys
from services.shared.platform.log.port import New

ANSWERS = "ijw.antwoord.v1"
_REFERENCE = b"bericht:"


def answer_id(bron: str, levering: str) -> str:
    """The CloudEvents id of the answer to a delivery; the same each time it is asked."""
    return str(uuid5(NAMESPACE_URL, f"{SOURCE}:antwoord:{bron}|{levering}"))


def of_answer(delivery: Delivery, answered: Answered, record_key: str | None) -> Waiting:
    """The answer as it waits in the outbox: a reference to its sealed bytes, with the headers it will carry.

    The key is that of the content, or the key of the record when the content could not be read.
    """
    headers = [
        ("ce_specversion", "1.0"),
        ("ce_id", answer_id(delivery.bron, delivery.levering)),
        ("ce_source", SOURCE),
        ("ce_type", f"nl.ijw.antwoord.{(answered.antwoord_soort or '').lower()}"),
        ("ce_time", delivery.ontvangen_op),
        ("ce_antwoordop", delivery.levering),
        ("ce_antwoordopbron", delivery.bron),
        ("content-type", "application/xml"),
    ]
    if delivery.trace is not None:
        headers.append(("traceparent", delivery.trace))
    key = answered.pair if answered.pair is not None else record_key
    return Waiting(ANSWERS, key or "", json.dumps(headers), _REFERENCE + str(answered.bericht_id).encode())


async def to_record(tx: Transaction, keys: Keys, waiting: Waiting) -> New:
    """What waits as a record for the log: an answer with its bytes opened, an event with its headers in binary mode."""
    key = key_bytes(waiting.sleutel or None)
    if not waiting.data.startswith(_REFERENCE):
        return New(waiting.topic, key, waiting.data, _event_headers(waiting.kop))
    bericht_id = int(waiting.data.removeprefix(_REFERENCE))
    rows = await tx.rows("SELECT bron, levering, antwoord FROM bericht WHERE bericht_id = ?", bericht_id)
    bron, levering, sealed = rows[0]
    headers = tuple((name, value.encode()) for name, value in json.loads(waiting.kop))
    return New(waiting.topic, key, keys.open(sealed, label_out(bron, levering)), headers)


def _event_headers(kop: str) -> tuple[tuple[str, bytes], ...]:
    head: dict[str, str] = json.loads(kop)
    content_type = head.pop("datacontenttype")
    return (*((f"ce_{name}", value.encode()) for name, value in head.items()), ("content-type", content_type.encode()))
