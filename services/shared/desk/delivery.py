"""Knows a delivery: the bytes of one message as they came in, and what it is called."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256


@dataclass(slots=True)
class Delivery:
    """One message handed in. ``bron`` and ``levering`` name it for ever (CloudEvents source and id).

    ``ontvangen_op`` is an ISO 8601 moment in UTC. ``inhoud`` is dropped once it was read and sealed, to save memory.
    ``trace`` is the W3C traceparent it came with, which its answer and its events carry on.
    """

    bron: str
    levering: str
    inhoud: bytes
    ontvangen_op: str
    trace: str | None = None
    _fingerprint: bytes | None = field(default=None, repr=False)

    def fingerprint(self) -> bytes:
        """The SHA-256 of the bytes, which is worked out once and outlives them."""
        if self._fingerprint is None:
            self._fingerprint = sha256(self.inhoud).digest()
        return self._fingerprint
