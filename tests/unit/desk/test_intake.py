"""Headers and value of a record are as agreed, or the record is parked with a reason that quotes nothing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from services.shared.desk.intake import Fit, Unfit, take
from services.shared.platform.log.port import Partition, Record

NOW = round(datetime(2026, 3, 31, tzinfo=UTC).timestamp() * 1000)
HEADERS = {
    "ce_specversion": "1.0", "ce_id": "een", "ce_source": "urn:proef", "ce_type": "nl.ijw.bericht.ontvangen.jw323",
    "ce_time": "2026-03-31T10:00:00Z", "content-type": "application/xml",
}  # fmt: skip


def record(value: bytes | None = b"<x/>", moment: int = NOW, **changed: str | None) -> Record:
    said = {**HEADERS, **{name.replace("content_type", "content-type"): text for name, text in changed.items()}}
    headers = tuple((name, text.encode()) for name, text in said.items() if text is not None)
    return Record(Partition("ijw.ontvangen.jw323.v1", 0), 7, b"k", value, headers, moment)


@pytest.mark.parametrize(
    "time",
    ["2026-03-31T10:00:00Z", "2026-03-31t10:00:00.123456789z", "2026-03-31T10:00:00+02:00", "2016-12-31T23:59:60Z"],
)
def test_a_moment_of_rfc_3339_is_fit(time: str) -> None:
    assert isinstance(take(record(ce_time=time)), Fit)


@pytest.mark.parametrize(
    "changed",
    [
        {"ce_time": "2026-02-30T10:00:00Z"},
        {"ce_time": "2026-03-31T25:00:00Z"},
        {"ce_time": "2026-03-31T10:00:00+99:00"},
        {"ce_time": "2026-03-31"},
        {"ce_time": "٢٠٢٦-٠٣-٣١T١٠:٠٠:٠٠Z"},
        {"ce_specversion": "0.3"},
        {"ce_type": "nl.ijw.bericht.ontvangen.jw301"},
        {"ce_source": ""},
        {"ce_id": "x" * 1_001},
        {"ce_source": "é" * 501},
        {"content_type": "text/xml"},
    ],
)
def test_a_wrong_header_is_parked_without_its_value_in_the_reason(changed: dict[str, str]) -> None:
    taken = take(record(**changed))
    assert isinstance(taken, Unfit)
    assert all(not value or value not in taken.reason for value in changed.values())


@pytest.mark.parametrize("name", sorted(HEADERS))
def test_a_missing_header_is_parked(name: str) -> None:
    taken = take(record(**{name.replace("-", "_"): None}))
    assert isinstance(taken, Unfit)
    assert taken.levering == (None if name == "ce_id" else "een")


@pytest.mark.parametrize(("value", "fit"), [(None, False), (bytes(25_000_000), True), (bytes(25_000_001), False)])
def test_a_value_is_there_and_has_25_million_bytes_at_most(value: bytes | None, fit: bool) -> None:
    assert isinstance(take(record(value)), Fit) is fit


@pytest.mark.parametrize("moment", [2**62, -(2**62)])
def test_a_moment_outside_the_calendar_is_parked(moment: int) -> None:
    assert isinstance(take(record(moment=moment)), Unfit)
