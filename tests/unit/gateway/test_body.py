"""Reading a body: bounded in size, time and memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from services.gateway import body
from services.gateway.body import Refused, Room, deadline


async def parts(*given: bytes) -> AsyncIterator[bytes]:
    for part in given:
        yield part


async def silent_after(*given: bytes) -> AsyncIterator[bytes]:
    for part in given:
        yield part
    await asyncio.Event().wait()


async def test_a_body_comes_out_whole() -> None:
    with Room(10).share() as share:
        assert await body.read(parts(b"ab", b"", b"cde"), 5, share, None) == b"abcde"


async def test_one_byte_over_the_limit_is_too_large_whatever_the_header_says() -> None:
    with Room(100).share() as share:
        assert await body.read(parts(b"abc", b"def"), 5, share, 3) is Refused.TOO_LARGE
        assert await body.read(parts(), 5, share, 6) is Refused.TOO_LARGE


async def test_bodies_share_the_memory_and_give_it_back() -> None:
    room = Room(10)
    with room.share() as first, room.share() as second:
        assert await body.read(parts(b"12345678"), 20, first, None) == b"12345678"
        assert await body.read(parts(b"123"), 20, second, None) is Refused.BUSY
        assert await body.read(parts(), 20, second, 3) is Refused.BUSY
    assert room.free == 10


async def test_a_body_that_stops_coming_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body, "BODY_SECONDS", 0.05)
    monkeypatch.setattr(body, "GRACE_SECONDS", 0.0)
    with Room(100).share() as share:
        assert await body.read(silent_after(b"abc"), 50, share, 50) is Refused.TOO_SLOW


def test_a_body_has_a_minute_or_as_long_as_fifty_kilobytes_a_second_come_in() -> None:
    assert deadline(1000.0, 0) == 1060.0
    assert deadline(1000.0, 2_000_000) == 1060.0
    assert deadline(1000.0, 5_000_000) == 1102.0


async def test_the_rest_of_a_refused_body_is_thrown_away_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body, "DRAIN_BYTES", 4)
    assert await body.drain(parts(b"ab", b"cd"))
    assert not await body.drain(parts(b"ab", b"cd", b"e"))
    monkeypatch.setattr(body, "DRAIN_SECONDS", 0.02)
    assert not await body.drain(silent_after(b"ab"))
