"""Play as many seeds as fit in a given time: ``python -m tests.simulation --seconds 60 [--first 1000]``.

A seed that fails is printed with its error; ``--seed N`` plays that one again, to the same failure.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
import time
import traceback
from datetime import date

from tests.simulation.ggk_story import GgkStory
from tests.simulation.story import Story, tell

STORIES: tuple[type[Story], ...] = (Story, GgkStory)
"""Each seed tells both: messages that are on the log, and messages that come and go in envelopes."""


def main() -> int:
    """The number of seeds that failed, at most 1."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60, help="how long to play")
    parser.add_argument("--first", type=int, default=None, help="the first seed (default: from the clock)")
    parser.add_argument("--seed", type=int, default=None, help="play this seed only")
    options = parser.parse_args()
    sqlite3.register_converter("DATE", lambda text: date.fromisoformat(text.decode()))
    if options.seed is not None:
        for story in STORIES:
            tell(story(options.seed))
        print(f"seed {options.seed}: the laws hold")
        return 0
    first = time.time_ns() // 1_000_000_000 if options.first is None else options.first
    end = time.monotonic() + options.seconds
    seed, failed = first, 0
    while time.monotonic() < end:
        failed += not all(_holds(story, seed) for story in STORIES)
        seed += 1
    print(f"{seed - first} seeds played from {first}, {failed} failed")
    return 1 if failed else 0


def _holds(story: type[Story], seed: int) -> bool:
    """Whether the laws hold in a story; when they do not, which one is printed."""
    try:
        tell(story(seed))
    except Exception:  # noqa: BLE001 - whatever breaks a law is what we look for
        print(f"seed {seed} fails ({story.__name__}):")
        traceback.print_exc(limit=-4)
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
