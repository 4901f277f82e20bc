"""Knows what a rule is: a pure function of one part and what surrounds it, with its facts declared beside it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import cache
from string import Formatter
from typing import Any

from services.shared.verdict.finding import Breach, Figures, Level

Judgement = Breach | Sequence[Breach] | None
Judge = Callable[[Any, Any], Judgement]
Sees = Callable[[Any, Any], Hashable]


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A rule of the standard for one kind of part; equal only to itself.

    A rule number that looks at several kinds of part has one Rule for each, in the same module.

    ``number``      the number in the standard (TR321), or JW303-<code> for a derived rule of release 2.3
    ``retourcode``  the code that the answer carries
    ``level``       the controleniveau
    ``message``     JW301, JW303 or JW323
    ``over``        the type of the part that is judged
    ``element``     the element that the finding points at, relative to the part; empty for the part itself
    ``after``       numbers of rules that must hold first: where one of them is broken this one is not judged
    ``needs_contract``  true when the rule cannot be judged without the region file in force
    ``why``, ``what_now``  Dutch templates over the figures: what is wrong, and what the sender does now
    ``judge``       (part, view) -> None when it holds, otherwise the breach or breaches
    ``derived``     true when no document of the standard states the rule itself
    ``sees``        (part, view) -> all that decides what it says, beside what is the same for the whole message; parts
                    that look the same need to be judged once, and one for which it gives None looks like no other.
                    None for a rule that sees all of a part
    """

    number: str
    retourcode: str
    level: Level
    message: str
    over: type
    element: str
    after: tuple[str, ...]
    needs_contract: bool
    why: str
    what_now: str
    judge: Judge
    derived: bool = False
    sees: Sees | None = None

    def __call__(self, part: Any, view: Any) -> Judgement:
        """Judge one part."""
        return self.judge(part, view)

    def explanation(self, figures: Figures) -> str:
        """The Dutch explanation with these figures filled in: why, and what to do now."""
        known = dict(figures)
        told: list[str] = []
        for text, name in _pieces(self.why, self.what_now):
            told.append(text)
            if name is not None:
                told.append(f"{known[name]}")
        return "".join(told)


@cache
def _pieces(why: str, what_now: str) -> tuple[tuple[str, str | None], ...]:
    """The template of an explanation as texts, each with the figure that follows it."""
    return tuple((text, name) for text, name, _, _ in Formatter().parse(f"{why} {what_now}".strip()))


def rule(
    number: str,
    *,
    retourcode: str,
    level: Level,
    message: str,
    over: type,
    why: str,
    what_now: str,
    element: str = "",
    after: tuple[str, ...] = (),
    needs_contract: bool = False,
    derived: bool = False,
    sees: Sees | None = None,
) -> Callable[[Judge], Rule]:
    """Declare a function as the rule with these facts."""

    def declared(judge: Judge) -> Rule:
        return Rule(
            number,
            retourcode,
            level,
            message,
            over,
            element,
            after,
            needs_contract,
            why,
            what_now,
            judge,
            derived,
            sees,
        )

    return declared
