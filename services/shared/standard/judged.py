"""Knows what judging decides for the answer: which retourcodes stand on which class, and what is granted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

NOTHING_TO_REMARK = "0200"
NOT_ASSESSED = "0233"
TECHNICALLY_REJECTED = "0001"
GRANTED_IN_FULL = "8001"
OUTSIDE_CONTRACT = "S329"

Codes = tuple[str, ...]


class JudgedPrestatie(NamedTuple):
    """A line that goes back: its position (from 0) among the lines of its client, and its codes."""

    position: int
    codes: Codes


class JudgedClient(NamedTuple):
    """A client that goes back: his position (from 0) in the message, his codes, and his lines that go back."""

    position: int
    codes: Codes
    prestaties: tuple[JudgedPrestatie, ...]


class Judged323(NamedTuple):
    """The decision on a JW323 (responses.md 2 and 4).

    ``header`` is always filled. ``declaratie`` is empty for a header-only answer; otherwise 8001, 0200 or the codes
    that refuse the declaration. ``clienten`` holds only clients and lines that go back, in order of the message.
    ``toegekend`` is the net granted amount in eurocents, negative for credit.
    """

    header: Codes
    declaratie: Codes
    clienten: tuple[JudgedClient, ...]
    toegekend: int


class Judged301(NamedTuple):
    """The decision on a JW301 (responses.md 2 and 3).

    ``header`` is empty when everything is correct. ``classes`` is None for a header-only answer; otherwise it maps
    the path of a class (``Client``, ``Client/ToegewezenProducten/ToegewezenProduct[2]``; positions from 1) to its own
    codes, and every class that is not named carries 0200.
    """

    header: Codes
    classes: Mapping[str, Codes] | None


class Judged303(NamedTuple):
    """The decision on a JW303 (responses.md 5), derived. Fields as in Judged323; ``header`` carries 8001, 0200 or the
    codes that refuse the whole message."""

    header: Codes
    clienten: tuple[JudgedClient, ...]
    toegekend: int
