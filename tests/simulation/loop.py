"""An event loop with virtual time in which a seed decides who goes first; nothing waits for a real clock."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from random import Random
from typing import Any


class SeededLoop(asyncio.SelectorEventLoop):
    """Runs whatever is ready in an order drawn from the seed, and jumps to the next timer when nothing is."""

    def __init__(self, random: Random) -> None:
        super().__init__()
        self._random = random
        self._virtual = 0.0

    def time(self) -> float:
        """Virtual seconds since the start."""
        return self._virtual

    def run_in_executor(self, executor: Any, func: Callable[..., Any], *args: Any) -> asyncio.Future[Any]:  # type: ignore[override]
        """What would run in a thread runs at once: threads know no seed."""
        done: asyncio.Future[Any] = self.create_future()
        try:
            done.set_result(func(*args))
        except Exception as error:  # noqa: BLE001 - as an executor does
            done.set_exception(error)
        return done

    def _run_once(self) -> None:
        if not self._ready and self._scheduled:
            self._virtual = max(self._virtual, self._scheduled[0]._when)
        ready = list(self._ready)
        self._random.shuffle(ready)
        self._ready = deque(ready)
        super()._run_once()  # type: ignore[misc]
