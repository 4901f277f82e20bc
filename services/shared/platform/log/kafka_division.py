"""Divides partitions over the members of a Kafka group, and lets every member see what was divided.

A static member that comes back gets its old share without a new division: that is why it reads again at once. But
nobody may then notice that a topic got more partitions meanwhile. So whoever divides writes on each share, on its
*stamp*, how many partitions the member's topics had; a member that sees something else asks for a new division.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from aiokafka.coordinator.assignors.range import RangePartitionAssignor
from aiokafka.coordinator.protocol import ConsumerProtocolMemberAssignment, ConsumerProtocolMemberMetadata


def stamp_of(counts: Mapping[str, int]) -> bytes:
    """What is written on a share of topics with so many partitions."""
    return json.dumps(counts, sort_keys=True).encode()


def static_name(member: str, topics: Iterable[str]) -> str:
    """The name under which a member is known; other topics make it another member, for it could not use its share."""
    return f"{member}-{sha256(' '.join(sorted(topics)).encode()).hexdigest()[:6]}"


class Division(RangePartitionAssignor):  # type: ignore[misc]
    """Gives equal numbers of all topics to one member, so that one process owns a ledger.

    ``stamp`` is that of the share that this member has; raising ``wish`` before joining again asks for a new division,
    because Kafka divides again when a member describes itself otherwise.
    """

    def __init__(self) -> None:
        self.stamp: bytes | None = None
        self.wish = 0

    def metadata(self, topics: Iterable[str]) -> Any:
        """See AbstractPartitionAssignor. Topics are named in one order, so that equal members have equal bytes."""
        return ConsumerProtocolMemberMetadata(self.version, sorted(topics), str(self.wish).encode())

    def assign(self, cluster: Any, members: Mapping[str, Any]) -> dict[str, Any]:
        """See AbstractPartitionAssignor."""
        shares = RangePartitionAssignor.assign(cluster, members)
        return {
            member: ConsumerProtocolMemberAssignment(
                self.version, share.assignment, stamp_of(_counts(cluster, members[member].subscription))
            )
            for member, share in shares.items()
        }

    def on_assignment(self, assignment: Any) -> None:
        """See AbstractPartitionAssignor."""
        self.stamp = assignment.user_data


def _counts(cluster: Any, topics: Iterable[str]) -> dict[str, int]:
    return {topic: len(cluster.partitions_for_topic(topic) or ()) for topic in topics}
