"""Applies the rules of one step to a part: fast when all hold, complete and with prerequisites when one does not."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from functools import lru_cache
from itertools import repeat

from services.shared.standard.judged import Codes
from services.shared.standard.rule import Judge, Rule, Sees
from services.shared.standard.rules.listing import all_rules
from services.shared.verdict.finding import Breach, Level, Said

MESSAGE_LEVEL = (Level.MESSAGE,)
LATER_LEVELS = (Level.CROSS_MESSAGE, Level.EXTERNAL)


class RuleSet:
    """The rules of one step for one kind of part, in order of their prerequisites.

    ``alike``: the rules that see no more of a part than ``sees`` gives; ``each``: the rules that see all of it.
    """

    __slots__ = ("_judges", "alike", "each", "rules", "sees")

    def __init__(self, rules: Sequence[Rule]) -> None:
        """Raises ValueError when rules of this step that say what they see do not see the same, or when one of them
        builds on a rule that sees all: they are asked first."""
        self.rules = tuple(rules)
        self._judges = tuple(rule.judge for rule in rules)
        self.alike = tuple(rule for rule in rules if rule.sees is not None)
        self.each = tuple(rule for rule in rules if rule.sees is None)
        sights = {rule.sees for rule in rules if rule.sees is not None}
        if len(sights) > 1:
            raise ValueError("rules of one step that say what they see must see the same")
        if {rule.number for rule in self.each} & {number for rule in self.alike for number in rule.after}:
            raise ValueError("a rule that says what it sees cannot build on one that sees all")
        self.sees: Sees = sights.pop() if sights else _nothing

    def hold(self, parts: Sequence[object], view: object) -> bool:
        """True when every rule holds for every part, found out rule by rule: far cheaper than part by part."""
        if self.alike:
            kinds = {self.sees(part, view) or id(part): part for part in parts}.values()
            for rule in self.alike:
                if any(map(rule.judge, kinds, repeat(view))):
                    return False
        return not any(any(map(rule.judge, parts, repeat(view))) for rule in self.each)

    def broken(self, part: object, view: object) -> Sequence[Said]:
        """What the rules say that do not hold. Rules are pure, so the rare complete round may ask them again."""
        for judge in self._judges:
            if judge(part, view) is not None:
                return all_broken(self.rules, part, view)
        return ()


def all_broken(rules: Sequence[Rule], part: object, view: object) -> tuple[Said, ...]:
    """What these rules say that do not hold, each asked only when the rules it builds on do."""
    found: list[Said] = []
    numbers: set[str] = set()
    for rule in rules:
        if numbers and not numbers.isdisjoint(rule.after):
            continue
        said = rule.judge(part, view)
        if said is None:
            continue
        breaches = (said,) if isinstance(said, Breach) else said
        found += [said_of(rule, each) for each in breaches]
        if breaches:
            numbers.add(rule.number)
    return tuple(found)


def said_of(rule: Rule, breach: Breach) -> Said:
    """What is told about a breach."""
    figures, within = breach
    element = rule.element
    place = f"{within}/{element}" if within and element else within or element
    explanation = rule.explanation(figures)
    return Said(rule.number, rule.retourcode, rule.level, place, explanation, figures, rule.derived)


def _nothing(part: object, view: object) -> Hashable:
    return None


class _Looks:
    """What is known of all parts that look the same: what is said of each, and who else must be asked about each.

    Whoever makes one mistake makes it often, so what was said once of such a part is kept for the next. Figures alone
    do not tell twelve hours from twelve days; with the same looks they do.
    """

    __slots__ = ("_beside", "_kept", "_rules", "found", "judges")

    def __init__(self, found: tuple[Said, ...], rules: Sequence[Rule], *, keeping: bool = True) -> None:
        """``keeping`` is false for parts that do not look the same after all."""
        self.found, self._rules = found, rules
        self.judges = tuple(rule.judge for rule in rules)
        self._beside: dict[Judge, tuple[Rule, tuple[Judge, ...]]] = {}
        self._kept: dict[tuple[Judge, Breach], tuple[Said]] | None = {} if keeping else None

    def alone(self, judge: Judge, said: object, part: object, view: object) -> tuple[Said] | None:
        """What the first of these rules that is broken says when it is the only one, which is by far the most common;
        else None."""
        if self.found or not isinstance(said, Breach):
            return None
        rule, beside = self._beside.get(judge) or self._with_beside(judge)
        for other in beside:
            if other(part, view) is not None:
                return None
        kept = self._kept
        if kept is None:
            return (said_of(rule, said),)
        found = kept.get((judge, said))
        if found is None:
            found = kept[judge, said] = (said_of(rule, said),)
        return found

    def _with_beside(self, judge: Judge) -> tuple[Rule, tuple[Judge, ...]]:
        """The rule of this judge, with the judges after it that do not build on it."""
        at = self.judges.index(judge)
        rule = self._rules[at]
        later = tuple(each.judge for each in self._rules[at + 1 :] if rule.number not in each.after)
        self._beside[judge] = rule, later
        return rule, later


class Round:
    """The rules of one step over the parts of messages, where what rests on the looks of a part is judged once.

    The messages have in common what rules that say what they see find around a part.
    """

    __slots__ = ("_known", "_like_no_other", "_rules", "_sees")

    def __init__(self, rules: RuleSet) -> None:
        self._rules, self._sees = rules, rules.sees
        self._known: dict[Hashable, _Looks] = {}
        self._like_no_other = _Looks((), rules.rules, keeping=False)

    def broken(self, part: object, view: object) -> Sequence[Said]:
        """What the rules say that do not hold; as RuleSet says."""
        seen = self._sees(part, view)
        looks = self._known.get(seen) or self._looks(seen, part, view)
        for judge in looks.judges:
            said = judge(part, view)
            if said is not None:
                return looks.alone(judge, said, part, view) or all_broken(self._rules.rules, part, view)
        return looks.found

    def _looks(self, seen: Hashable, part: object, view: object) -> _Looks:
        """What is known of a part that looks like none before it."""
        if seen is None:
            return self._like_no_other
        found = all_broken(self._rules.alike, part, view)
        numbers = {each.rule for each in found}
        looks = self._known[seen] = _Looks(found, [rule for rule in self._rules.each if numbers.isdisjoint(rule.after)])
        return looks


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


def codes(found: Sequence[Said]) -> Codes:
    """The retourcodes of what is said of a part, each once, in order of rule."""
    if len(found) == 1:
        return (found[0].retourcode,)
    return tuple(dict.fromkeys(each.retourcode for each in found))
