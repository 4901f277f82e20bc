"""Applies the rules of one step to a part: fast when all hold, complete and with prerequisites when one does not."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from functools import lru_cache
from typing import NamedTuple

from services.shared.standard.regional import RegionalRule
from services.shared.standard.rule import Judge, Rule, Sees
from services.shared.standard.rules.listing import all_rules
from services.shared.verdict.finding import Breach, Finding, Level

MESSAGE_LEVEL = (Level.MESSAGE,)
LATER_LEVELS = (Level.CROSS_MESSAGE, Level.EXTERNAL)


class Broken(NamedTuple):
    """A rule with the breach it found."""

    rule: Rule | RegionalRule
    breach: Breach


_Judges = tuple[Judge, ...]


class RuleSet:
    """The rules of one step for one kind of part, in order of their prerequisites.

    ``alike``: the rules that see no more of a part than ``sees`` gives; ``each``: the rules that see all of it.
    """

    __slots__ = ("_judges", "alike", "each", "rules", "sees")

    def __init__(self, rules: Sequence[Rule]) -> None:
        """Raises ValueError when the rules of this step do not see the same."""
        self.rules = tuple(rules)
        self._judges: _Judges = tuple(rule.judge for rule in rules)
        self.alike = tuple(rule for rule in rules if rule.sees is not None)
        self.each = tuple(rule for rule in rules if rule.sees is None)
        sights = {rule.sees for rule in rules if rule.sees is not None}
        if len(sights) > 1:
            raise ValueError("rules of one step that say what they see must see the same")
        self.sees: Sees = sights.pop() if sights else _nothing

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


def _nothing(part: object, view: object) -> Hashable:
    return None


def _failing(rules: Sequence[Rule], part: object, view: object) -> tuple[Rule, ...]:
    """The rules that do not hold, as ``all_broken`` finds them."""
    broken = {each.rule for each in all_broken(rules, part, view)}
    return tuple(rule for rule in rules if rule in broken)


class Round:
    """The rules of one step over the parts of one message, where parts that look the same are judged once."""

    __slots__ = ("_alike", "_beside", "_each", "_judges", "_known", "_rules", "_sees", "_together")

    def __init__(self, rules: RuleSet) -> None:
        self._rules, self._alike, self._each, self._sees = rules.rules, rules.alike, rules.each, rules.sees
        self._judges: _Judges = tuple(rule.judge for rule in rules.each)
        self._known: dict[Hashable, tuple[Rule, ...]] = {}
        self._together: dict[tuple[Rule, ...], tuple[Rule, ...]] = {}
        self._beside: dict[Rule, _Judges] = {}

    def broken(self, part: object, view: object) -> Sequence[Broken]:
        """All rules that do not hold; as RuleSet says."""
        seen = self._sees(part, view)
        failing = self._known.get(seen)
        if failing is None:
            failing = self._known[seen] = _failing(self._alike, part, view)
        if failing:
            alone = self._alone(failing[0], failing[0].judge(part, view), part, view) if len(failing) == 1 else None
            return alone or all_broken(self._with_each(failing), part, view)
        for judge in self._judges:
            said = judge(part, view)
            if said is not None:
                rule = self._each[self._judges.index(judge)]
                return self._alone(rule, said, part, view) or all_broken(self._each, part, view)
        return ()

    def _alone(self, rule: Rule, said: object, part: object, view: object) -> tuple[Broken] | None:
        """The one breach of this rule when no other rule is broken, which is by far the most common; else None."""
        if not isinstance(said, Breach):
            return None
        beside = self._beside.get(rule)
        if beside is None:
            asked = self._each if rule.sees is not None else self._each[self._each.index(rule) + 1 :]
            beside = self._beside[rule] = tuple(each.judge for each in asked if rule.number not in each.after)
        for judge in beside:
            if judge(part, view) is not None:
                return None
        return (Broken(rule, said),)

    def _with_each(self, failing: tuple[Rule, ...]) -> tuple[Rule, ...]:
        """These rules and those that see all, in order."""
        found = self._together.get(failing)
        if found is None:
            asked = {*failing, *self._each}
            found = self._together[failing] = tuple(rule for rule in self._rules if rule in asked)
        return found


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
    if breach.within:
        path = f"{path}/{breach.within}"
    return Finding(
        rule.number,
        rule.retourcode,
        rule.level,
        f"{path}/{rule.element}" if rule.element else path,
        rule.explanation(breach.figures),
        breach.figures,
        rule.derived,
    )
