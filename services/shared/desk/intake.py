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
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")


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
    reason = reason or _wrong_header(record, headers) or _wrong_value(record)
    if reason is not None or bron is None or levering is None:
        return Unfit(record, reason or "De kop ce_id of ce_source ontbreekt.", bron, levering)
    received = datetime.fromtimestamp(record.moment / 1000, UTC).isoformat(timespec="milliseconds")
    return Fit(record, Delivery(bron, levering, record.value or b"", received, _trace(record)))


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
    topic = _TOPIC.fullmatch(record.partition.topic)
    kind = topic.group(1) if topic else "?"
    if headers["ce_specversion"] != "1.0":
        return "De kop ce_specversion is niet 1.0."
    if headers["ce_type"] != f"nl.ijw.bericht.ontvangen.{kind}":
        return f"De kop ce_type hoort op dit topic nl.ijw.bericht.ontvangen.{kind} te zijn."
    if headers["content-type"].partition(";")[0].strip().lower() != "application/xml":
        return "De kop content-type is niet application/xml."
    if not _MOMENT.fullmatch(headers["ce_time"]):
        return "De kop ce_time is geen tijdstip volgens RFC 3339."
    return None


def _wrong_value(record: Record) -> str | None:
    if not record.value:
        return "Het record heeft geen inhoud."
    if len(record.value) > MAX_BYTES:
        return f"Het record is groter dan {MAX_BYTES} bytes."
    return None
