"""Finds the rules: every Rule that stands in a module of this package, each after the rules it builds on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from heapq import heapify, heappop, heappush
from importlib import import_module
from pkgutil import iter_modules

from services.shared.standard import rules as package
from services.shared.standard.rule import Rule
from services.shared.verdict.finding import Level

_OTHERS = frozenset(("listing", "table"))


@lru_cache(maxsize=1)
def all_rules() -> tuple[Rule, ...]:
    """Every rule: prerequisites first, otherwise by number. Raises ValueError as ``in_order`` does."""
    found = dict.fromkeys(rule for module in rule_modules() for rule in rules_in(module))
    return in_order(found)


@lru_cache(maxsize=256)
def rules_for(message: str, over: type | None = None, levels: tuple[Level, ...] = tuple(Level)) -> tuple[Rule, ...]:
    """The rules for one message, for one kind of part or for all, at these levels; in the order of ``all_rules``."""
    return tuple(
        rule for rule in all_rules() if rule.message == message and over in (None, rule.over) and rule.level in levels
    )


def rule_modules() -> list[str]:
    """The names of the modules that hold rules, without the package, in alphabetical order."""
    return sorted(module.name for module in iter_modules(package.__path__) if module.name not in _OTHERS)


def rules_in(module: str) -> list[Rule]:
    """The rules of one module, in the order in which they stand there."""
    loaded = import_module(f"{package.__name__}.{module}")
    return [value for value in vars(loaded).values() if isinstance(value, Rule)]


def in_order(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """The rules with every prerequisite before what builds on it, and by number and message where there is a choice.

    Raises ValueError when a rule names a prerequisite that does not exist for the same part, or one that in the end
    builds on the rule itself.
    """
    rules = sorted(rules, key=lambda rule: (rule.number, rule.message, rule.over.__name__))
    waits_for = [_prerequisites(rule, rules) for rule in rules]
    ready = [at for at, before in enumerate(waits_for) if not before]
    heapify(ready)
    ordered: list[int] = []
    while ready:
        done = heappop(ready)
        ordered.append(done)
        for at, before in enumerate(waits_for):
            if done in before:
                before.remove(done)
                if not before:
                    heappush(ready, at)
    if len(ordered) < len(rules):
        circle = sorted({rules[at].number for at, before in enumerate(waits_for) if before})
        raise ValueError(f"these rules wait for each other: {', '.join(circle)}")
    return tuple(rules[at] for at in ordered)


def _prerequisites(rule: Rule, rules: Sequence[Rule]) -> set[int]:
    """The positions of the rules that must come first; a prerequisite of another kind of part would have no effect."""
    before: set[int] = set()
    for number in rule.after:
        same = {
            at
            for at, other in enumerate(rules)
            if other.number == number and other.message == rule.message and other.over is rule.over
        }
        if not same:
            raise ValueError(f"{rule.number} for {rule.message} comes after {number}, which does not judge that part")
        before |= same
    return before
