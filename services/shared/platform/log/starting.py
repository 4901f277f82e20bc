"""Asks a reader where to start what it was handed, without keeping a poll longer than it may take."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from services.shared.platform.log.port import OnAssigned, Partition


class Starting:
    """One question at a time: a reader whose database is away may take long to answer, and polls wait on for it."""

    def __init__(self, on_assigned: OnAssigned) -> None:
        self._on_assigned = on_assigned
        self._question: tuple[int, asyncio.Future[dict[Partition, int]]] | None = None

    async def ask(self, this_round: int, partitions: Sequence[Partition], until: float) -> dict[Partition, int] | None:
        """The answer for this round of handing out; None when it is not there at ``until`` (loop time): ask again."""
        if self._question is None or self._question[0] != this_round:
            self.forget()
            self._question = this_round, asyncio.ensure_future(self._on_assigned(partitions))
        answer = self._question[1]
        left = until - asyncio.get_running_loop().time()
        done, _ = await asyncio.wait([answer], timeout=max(0.0, left))
        if not done:
            return None
        self._question = None
        return answer.result()

    def forget(self) -> None:
        """The question no longer matters."""
        if self._question is not None:
            self._question[1].cancel()
            self._question = None
