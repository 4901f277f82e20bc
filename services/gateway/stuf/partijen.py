"""Knows which of two parties is the municipality and which the provider, by the length of their codes."""

from __future__ import annotations

import re

_GEMEENTE, _AANBIEDER = re.compile(r"[0-9]{4}"), re.compile(r"[0-9]{8}")


def paar(een: str | None, ander: str | None) -> tuple[str, str] | None:
    """Municipality and provider, None when these are not one of each."""
    for gemeente, aanbieder in ((een, ander), (ander, een)):
        if _GEMEENTE.fullmatch(gemeente or "") and _AANBIEDER.fullmatch(aanbieder or ""):
            return gemeente or "", aanbieder or ""
    return None
