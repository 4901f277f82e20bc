"""Whatever a seed brings, the laws hold: one answer, money that adds up, causality, norms told once, nothing stuck."""

from __future__ import annotations

import os
import sqlite3
from datetime import date
from hashlib import sha256

import pytest

from tests.simulation.story import Story, play, tell
from tests.simulation.watching_laws import published

SEEDS = range(1, 1 + int(os.environ.get("SLUIS_SEEDS", "40")))
ONCE_FAILED: tuple[int, ...] = (5, 6)
"""Seeds that once showed a bug; they stay."""


@pytest.fixture(autouse=True)
def _dates() -> None:
    sqlite3.register_converter("DATE", lambda text: date.fromisoformat(text.decode()))


@pytest.mark.parametrize("seed", [*SEEDS, *ONCE_FAILED])
def test_the_laws_hold_whatever_goes_wrong(seed: int) -> None:
    play(seed)


def test_the_same_seed_tells_the_same_story() -> None:
    assert _trace(7) == _trace(7)


def test_norms_and_budgets_are_passed_and_left_again_in_the_stories() -> None:
    said: set[str] = set()
    for seed in range(1, 31):
        story = Story(seed)
        tell(story)
        said |= {each["naar"] for about in published(story.log, "norm").values() for each in about}
        said |= {each["richting"] for about in published(story.log, "budget").values() for each in about}
    assert said == {"binnen", "nadert", "toegestaan", "overschreden", "omhoog", "omlaag"}


def _trace(seed: int) -> list[tuple[str, int, bytes]]:
    """What was appended to the log, in order, with the virtual moment."""
    story = Story(seed)
    tell(story)
    return [
        (f"{partition.topic}/{partition.number}", record.moment, sha256(record.value or b"").digest())
        for partition, records in sorted(story.log.records.items())
        for record in records
    ]
