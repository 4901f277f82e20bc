"""Reads the embedded log as a member of a group within this process."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Protocol

from services.shared.platform.database import DatabaseError
from services.shared.platform.log.embedded_group import Group, Membership
from services.shared.platform.log.port import LogUnavailable, OnAssigned, Partition, Record
from services.shared.platform.log.starting import Starting

_BYTES_AT_ONCE = 8_000_000  # what one poll delivers at most, give or take one look
_OTHERS_SECONDS = 0.5  # how often is looked for what other processes appended


class Shelf(Protocol):
    """What a member needs of the log."""

    async def look(self, partition: Partition, start: int, most: int) -> tuple[list[Record], int]:
        """The next records of a partition, and where to look after them.

        Raises a DatabaseError, or LogUnavailable when a value cannot be opened.
        """

    def news(self) -> asyncio.Event:
        """Is set at the next append."""

    def wake(self) -> None:
        """Wake every poll that waits."""


class EmbeddedConsumer:
    """See Consumer."""

    def __init__(self, shelf: Shelf, group: Group, member: str, topics: Sequence[str], on_assigned: OnAssigned) -> None:
        self._shelf = shelf
        self._group = group
        self._membership: Membership = group.join(member, topics)
        self._starting = Starting(on_assigned)
        self._settled = -1
        self._next: dict[Partition, int] = {}
        self._turn = 0

    async def poll(self, max_records: int, timeout: float) -> Sequence[Record]:
        """See Consumer."""
        loop = asyncio.get_running_loop()
        until = loop.time() + timeout
        while True:
            news = self._shelf.news()
            found = await self._take(max_records, until)
            left = until - loop.time()
            if found or left <= 0:
                return found
            with suppress(TimeoutError):
                await asyncio.wait_for(news.wait(), min(left, _OTHERS_SECONDS))

    async def _take(self, most: int, until: float) -> Sequence[Record]:
        """What is there now. A database that is away gives nothing."""
        this_round = self._membership.round
        if self._settled != this_round and not await self._settle(this_round, until):
            return ()
        found: list[Record] = []
        moves: dict[Partition, tuple[int, int]] = {}
        for partition in self._in_turn():
            start = self._next[partition]
            try:
                more, moves[partition] = await self._look(partition, start, most - len(found))
            except (DatabaseError, LogUnavailable) as error:
                if isinstance(error, LogUnavailable) and not found:
                    raise
                break
            found += more
            if len(found) >= most or sum(len(each.value or b"") for each in found) >= _BYTES_AT_ONCE:
                break
        return self._delivered(this_round, found, moves)

    async def _look(self, partition: Partition, start: int, most: int) -> tuple[list[Record], tuple[int, int]]:
        more, after = await self._shelf.look(partition, start, most)
        return more, (start, after)

    def _delivered(
        self, this_round: int, found: Sequence[Record], moves: dict[Partition, tuple[int, int]]
    ) -> Sequence[Record]:
        """Move on past what was found, but for what was lost or sought elsewhere while looking."""
        if this_round != self._membership.round:
            return ()
        good = {partition for partition, (start, _) in moves.items() if self._next[partition] == start}
        self._next.update({partition: after for partition, (_, after) in moves.items() if partition in good})
        return [record for record in found if record.partition in good]

    async def _settle(self, this_round: int, until: float) -> bool:
        """Ask where to start what was handed out; false when that is not known yet, or it was handed out again."""
        partitions = sorted(self._membership.has)
        starts = await self._starting.ask(this_round, partitions, until) if partitions else {}
        if starts is None or this_round != self._membership.round:
            return False
        self._next = {partition: starts.get(partition, 0) for partition in partitions}
        self._settled = this_round
        return True

    def _in_turn(self) -> Sequence[Partition]:
        """The partitions, another one first each time, so that a busy one does not hold up the rest."""
        mine = sorted(self._next)
        self._turn += 1
        at = self._turn % len(mine) if mine else 0
        return mine[at:] + mine[:at]

    async def seek(self, partition: Partition, offset: int) -> None:
        """See Consumer."""
        if partition in self.assigned():
            self._next[partition] = offset
            self._shelf.wake()

    def assigned(self) -> frozenset[Partition]:
        """See Consumer."""
        return self._membership.has if self._settled == self._membership.round else frozenset()

    async def close(self) -> None:
        """See Consumer."""
        self._starting.forget()
        self._group.leave(self._membership)
        self._next = {}
        self._shelf.wake()
