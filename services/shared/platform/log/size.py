"""Knows how large a record is in the log and how large it may be, the same for every kind of log."""

from __future__ import annotations

from services.shared.platform.log.port import New, RecordRefused

MAX_BYTES = 36_700_160
"""The largest record, with key, headers and what Kafka puts around them; an answer can be larger than its message."""

_AROUND = 61 + 5 + 1 + 10 + 5 + 5  # batch head, record length, attributes, time, offset, number of headers
_LENGTH = 5  # bytes that a length can take


def size_of(record: New) -> int:
    """Bytes that a record takes at most in a Kafka batch of its own, uncompressed."""
    parts = [record.key or b"", record.value or b""]
    for name, value in record.headers:
        parts += [name.encode(), value]
    return _AROUND + sum(_LENGTH + len(part) for part in parts)


def refuse_oversized(records: list[New]) -> None:
    """Raises RecordRefused when one is too large, before any is appended."""
    for record in records:
        size = size_of(record)
        if size > MAX_BYTES:
            raise RecordRefused(f"een record voor {record.topic} is {size} bytes; hoogstens {MAX_BYTES} mag")
