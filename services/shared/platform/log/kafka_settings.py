"""Knows how we talk to Kafka: every setting that matters, said out loud, with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from services.shared.platform.log.kafka_division import Division
from services.shared.platform.log.kafka_security import PLAINTEXT, KafkaSecurity
from services.shared.platform.log.size import MAX_BYTES


@dataclass(frozen=True, slots=True)
class KafkaSettings:
    """Where Kafka is (``HOST:PORT,HOST:PORT``) and how long things may take, in seconds.

    ``session``: how long a member that was killed keeps its partitions; it should be back under its name before that.
    ``append``: how long an append may hang before it is given up. ``security``: how every client comes in.
    """

    bootstrap: str
    session: float = 45.0
    append: float = 15.0
    request: float = 10.0
    reachable: float = 3.0
    security: KafkaSecurity = PLAINTEXT

    def _client(self, request: float) -> dict[str, Any]:
        return {
            "bootstrap_servers": self.bootstrap,
            "client_id": "sluis",
            "request_timeout_ms": int(request * 1000),
            "retry_backoff_ms": 100,
            "metadata_max_age_ms": 30_000,  # new topics and partitions are seen within half a minute
            "connections_max_idle_ms": 540_000,
            **self.security.client(),
        }

    def producer(self) -> dict[str, Any]:
        """Nothing is lost or doubled by a retry of the library; batches of XML shrink some twentyfold."""
        return {
            **self._client(self.request),
            "acks": "all",
            "enable_idempotence": True,
            "compression_type": "zstd",
            "linger_ms": 0,  # we hand over whole batches; waiting for more would only cost time
            "max_batch_size": 1_000_000,
            "max_request_size": MAX_BYTES,
        }

    def _fetching(self) -> dict[str, Any]:
        return {
            "enable_auto_commit": False,
            "auto_offset_reset": "earliest",
            "isolation_level": "read_committed",
            "check_crcs": True,
            "fetch_min_bytes": 1,
            "fetch_max_wait_ms": 500,
            # Limits count compressed bytes and a first batch always arrives: small limits, large records.
            "max_partition_fetch_bytes": 1_000_000,
            "fetch_max_bytes": 4_000_000,
        }

    def member(self, group: str, name: str, division: Division) -> dict[str, Any]:
        """A static member: killed and back under its name within the session, it finds its partitions at once."""
        rebalance = min(self.session, 30.0)
        return {
            **self._client(rebalance + 5),  # joining a group waits for the others
            **self._fetching(),
            "group_id": group,
            "group_instance_id": name,
            "partition_assignment_strategy": (division,),
            "session_timeout_ms": int(self.session * 1000),
            "heartbeat_interval_ms": int(min(3.0, self.session / 4) * 1000),
            "rebalance_timeout_ms": int(rebalance * 1000),
            "max_poll_interval_ms": 3_600_000,  # a service that stopped reading on purpose stays a member
        }

    def reader(self) -> dict[str, Any]:
        """Reads outside any group what is there already: a fetch that waits for more would hold up the next."""
        return {**self._client(self.request), **self._fetching(), "fetch_max_wait_ms": 10, "group_id": None}

    def admin(self) -> dict[str, Any]:
        """Asks about the cluster."""
        return self._client(self.request)
