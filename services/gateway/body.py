"""Reads the body of a request within limits of size, time and memory, whatever its length header says."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum

from starlette.requests import ClientDisconnect

BODY_SECONDS = 60.0
BYTES_PER_SECOND = 50_000
GRACE_SECONDS = 2.0
DRAIN_SECONDS = 10.0
DRAIN_BYTES = 100_000_000
MEMORY_BYTES = 200_000_000


class Refused(Enum):
    """Why a body was not taken."""

    TOO_LARGE = "te groot"
    TOO_SLOW = "te traag"
    BROKEN = "afgebroken"
    BUSY = "te druk"


@dataclass(slots=True)
class Room:
    """The memory that bodies may take together, in bytes; shared by all requests of a process."""

    free: int = MEMORY_BYTES

    @contextmanager
    def share(self) -> Iterator[Share]:
        """A part of it, given back at the end of the block."""
        share = Share(self)
        try:
            yield share
        finally:
            self.free += share.taken


@dataclass(slots=True)
class Share:
    """What one request holds of the room."""

    room: Room
    taken: int = 0

    def grow_to(self, size: int) -> bool:
        """Hold ``size`` bytes; false when there is no room."""
        more = size - self.taken
        if more > self.room.free:
            return False
        if more > 0:
            self.room.free -= more
            self.taken = size
        return True


def deadline(start: float, received: int) -> float:
    """Until when the rest is waited for: 60 s, or longer while 50 kB/s comes in. Seconds of a steady clock."""
    return start + max(BODY_SECONDS, GRACE_SECONDS + received / BYTES_PER_SECOND)


async def read(stream: AsyncIterator[bytes], limit: int, share: Share, declared: int | None) -> bytes | Refused:
    """The whole body, or why not. ``declared`` is its length by the header, in bytes."""
    if declared is not None and declared > limit:
        return Refused.TOO_LARGE
    if not share.grow_to(declared or 0):
        return Refused.BUSY
    loop = asyncio.get_running_loop()
    start, received = loop.time(), 0
    parts: list[bytes] = []
    while True:
        try:
            async with asyncio.timeout_at(deadline(start, received)):
                part = await anext(stream, None)
        except TimeoutError:
            return Refused.TOO_SLOW
        except ClientDisconnect:
            return Refused.BROKEN
        if part is None:
            return b"".join(parts)
        received += len(part)
        if received > limit:
            return Refused.TOO_LARGE
        if not share.grow_to(received):
            return Refused.BUSY
        parts.append(part)


async def drain(stream: AsyncIterator[bytes]) -> bool:
    """Throw the rest away so that a client that still sends can read its answer; whether the end was reached.

    A connection that is closed while bytes still come in is reset, and the answer is lost with it. Bounded by
    DRAIN_BYTES and DRAIN_SECONDS.
    """
    seen = 0
    try:
        async with asyncio.timeout(DRAIN_SECONDS):
            async for part in stream:
                seen += len(part)
                if seen > DRAIN_BYTES:
                    return False
    except (TimeoutError, ClientDisconnect):
        return False
    return True
