"""Whatever a seed brings, each envelope has one Bv03 and one effect, and each answer leaves as one envelope."""

from __future__ import annotations

import os
import sqlite3
from datetime import date

import pytest

from tests.simulation.ggk_story import GgkStory
from tests.simulation.story import tell

SEEDS = range(1, 1 + int(os.environ.get("SLUIS_SEEDS", "40")) // 2)


@pytest.fixture(autouse=True)
def _dates() -> None:
    sqlite3.register_converter("DATE", lambda text: date.fromisoformat(text.decode()))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_laws_of_envelopes_hold_whatever_goes_wrong(seed: int) -> None:
    tell(GgkStory(seed))
