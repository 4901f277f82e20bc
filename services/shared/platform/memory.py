"""Makes Python's cycle collector run seldom: judging makes millions of small values and hardly a cycle."""

from __future__ import annotations

import gc

_NEW_OBJECTS = 100_000
_YOUNG_ROUNDS = 20


def collect_less() -> None:
    """Leave what was loaded at the start out of every collection, and look at new objects less often.

    Call it once a program is ready for its work. Left alone, the collector walks through everything that is loaded
    time and again in the middle of a message, which costs as much as counting it.
    """
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, _YOUNG_ROUNDS, _YOUNG_ROUNDS)
