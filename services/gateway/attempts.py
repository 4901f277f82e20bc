"""Decides what follows on an attempt to deliver: done, again after a growing pause, or given up. Pure.

A destination that is away is tried for ever: nothing is wrong with the answer. A destination that says no to this very
answer is asked some times more, and then the answer is set aside for a person to look at.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from services.gateway.pauses import pause_ms


@dataclass(frozen=True, slots=True)
class Arrived:
    """The destination has the answer."""


@dataclass(frozen=True, slots=True)
class Away:
    """The destination cannot take anything now. ``reason``: Dutch, from a closed list."""

    reason: str


@dataclass(frozen=True, slots=True)
class Declined:
    """The destination works, and says no to this answer. ``reason``: Dutch, from a closed list."""

    reason: str


Result = Arrived | Away | Declined


@dataclass(frozen=True, slots=True)
class Done:
    """Delivered."""


@dataclass(frozen=True, slots=True)
class Again:
    """Try again at ``at_ms`` (milliseconds since 1970)."""

    at_ms: int
    reason: str


@dataclass(frozen=True, slots=True)
class GivenUp:
    """Set aside."""

    reason: str


Next = Done | Again | GivenUp


@dataclass(frozen=True, slots=True)
class Plan:
    """``first_ms``: the first pause in milliseconds; each next is twice as long, an hour at most.

    ``refusals``: after so many attempts an answer that is declined is set aside.
    """

    first_ms: int = 5000
    refusals: int = 10

    def pause_ms(self, failures: int) -> int:
        """The pause after so many failures in a row (from 1)."""
        return pause_ms(self.first_ms, failures)

    def after(self, result: Result, attempt: int, now_ms: int) -> Next:
        """What follows on the result of this attempt (counted from 1)."""
        match result:
            case Arrived():
                return Done()
            case Away(reason):
                return Again(now_ms + self.pause_ms(attempt), reason)
            case Declined(reason):
                if attempt >= self.refusals:
                    return GivenUp(reason)
                return Again(now_ms + self.pause_ms(attempt), reason)
            case _:
                assert_never(result)
