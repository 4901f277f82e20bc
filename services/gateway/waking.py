"""Waits between rounds of work: until there is work, until the end, or for some time."""

from __future__ import annotations

import asyncio


async def rest(wake: asyncio.Event, stop: asyncio.Event, seconds: float) -> None:
    """Wait until ``wake``, or ``stop``, or so long."""
    tasks = [asyncio.ensure_future(wake.wait()), asyncio.ensure_future(stop.wait())]
    try:
        await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
