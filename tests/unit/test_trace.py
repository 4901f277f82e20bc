"""A trace context that came with a message goes on with its answer, and only when it is a sound one."""

from __future__ import annotations

import json

import pytest

from services.shared.desk.closing import Answered
from services.shared.desk.delivery import Delivery
from services.shared.desk.intake import Fit, take
from services.shared.desk.publishing import of_answer
from services.shared.platform.log.port import Partition, Record
from services.shared.verdict.outcome import Outcome

SOUND = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def record(trace: bytes | None) -> Record:
    headers = (
        ("ce_specversion", b"1.0"),
        ("ce_id", b"1"),
        ("ce_source", b"urn:x"),
        ("ce_type", b"nl.ijw.bericht.ontvangen.jw301"),
        ("ce_time", b"2025-01-01T00:00:00Z"),
        ("content-type", b"application/xml"),
        *((("traceparent", trace),) if trace is not None else ()),
    )
    return Record(Partition("ijw.ontvangen.jw301.v1", 0), 0, None, b"<a/>", headers, 0)


@pytest.mark.parametrize(
    ("given", "kept"), [(SOUND.encode(), SOUND), (b"999990019", None), (b"00-\xff", None), (None, None)]
)
def test_only_a_sound_trace_is_kept(given: bytes | None, kept: str | None) -> None:
    taken = take(record(given))
    assert isinstance(taken, Fit)
    assert taken.delivery.trace == kept


def test_the_answer_carries_the_trace_of_its_message() -> None:
    answered = Answered(1, "1", "JW301", Outcome.ACCEPTED, 1, 0, 0, b"<a/>", b"{}", "JW302", "A1", "0193:65656055")
    waiting = of_answer(Delivery("urn:x", "1", b"", "2025-01-01T00:00:00+00:00", SOUND), answered, None)
    assert ["traceparent", SOUND] in json.loads(waiting.kop)
