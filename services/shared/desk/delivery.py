"""Knows a delivery: the bytes of one message as they came in, and what it is called."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256


@dataclass(slots=True)
class Delivery:
    """One message handed in. ``bron`` and ``levering`` name it for ever (CloudEvents source and id).

    ``ontvangen_op`` is an ISO 8601 moment in UTC. ``inhoud`` is dropped once it was read and sealed, to save memory.
    """

    bron: str
    levering: str
    inhoud: bytes
    ontvangen_op: str

    def fingerprint(self) -> bytes:
        """The SHA-256 of the bytes."""
        return sha256(self.inhoud).digest()
