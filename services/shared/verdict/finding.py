"""Knows what a rule can say of one part of a message: nothing, or a breach with the figures that decided it."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

Figure = int | str
Figures = tuple[tuple[str, Figure], ...]


class Level(StrEnum):
    """The four controleniveaus of the standard (rules.json, ``levels``)."""

    XSD = "xsd"
    MESSAGE = "message"
    CROSS_MESSAGE = "cross-message"
    EXTERNAL = "external"

    @property
    def number(self) -> int:
        """The controleniveau as the standard counts it, 1 to 4."""
        return _NUMBERS[self]


_NUMBERS = {Level.XSD: 1, Level.MESSAGE: 2, Level.CROSS_MESSAGE: 3, Level.EXTERNAL: 4}


class Breach(NamedTuple):
    """A rule that does not hold for a part.

    ``figures`` are the amounts, volumes, counts and dates that decided it, by a Dutch name; never a person's data.
    ``within`` is the place relative to the judged part (``Clienten/Client[2]``) when the rule looks at a larger part
    than the one that is at fault; None means the judged part itself.
    """

    figures: Figures = ()
    within: str | None = None


def breach(*, within: str | None = None, **figures: Figure) -> Breach:
    """Make a breach: ``breach(geleverd=63, ruimte=62)``."""
    return _made(Breach, (tuple(figures.items()), within))


class Said(NamedTuple):
    """What is said of a part for which one rule does not hold; the same for all parts for which it does not hold alike.

    ``place`` is relative to the part, empty for the part as a whole. ``explanation`` is Dutch: why, and what to do now.
    """

    rule: str
    retourcode: str
    level: Level
    place: str
    explanation: str
    figures: Figures = ()
    derived: bool = False

    def at(self, path: str) -> Finding:
        """The finding when the part stands at ``path`` of its message."""
        return _made(Finding, (self, f"{path}/{self.place}" if self.place else path))


class Finding(NamedTuple):
    """What is said at one place of a message.

    ``path`` leads to the place by position (``/Bericht/Declaratie/Clienten/Client[2]``), never by a person's data.
    """

    said: Said
    path: str


_made = tuple.__new__  # makes a NamedTuple without the detour through a Python function of its own
