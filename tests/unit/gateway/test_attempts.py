"""What follows on an attempt: growing pauses, giving up, and sparing a destination that is away."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from services.gateway.attempts import (
    LONGEST_PAUSE_MS,
    OPENS_AFTER,
    Again,
    Arrived,
    Away,
    Breaker,
    Declined,
    Done,
    GivenUp,
    Plan,
    Result,
)

PLAN = Plan(first_ms=5000, refusals=4)
results = st.one_of(st.just(Arrived()), st.just(Away("weg")), st.just(Declined("nee")))


def test_pauses_double_from_the_first_to_an_hour() -> None:
    assert [PLAN.pause_ms(n) // 1000 for n in range(1, 13)] == [
        5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600,
    ]  # fmt: skip
    assert PLAN.pause_ms(100_000) == LONGEST_PAUSE_MS


def test_what_arrived_is_done() -> None:
    assert PLAN.after(Arrived(), 7, 1000) == Done()


def test_a_destination_that_is_away_is_never_given_up() -> None:
    assert PLAN.after(Away("weg"), 1000, 0) == Again(LONGEST_PAUSE_MS, "weg")


def test_an_answer_that_is_declined_is_given_up_at_the_limit_and_not_before() -> None:
    assert PLAN.after(Declined("nee"), 3, 0) == Again(20_000, "nee")
    assert PLAN.after(Declined("nee"), 4, 0) == GivenUp("nee")


def test_the_breaker_opens_at_the_third_failure_in_a_row() -> None:
    breaker = Breaker(PLAN)
    for _ in range(OPENS_AFTER - 1):
        breaker = breaker.after(Away("weg"), 0)
        assert breaker.allowed(0) is None
    breaker = breaker.after(Away("weg"), 0)
    assert breaker.allowed(4999) == 0
    assert breaker.allowed(5000) == 1


def test_the_breaker_lets_one_through_after_each_pause_and_the_pause_grows() -> None:
    breaker, now = Breaker(PLAN), 0
    for _ in range(OPENS_AFTER):
        breaker = breaker.after(Away("weg"), now)
    for pause in (5000, 10_000, 20_000):
        assert breaker.allowed(now + pause - 1) == 0
        now += pause
        assert breaker.allowed(now) == 1
        breaker = breaker.after(Away("weg"), now)


def test_one_success_closes_the_breaker_and_so_does_a_refusal() -> None:
    for result in (Arrived(), Declined("nee")):
        breaker = Breaker(PLAN)
        for _ in range(9):
            breaker = breaker.after(Away("weg"), 0)
        assert breaker.tripped
        assert breaker.after(result, 0).allowed(0) is None


@given(st.lists(results, max_size=40))
def test_a_destination_is_never_spared_longer_than_an_hour(came: list[Result]) -> None:
    breaker = Breaker(PLAN)
    for now, result in enumerate(came):
        breaker = breaker.after(result, now)
        assert breaker.allowed(now + LONGEST_PAUSE_MS) != 0


@given(st.lists(results, max_size=40))
def test_an_answer_is_always_done_given_up_or_tried_again_later(came: list[Result]) -> None:
    for attempt, result in enumerate(came, 1):
        following = PLAN.after(result, attempt, 100)
        match following:
            case Again(at_ms, _):
                assert 100 < at_ms <= 100 + LONGEST_PAUSE_MS
            case Done():
                assert result == Arrived()
            case GivenUp():
                assert result == Declined("nee")
