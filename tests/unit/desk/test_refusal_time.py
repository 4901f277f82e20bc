"""The moment on a Fo01 is that of a Dutch clock, summer and winter."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from services.shared.desk.delivery import Delivery
from tests.support.balie import balie


@pytest.mark.parametrize(
    ("received", "written"),
    [
        ("2026-07-01T22:30:00+00:00", "20260702003000"),
        ("2026-01-31T23:30:00+00:00", "20260201003000"),
        ("2026-01-31T22:59:59.999+00:00", "20260131235959"),
    ],
)
async def test_a_message_that_cannot_be_read_is_refused_at_local_time(
    tmp_path: Path, received: str, written: str
) -> None:
    async with balie(f"sqlite:///{tmp_path}/sluis.db") as desk:
        delivery = Delivery("urn:proef", "een", b"<geen/>", received)
        (answered,) = await desk.desk.counter.handle([delivery], replace(desk.desk.around))
        assert answered.antwoord is not None
        assert re.findall(rb"tijdstipBericht>(\d+)<", answered.antwoord) == [written.encode()]
