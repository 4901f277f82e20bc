"""Knows how the gateway calls another party over HTTP: verified, straight to the address given, and nowhere else."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from pathlib import Path

import httpx


def http_client(
    seconds: float, headers: Mapping[str, str] | None = None, certificate: tuple[Path, Path] | None = None
) -> httpx.AsyncClient:
    """A client that follows no redirect and no proxy from the environment; ``certificate``: our own, with its key."""
    context = ssl.create_default_context()
    if certificate is not None:
        context.load_cert_chain(*certificate)
    return httpx.AsyncClient(
        headers={"user-agent": "sluis", **(headers or {})},
        timeout=httpx.Timeout(seconds),
        follow_redirects=False,
        trust_env=False,
        verify=context,
    )
