"""Knows how we come in at Kafka: in the open or over TLS, and as whom; a password never shows itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from ssl import SSLContext
from typing import Any, Literal

Protocol = Literal["plaintext", "ssl", "sasl_plaintext", "sasl_ssl"]
Mechanism = Literal["plain", "scram-sha-256", "scram-sha-512"]


@dataclass(frozen=True, slots=True)
class KafkaSecurity:
    """``tls`` belongs to the two protocols with ssl in their name, the rest to the two with sasl."""

    protocol: Protocol = "plaintext"
    tls: SSLContext | None = field(default=None, repr=False)
    mechanism: Mechanism | None = None
    user: str = ""
    password: str = field(default="", repr=False)

    def client(self) -> dict[str, Any]:
        """What every client of the library is told."""
        told: dict[str, Any] = {"security_protocol": self.protocol.upper(), "ssl_context": self.tls}
        if self.mechanism is not None:
            told["sasl_mechanism"] = self.mechanism.upper()
            told["sasl_plain_username"] = self.user
            told["sasl_plain_password"] = self.password
        return told


PLAINTEXT = KafkaSecurity()
"""In the open, as nobody: for a Kafka on the same machine or in a closed network."""
