"""Knows how large a record is in the log and how large it may be, the same for every kind of log."""

from __future__ import annotations

from services.shared.platform.log.port import New, RecordRefused

MAX_BYTES = 67_108_864
"""The largest record, with key, headers and what Kafka puts around them; an answer can be larger than its message."""

_AROUND = 61 + 5 + 1 + 10 + 5 + 5  # batch head, record length, attributes, time, offset, number of headers
_LENGTH = 5  # bytes that a length can take
_UNSHRUNK = 32_768  # zstd adds 3 bytes per block of 128 KiB to what it cannot shrink; this is more than that


def size_of(record: New) -> int:
    """Bytes that a record takes at most in a Kafka batch of its own, when compressing it does not help at all."""
    parts = [record.key or b"", record.value or b""]
    for name, value in record.headers:
        parts += [name.encode(), value]
    size = _AROUND + sum(_LENGTH + len(part) for part in parts)
    return size + size // _UNSHRUNK + 32


def refuse_oversized(records: list[New]) -> None:
    """Raises RecordRefused when one is too large, before any is appended."""
    for record in records:
        size = size_of(record)
        if size > MAX_BYTES:
            raise RecordRefused(f"een record voor {record.topic} is {size} bytes; hoogstens {MAX_BYTES} mag")
