"""Divides the partitions of the embedded log over the members of a group, all within one process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from services.shared.platform.log.port import Partition


@dataclass(slots=True)
class Membership:
    """What one member has. ``round`` rises whenever the partitions are divided again."""

    name: str
    topics: Sequence[str]
    round: int = 0
    has: frozenset[Partition] = frozenset()


@dataclass(slots=True)
class Group:
    """The members of one group. ``count`` gives the number of partitions of a topic."""

    count: Callable[[str], int]
    members: dict[str, Membership] = field(default_factory=dict)

    def join(self, name: str, topics: Sequence[str]) -> Membership:
        """A member comes; one that had the same name has nothing any more."""
        self._empty(self.members.get(name))
        joined = self.members[name] = Membership(name, tuple(topics))
        self._divide()
        return joined

    def leave(self, leaving: Membership) -> None:
        """A member goes, unless another took its name already."""
        if self.members.get(leaving.name) is leaving:
            del self.members[leaving.name]
            self._divide()
        self._empty(leaving)

    def _divide(self) -> None:
        """Partition 3 of every topic goes to the same member, as far as the members read the same topics."""
        shares: dict[str, set[Partition]] = {name: set() for name in self.members}
        for topic in {topic for member in self.members.values() for topic in member.topics}:
            names = sorted(name for name, member in self.members.items() if topic in member.topics)
            for number in range(self.count(topic)):
                shares[names[number % len(names)]].add(Partition(topic, number))
        for name, member in self.members.items():
            member.has = frozenset(shares[name])
            member.round += 1

    @staticmethod
    def _empty(member: Membership | None) -> None:
        if member is not None:
            member.has = frozenset()
            member.round += 1
