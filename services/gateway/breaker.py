"""Spares a destination that is away: after three failures in a row one attempt per pause, until one succeeds. Pure.

It is tried again after at most the current pause, so a destination that is back is found within that pause. Attempts
that were under way together when it went away are one failure of the destination for that pause, not one each.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from services.gateway.pauses import pause_ms

OPENS_AFTER = 3
"""Failures in a row at which the destination counts as away, at first for no longer than the first pause."""


@dataclass(frozen=True, slots=True)
class Breaker:
    """``failures``: of the destination, in a row. ``closed_until_ms``: until when nothing goes, once it is tripped."""

    first_ms: int
    failures: int = 0
    closed_until_ms: int = 0

    @property
    def tripped(self) -> bool:
        """Whether the destination counts as away."""
        return self.failures >= OPENS_AFTER

    def allowed(self, now_ms: int) -> int | None:
        """How many attempts may be under way now; None for any number."""
        if not self.tripped:
            return None
        return 1 if now_ms >= self.closed_until_ms else 0

    def after(self, away: bool, now_ms: int) -> Breaker:
        """The breaker after an attempt. ``away``: it failed at the destination; any answer, a no too, is no failure."""
        if not away:
            return Breaker(self.first_ms)
        if self.tripped and now_ms < self.closed_until_ms:
            return self  # it was under way when the breaker opened: known already
        failures = self.failures + 1
        pause = pause_ms(self.first_ms, failures - OPENS_AFTER + 1)
        return replace(self, failures=failures, closed_until_ms=now_ms + pause)
