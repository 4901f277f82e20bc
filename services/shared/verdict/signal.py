"""Knows what a regional rule says of a part, and what of it stays in the verdict as a signal."""

from __future__ import annotations

from typing import NamedTuple

from services.shared.verdict.finding import Figures


class Remark(NamedTuple):
    """What a regional rule says of a part.

    ``rejects``: the part is refused; ``silent``: it is only counted. With neither it is a signal. ``judged`` is false
    when the rule could not be judged, which never rejects. ``retourcode`` is None where the standard has no code for
    it. ``element`` is relative to the part; ``explanation`` is Dutch.
    """

    rule: str
    rejects: bool
    silent: bool
    element: str
    explanation: str
    judged: bool
    retourcode: str | None
    figures: Figures


class Signal(NamedTuple):
    """Something told beside an acceptance. ``path`` leads to the place by position, never by a person's data."""

    rule: str
    path: str
    explanation: str
    judged: bool
