"""Knows how long to wait after failures in a row: each pause is twice the one before, an hour at most. Pure."""

from __future__ import annotations

LONGEST_PAUSE_MS = 3_600_000


def pause_ms(first_ms: int, failures: int) -> int:
    """The pause in milliseconds after so many failures in a row (from 1), when the first one is ``first_ms``."""
    return min(LONGEST_PAUSE_MS, first_ms << min(max(failures, 1) - 1, 40))
