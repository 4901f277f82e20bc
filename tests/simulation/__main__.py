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

from tests.simulation.story import play


def main() -> int:
    """The number of seeds that failed, at most 1."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60, help="how long to play")
    parser.add_argument("--first", type=int, default=None, help="the first seed (default: from the clock)")
    parser.add_argument("--seed", type=int, default=None, help="play this seed only")
    options = parser.parse_args()
    sqlite3.register_converter("DATE", lambda text: date.fromisoformat(text.decode()))
    if options.seed is not None:
        play(options.seed)
        print(f"seed {options.seed}: the laws hold")
        return 0
    first = time.time_ns() // 1_000_000_000 if options.first is None else options.first
    end = time.monotonic() + options.seconds
    seed, failed = first, 0
    while time.monotonic() < end:
        try:
            play(seed)
        except Exception:  # noqa: BLE001 - whatever breaks a law is what we look for
            failed += 1
            print(f"seed {seed} fails:")
            traceback.print_exc(limit=-4)
        seed += 1
    print(f"{seed - first} seeds played from {first}, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
