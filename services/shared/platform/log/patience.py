"""Waits for the work of a library no longer than wanted, without cutting it off: what is half connected would leak."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class Patience:
    """Holds on to work that took too long, until it ends by itself or until the end."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[Any]] = set()

    async def wait(self, work: Coroutine[Any, Any, T], seconds: float) -> T:
        """What the work gives; raises TimeoutError when it is not there in time, and lets it go on unseen."""
        task = self.leave(work)
        done, _ = await asyncio.wait([task], timeout=max(0.0, seconds))
        if not done:
            raise TimeoutError
        return task.result()

    def leave(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Start work that nobody waits for."""
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if not task.cancelled():
            task.exception()

    async def close(self, seconds: float) -> None:
        """Give all that still runs a last chance, then cut it off."""
        if self._running:
            _, late = await asyncio.wait(list(self._running), timeout=seconds)
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late, timeout=1.0)
