"""Writes a moment as the dossier and the events keep it."""

from __future__ import annotations

from datetime import UTC, datetime


def iso(moment_ms: int) -> str:
    """Milliseconds since 1970 as an ISO 8601 moment in UTC."""
    return datetime.fromtimestamp(moment_ms / 1000, UTC).isoformat(timespec="milliseconds")
