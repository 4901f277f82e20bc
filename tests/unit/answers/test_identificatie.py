"""The identification of an answer: the same for the same cause, and fit for the standard."""

from __future__ import annotations

import re

from services.shared.standard.answers.identificatie import identificatie


def test_it_never_changes_between_releases_of_the_program() -> None:
    assert identificatie("JW325", "0193", "65656055", "D2025050001") == "M39C3B589LFX"


def test_it_is_twelve_capitals_and_digits_and_starts_with_a_letter() -> None:
    found = {identificatie("JW325", str(number)) for number in range(2000)}
    assert len(found) == 2000
    assert all(re.fullmatch("[A-Z][0-9A-Z]{11}", each) for each in found)
    assert len({each[0] for each in found}) == 26


def test_where_one_part_ends_and_the_next_begins_matters() -> None:
    assert (
        len({identificatie("ab", "c"), identificatie("a", "bc"), identificatie("abc"), identificatie("abc", "")}) == 4
    )
