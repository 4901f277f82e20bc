"""Knows the five ways in which the judging of a message can end."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """How a message ended; the values stand in ``verdict.json``."""

    ACCEPTED = "accepted"
    PARTLY_ACCEPTED = "partly_accepted"
    REJECTED = "rejected"
    UNREADABLE = "unreadable"
    PARKED = "parked"
