"""Sets Python and the C library to work that makes and drops much: small values, and trees of some megabytes."""

from __future__ import annotations

import ctypes
import gc
import sys
from contextlib import suppress

_NEW_OBJECTS = 500_000
_YOUNG_ROUNDS = 20
_M_TRIM_THRESHOLD, _KEPT_BYTES = -1, 4_000_000
_M_MMAP_THRESHOLD, _OWN_PAGES_BYTES = -3, 2_000_000


def collect_less() -> None:
    """Leave what was loaded at the start out of every collection, and look at new objects less often.

    Call it once a program is ready for its work. Left alone, the collector walks through everything that is loaded
    time and again in the middle of a message, which costs as much as counting it.
    """
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, _YOUNG_ROUNDS, _YOUNG_ROUNDS)
    _keep_what_is_freed()


def _keep_what_is_freed() -> None:
    """Let the C library of Linux hold on to some freed megabytes.

    It would give the memory of each piece of a message back and ask it again for the next, a page at a time; that is a
    tenth of reading it, and two thirds of compressing it (zstd works in a megabyte and a half). Whole messages still
    get pages of their own, which go back when they are read.
    """
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # a C library without this setting
            library = ctypes.CDLL(None)
            library.mallopt(_M_TRIM_THRESHOLD, _KEPT_BYTES)
            library.mallopt(_M_MMAP_THRESHOLD, _OWN_PAGES_BYTES)
