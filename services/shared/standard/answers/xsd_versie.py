"""Knows which versions a schema says of itself, for the answers that are made by it (IV034)."""

from __future__ import annotations

import re

_STATED = re.compile(rb"<(?:[\w.-]+:)?(BasisschemaXsdVersie|BerichtXsdVersie)>\s*([0-9]+\.[0-9]+\.[0-9]+)\s*</")


def xsd_versie(schema: bytes) -> tuple[str, str] | None:
    """The versions of basisschema and message in the appinfo of a message schema; None when it states none."""
    stated = {name: version.decode() for name, version in _STATED.findall(schema)}
    try:
        return stated[b"BasisschemaXsdVersie"], stated[b"BerichtXsdVersie"]
    except KeyError:
        return None
