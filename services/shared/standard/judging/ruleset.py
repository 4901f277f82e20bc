"""Applies the rules of one step to a part: fast when all hold, complete and with prerequisites when one does not."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from services.shared.standard.regional import RegionalRule
from services.shared.standard.rule import Rule, Sees
from services.shared.standard.rules.listing import all_rules
from services.shared.verdict.finding import Breach, Finding, Level

MESSAGE_LEVEL = (Level.MESSAGE,)
LATER_LEVELS = (Level.CROSS_MESSAGE, Level.EXTERNAL)


class Broken(NamedTuple):
    """A rule with the breach it found."""

    rule: Rule | RegionalRule
    breach: Breach


_Judges = tuple[Callable[[Any, Any], object], ...]


class RuleSet:
    """The rules of one step for one kind of part, in order of their prerequisites.

    ``alike``: the judges that see the same of a part, by what they see; ``each``: the rules that see all of it.
    """

    __slots__ = ("_judges", "alike", "each", "each_judges", "rules")

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        self._judges: _Judges = tuple(rule.judge for rule in rules)
        by_sight: dict[Sees, _Judges] = {}
        for rule in rules:
            if rule.sees is not None:
                by_sight[rule.sees] = (*by_sight.get(rule.sees, ()), rule.judge)
        self.alike = tuple(by_sight.items())
        self.each = tuple(rule for rule in rules if rule.sees is None)
        self.each_judges: _Judges = tuple(rule.judge for rule in self.each)

    def broken(self, part: object, view: object) -> Sequence[Broken]:
        """All rules that do not hold. Rules are pure, so the rare complete round may ask them again."""
        for judge in self._judges:
            if judge(part, view) is not None:
                return all_broken(self.rules, part, view)
        return ()


def all_broken(rules: Sequence[Rule], part: object, view: object) -> Sequence[Broken]:
    """All of these rules that do not hold, each only when the rules it builds on do; the others must hold."""
    found: list[Broken] = []
    numbers: set[str] = set()
    for rule in rules:
        if numbers and not numbers.isdisjoint(rule.after):
            continue
        said = rule.judge(part, view)
        if said is None:
            continue
        breaches = (said,) if isinstance(said, Breach) else said
        found += [Broken(rule, each) for each in breaches]
        if breaches:
            numbers.add(rule.number)
    return found


class Round:
    """The rules of one step over the parts of one message, where parts that look the same are judged once."""

    __slots__ = ("_alike", "_judges", "_rules")

    def __init__(self, rules: RuleSet) -> None:
        held: list[set[Hashable]] = [set() for _ in rules.alike]
        self._rules, self._judges = rules, rules.each_judges
        self._alike = [(sees, judges, known) for (sees, judges), known in zip(rules.alike, held, strict=True)]

    def broken(self, part: object, view: object) -> Sequence[Broken]:
        """All rules that do not hold; as RuleSet says."""
        for sees, judges, held in self._alike:
            seen = sees(part, view)
            if seen not in held:
                for judge in judges:
                    if judge(part, view) is not None:
                        return all_broken(self._rules.rules, part, view)
                held.add(seen)
        for judge in self._judges:
            if judge(part, view) is not None:
                return all_broken(self._rules.each, part, view)
        return ()


@lru_cache(maxsize=128)
def rule_set(
    message: str,
    over: Hashable,
    levels: tuple[Level, ...],
    contract: bool = True,
    only: frozenset[str] | None = None,
    without: frozenset[str] = frozenset(),
) -> RuleSet:
    """The rules for a kind of part at these levels; without ``contract`` those that need one are left out.

    ``without``: numbers of rules for which a rule of the region stands in.
    """
    return RuleSet(
        [
            rule
            for rule in all_rules()
            if rule.message == message
            and rule.over is over
            and rule.level in levels
            and (contract or not rule.needs_contract)
            and (only is None or rule.number in only)
            and rule.number not in without
        ]
    )


def contract_rules(message: str, over: type) -> frozenset[str]:
    """The numbers of the rules that are not judged for want of a region file."""
    return frozenset(
        rule.number for rule in all_rules() if rule.message == message and rule.over is over and rule.needs_contract
    )


def codes(broken: Sequence[Broken]) -> tuple[str, ...]:
    """The retourcodes of these breaches, each once, in order of rule."""
    if len(broken) == 1:
        return (broken[0].rule.retourcode,)
    return tuple(dict.fromkeys(each.rule.retourcode for each in broken))


def finding(broken: Broken, path: str) -> Finding:
    """What is told about a breach; ``path`` is that of the judged part."""
    rule, breach = broken
    steps = [path, breach.within, rule.element]
    return Finding(
        rule.number,
        rule.retourcode,
        rule.level,
        "/".join(step for step in steps if step),
        rule.explanation(breach.figures),
        breach.figures,
        rule.derived,
    )
