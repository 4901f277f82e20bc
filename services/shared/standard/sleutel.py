"""Knows when parts of a message share a logical key."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import NamedTuple


class Herhaling(NamedTuple):
    """A part whose key was used before; positions count from 1."""

    positie: int
    eerste: int


def herhalingen(sleutels: Iterable[Hashable]) -> list[Herhaling]:
    """Every later part that repeats the key of an earlier one, with the position of the first that had it."""
    eerste: dict[Hashable, int] = {}
    gevonden: list[Herhaling] = []
    for positie, sleutel in enumerate(sleutels, start=1):
        eerder = eerste.setdefault(sleutel, positie)
        if eerder != positie:
            gevonden.append(Herhaling(positie, eerder))
    return gevonden
