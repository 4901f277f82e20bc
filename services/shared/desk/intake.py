"""Knows what a record on an intake topic must look like, and turns it into a delivery or a reason to park it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from services.shared.desk.delivery import Delivery
from services.shared.platform.log.port import Record
from services.shared.platform.xml import MAX_BYTES

_TOPIC = re.compile(r"ijw\.ontvangen\.(jw\d{3})\.v1")
_WANTED = ("ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time", "content-type")
_TRACE = re.compile(rb"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
_MOMENT = re.compile(
    r"(?P<date>\d{4}-\d\d-\d\d)[Tt](?P<time>\d\d:\d\d):(?P<second>\d\d)(\.\d+)?(?P<offset>[Zz]|[+-]\d\d:\d\d)",
    re.ASCII,
)
_NAME_BYTES = 1_000
"""How long ce_id and ce_source may be: a database keeps both in one index, which has a limit."""


def topic_of(soort: str) -> str:
    """The intake topic of a message type."""
    return f"ijw.ontvangen.{soort.lower()}.v1"


@dataclass(frozen=True, slots=True)
class Fit:
    """A record that can be handed in."""

    record: Record
    delivery: Delivery


@dataclass(frozen=True, slots=True)
class Unfit:
    """A record that must be parked: its headers or its value are not what was agreed. ``reason`` is Dutch."""

    record: Record
    reason: str
    bron: str | None
    levering: str | None


def take(record: Record) -> Fit | Unfit:
    """Look at headers and size, not at the message itself."""
    headers, reason = _headers(record)
    bron, levering = headers.get("ce_source") or None, headers.get("ce_id") or None
    received = _received(record)
    reason = reason or _wrong_header(record, headers) or _wrong_value(record)
    if reason is not None or bron is None or levering is None or received is None:
        return Unfit(record, reason or "Het tijdstip van het record valt buiten de kalender.", bron, levering)
    return Fit(record, Delivery(bron, levering, record.value or b"", received, _trace(record)))


def _received(record: Record) -> str | None:
    """When the log took the record in, as an ISO 8601 moment in UTC; None for what is no moment at all."""
    try:
        return datetime.fromtimestamp(record.moment / 1000, UTC).isoformat(timespec="milliseconds")
    except (ValueError, OverflowError, OSError):
        return None


def named(record: Record) -> tuple[str | None, str | None]:
    """Source and id of a record, as far as its headers tell."""
    headers, _ = _headers(record)
    return headers.get("ce_source") or None, headers.get("ce_id") or None


def _trace(record: Record) -> str | None:
    """The trace context of a record, when it is a sound one."""
    found = next((value for name, value in record.headers if name.lower() == "traceparent"), b"")
    return found.decode() if _TRACE.fullmatch(found) else None


def _headers(record: Record) -> tuple[dict[str, str], str | None]:
    """The headers as text, and what is wrong with them as a set."""
    found: dict[str, str] = {}
    for name, value in record.headers:
        if name.lower() not in _WANTED:
            continue
        if name.lower() in found:
            return found, f"De kop {name.lower()} staat er twee keer."
        try:
            text = value.decode()
        except UnicodeDecodeError:
            return found, f"De kop {name.lower()} is geen UTF-8."
        if not text.isprintable():
            return found, f"De kop {name.lower()} bevat tekens die niet mogen."
        found[name.lower()] = text
    return found, None


def _wrong_header(record: Record, headers: dict[str, str]) -> str | None:
    for name in _WANTED:
        if not headers.get(name):
            return f"De kop {name} ontbreekt of is leeg."
    for name in ("ce_id", "ce_source"):
        if len(headers[name].encode()) > _NAME_BYTES:
            return f"De kop {name} is langer dan {_NAME_BYTES} bytes."
    topic = _TOPIC.fullmatch(record.partition.topic)
    kind = topic.group(1) if topic else "?"
    if headers["ce_specversion"] != "1.0":
        return "De kop ce_specversion is niet 1.0."
    if headers["ce_type"] != f"nl.ijw.bericht.ontvangen.{kind}":
        return f"De kop ce_type hoort op dit topic nl.ijw.bericht.ontvangen.{kind} te zijn."
    if headers["content-type"].partition(";")[0].strip().lower() != "application/xml":
        return "De kop content-type is niet application/xml."
    if not _is_moment(headers["ce_time"]):
        return "De kop ce_time is geen tijdstip volgens RFC 3339."
    return None


def _is_moment(text: str) -> bool:
    """Whether this is a moment of RFC 3339, which knows leap seconds."""
    found = _MOMENT.fullmatch(text)
    if found is None:
        return False
    try:
        datetime.fromisoformat(
            f"{found['date']} {found['time']}:{'59' if found['second'] == '60' else found['second']}"
        )
        offset = found["offset"]
        return offset in "Zz" or datetime.strptime(offset, "%z") is not None
    except ValueError:
        return False


def _wrong_value(record: Record) -> str | None:
    if not record.value:
        return "Het record heeft geen inhoud."
    if len(record.value) > MAX_BYTES:
        return f"Het record is groter dan {MAX_BYTES} bytes."
    return None
