"""Knows how a place inside a declaration is written, by position and never by what stands there."""

from __future__ import annotations


def plaats_van_prestatie(client: int, prestatie: int) -> str:
    """The path of a line, seen from Declaratie; positions count from 1."""
    return f"Clienten/Client[{client}]/Prestaties/Prestatie[{prestatie}]"
