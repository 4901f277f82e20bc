"""Knows how a record is kept while it is parked or waits: headers and value sealed together, taken out unchanged."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from datetime import UTC, datetime

from services.shared.desk.reading import parties
from services.shared.dossier.parkeerplaats import Parked, ToPark
from services.shared.platform.keys import Keys
from services.shared.platform.log.port import Partition, Record

_BASE64 = "base64:"


def _label(topic: str, number: int, offset: int) -> str:
    return f"{topic}|{number}|{offset}|geparkeerd"


def to_park(
    keys: Keys, dienst: str, record: Record, reason: str, kind: str, bron: str | None, levering: str | None, now_ms: int
) -> ToPark:
    """A record as it is set aside; ``kind`` is data or bug, ``reason`` Dutch without any value from the record."""
    where, named = record.partition, parties(record.value or b"")
    return ToPark(
        dienst=dienst,
        topic=where.topic,
        nummer=where.number,
        positie=record.offset,
        bron=bron,
        levering=levering,
        gemeente=named.gemeente,
        aanbieder=named.aanbieder,
        soort_fout=kind,
        reden=reason,
        eigenaar="beheer" if kind == "bug" else "aanleveraar",
        moment=record.moment,
        sinds=datetime.fromtimestamp(now_ms / 1000, UTC).isoformat(timespec="seconds"),
        inhoud=sealed(keys, record, _label(where.topic, where.number, record.offset)),
    )


def to_record(keys: Keys, parked: Parked) -> Record:
    """The record as it was read from the log."""
    where, offset = Partition(parked.topic, parked.nummer), parked.positie
    return unsealed(keys, parked.inhoud, _label(*where, offset), where, offset, parked.moment)


def sealed(keys: Keys, record: Record, label: str) -> bytes:
    """Key, headers and value of a record as one sealed body: a line of JSON, then the value as it is."""
    head = {
        "headers": [[name, b64encode(value).decode()] for name, value in record.headers],
        "key": key_text(record.key),
        "value": record.value is not None,
    }
    return keys.seal(b"%s\n%s" % (json.dumps(head).encode(), record.value or b""), label)


def unsealed(keys: Keys, body: bytes, label: str, where: Partition, offset: int, moment: int) -> Record:
    """The record that was sealed under this label."""
    line, _, value = keys.open(body, label).partition(b"\n")
    head = json.loads(line)
    headers = tuple((name, b64decode(text)) for name, text in head["headers"])
    return Record(where, offset, key_bytes(head["key"]), value if head["value"] else None, headers, moment)


def key_text(key: bytes | None) -> str | None:
    """A record key as text that any database can keep; unusual bytes are written in base64."""
    if key is None:
        return None
    try:
        text = key.decode()
    except UnicodeDecodeError:
        text = ""
    return text if text.isprintable() and text and not text.startswith(_BASE64) else _BASE64 + b64encode(key).decode()


def key_bytes(text: str | None) -> bytes | None:
    """The record key of a text made by ``key_text``."""
    if text is None:
        return None
    return b64decode(text.removeprefix(_BASE64)) if text.startswith(_BASE64) else text.encode()
