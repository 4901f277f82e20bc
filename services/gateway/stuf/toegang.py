"""Decides who may send envelopes: by the OIN of a certificate, by that which a proxy gives, or this machine.

Two questions are kept apart: who is this (asked before anything is read), and may they send for this organisation.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any, Literal

from services.gateway.access import Access, Denied

_OIN = re.compile(r"[0-9]{20}")
_SPLIT = re.compile(r"[;\n]")
ALL = "*"
INNAME = "inname"
_NO_CERTIFICATE = Denied(403, "Een clientcertificaat met OIN is nodig om enveloppen aan te leveren.")
_NO_OIN = Denied(403, "Het verzoek noemt geen OIN waarmee enveloppen aangeleverd mogen worden.")
_UNKNOWN_OIN = Denied(403, "Deze OIN mag hier geen enveloppen aanleveren.")
_NOT_LOCAL = Denied(403, "Enveloppen worden hier alleen van deze machine zelf aangenomen.")


@dataclass(frozen=True, slots=True)
class Rechten:
    """For which organisations each OIN may send; ``*`` stands for all."""

    per_oin: Mapping[str, frozenset[str]]


def lees_rechten(text: str) -> Rechten:
    """Understand ``OIN=0193,65656055;OIN=*``, one rule per line or semicolon; raises ValueError."""
    found: dict[str, frozenset[str]] = {}
    for rule in filter(None, (part.partition("#")[0].strip() for part in _SPLIT.split(text))):
        oin, _, names = rule.partition("=")
        organisations = frozenset(name.strip() for name in names.split(",") if name.strip())
        if not _OIN.fullmatch(oin.strip()) or not organisations:
            raise ValueError("OIN=organisatie,organisatie")
        found[oin.strip()] = found.get(oin.strip(), frozenset()) | organisations
    return Rechten(found)


@dataclass(frozen=True, slots=True)
class Toegelaten:
    """Who sends may come in, and may send for these organisations; None for all."""

    organisaties: frozenset[str] | None

    def mag(self, zender: str | None) -> bool:
        """May they send for this organisation? An error that names none is taken from whoever may come in."""
        return self.organisaties is None or ALL in self.organisaties or zender is None or zender in self.organisaties


@dataclass(frozen=True, slots=True)
class Verbinding:
    """What is known of a connection: the address, the headers as pairs, and the certificate as ssl gives it."""

    peer: str | None
    headers: Sequence[tuple[str, str]]
    certificaat: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Toegang:
    """The rule. ``proxies``: the addresses whose OIN header is believed, empty for all."""

    soort: Literal["mtls", "proxy", "open"]
    rechten: Rechten
    oin_header: str = "x-oin"
    proxies: frozenset[str] = frozenset()

    def wie(self, verbinding: Verbinding) -> Toegelaten | Denied:
        """Who is this?"""
        if self.soort == "open":
            local = Access(None).check(verbinding.peer, dict(verbinding.headers)) is None
            return Toegelaten(None) if local else _NOT_LOCAL
        if self.soort == "mtls":
            oin = oin_of(verbinding.certificaat)
            return _NO_CERTIFICATE if oin is None else self._met(oin)
        if self.proxies and _plain(verbinding.peer) not in self.proxies:
            return _NO_OIN
        given = [value.strip() for name, value in verbinding.headers if name.lower() == self.oin_header.lower()]
        return self._met(given[0]) if len(given) == 1 and given[0] else _NO_OIN

    def mag_inleveren(self, verbinding: Verbinding) -> bool:
        """May who calls hand in bare messages? Their rule must say so: ``inname`` or ``*``.

        A proxy counts only when its address is known: the header alone is no proof.
        """
        if self.soort == "open" or (self.soort == "proxy" and not self.proxies):
            return False
        wie = self.wie(verbinding)
        return isinstance(wie, Toegelaten) and bool((wie.organisaties or frozenset()) & {INNAME, ALL})

    def _met(self, oin: str) -> Toegelaten | Denied:
        organisaties = self.rechten.per_oin.get(oin)
        return _UNKNOWN_OIN if organisaties is None else Toegelaten(organisaties)


def oin_of(certificaat: Mapping[str, Any] | None) -> str | None:
    """The OIN in a certificate of PKIoverheid: serialNumber in the subject. TLS has checked the certificate already."""
    if not certificaat:
        return None
    pairs = [pair for part in certificaat.get("subject", ()) for pair in part]
    found = [value for name, value in pairs if name == "serialNumber" and _OIN.fullmatch(value)]
    return found[0] if len(found) == 1 else None


def lees_proxies(text: str) -> frozenset[str]:
    """Addresses separated by commas; raises ValueError."""
    return frozenset(str(ip_address(part.strip())) for part in text.split(",") if part.strip())


def _plain(peer: str | None) -> str:
    try:
        found = ip_address(peer or "")
    except ValueError:
        return ""
    mapped = getattr(found, "ipv4_mapped", None)
    return str(mapped or found)
