"""Sparing a destination that is away, whether answers go there or envelopes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from services.gateway.breaker import OPENS_AFTER, Breaker
from services.gateway.pauses import LONGEST_PAUSE_MS

FIRST_MS = 5000


def after_failures(count: int) -> Breaker:
    """After so many failures, each of an attempt that was made as soon as it might be."""
    breaker = Breaker(FIRST_MS)
    for _ in range(count):
        breaker = breaker.after(True, breaker.closed_until_ms if breaker.tripped else 0)
    return breaker


def test_the_breaker_opens_at_the_third_failure_in_a_row() -> None:
    for failures in range(OPENS_AFTER):
        assert after_failures(failures).allowed(0) is None
    breaker = after_failures(OPENS_AFTER)
    assert breaker.allowed(4999) == 0
    assert breaker.allowed(5000) == 1


def test_one_at_a_time_tries_the_way_however_long_ago_the_pause_ended() -> None:
    assert after_failures(OPENS_AFTER).allowed(10 * LONGEST_PAUSE_MS) == 1


def test_the_breaker_lets_one_through_after_each_pause_and_the_pause_grows() -> None:
    breaker, now = after_failures(OPENS_AFTER), 0
    for pause in (5000, 10_000, 20_000):
        assert breaker.allowed(now + pause - 1) == 0
        now += pause
        assert breaker.allowed(now) == 1
        breaker = breaker.after(True, now)


def test_after_many_failures_it_is_tried_again_within_an_hour() -> None:
    before, last = after_failures(40), after_failures(41)
    assert last.closed_until_ms - before.closed_until_ms == LONGEST_PAUSE_MS


def test_attempts_that_were_under_way_together_do_not_make_the_pause_longer() -> None:
    breaker = Breaker(FIRST_MS)
    for _ in range(8):
        breaker = breaker.after(True, 0)
    assert breaker.allowed(FIRST_MS) == 1
    assert breaker.after(True, FIRST_MS).allowed(3 * FIRST_MS) == 1


def test_one_attempt_that_did_not_fail_closes_the_breaker() -> None:
    breaker = after_failures(9)
    assert breaker.tripped
    assert breaker.after(False, 0) == Breaker(FIRST_MS)
    assert breaker.after(False, 0).allowed(0) is None


@given(st.lists(st.booleans(), max_size=40))
def test_a_destination_is_never_spared_longer_than_an_hour(came: list[bool]) -> None:
    breaker = Breaker(FIRST_MS)
    for now, away in enumerate(came):
        breaker = breaker.after(away, now)
        assert breaker.allowed(now + LONGEST_PAUSE_MS) != 0
