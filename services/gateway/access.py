"""Decides who may hand in and fetch: who has the token, or without a token only this machine itself."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

_PASSED_ON = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


@dataclass(frozen=True, slots=True)
class Denied:
    """No access: the HTTP status, and why in Dutch without anything of the request."""

    status: int
    detail: str


_NO_TOKEN = Denied(401, "Geef het token van de inname mee: Authorization: Bearer TOKEN.")
_NOT_LOCAL = Denied(
    403, "Zonder token is de inname alleen open voor deze machine zelf. Zet SLUIS_INTAKE_TOKEN om haar te openen."
)


@dataclass(frozen=True, slots=True)
class Access:
    """The rule. ``token`` None: open on the loopback address only, for a request that no proxy passed on."""

    token: str | None

    def check(self, peer: str | None, headers: Mapping[str, str]) -> Denied | None:
        """None when the request may come in; ``peer`` is the address it came from."""
        if self.token is not None:
            return None if self._has_token(headers.get("authorization", ""), self.token) else _NO_TOKEN
        passed_on = any(name in headers for name in _PASSED_ON)
        local = _is_loopback(peer or "") and _is_local_host(headers.get("host", ""))
        return None if local and not passed_on else _NOT_LOCAL

    @staticmethod
    def _has_token(header: str, token: str) -> bool:
        scheme, _, given = header.partition(" ")
        return hmac.compare_digest(given.strip().encode(), token.encode()) and scheme.lower() == "bearer"


def _is_local_host(host: str) -> bool:
    """Whether the Host header names this machine, so that a name under another's control does not lead here."""
    name = host.rpartition("]")[0].lstrip("[") if host.startswith("[") else host.partition(":")[0]
    return name.lower() == "localhost" or _is_loopback(name)


def _is_loopback(address: str) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        return found.ipv4_mapped.is_loopback
    return found.is_loopback
