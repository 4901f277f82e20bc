"""What follows on an attempt: growing pauses, and giving up."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from services.gateway.attempts import Again, Arrived, Away, Declined, Done, GivenUp, Plan, Result
from services.gateway.pauses import LONGEST_PAUSE_MS

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
