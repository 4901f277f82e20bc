"""Knows which message a text says it is, from its first element alone; whether that is true is for the judge."""

from __future__ import annotations

import re

SOORTEN = ("JW301", "JW303", "JW323")
_HEAD_BYTES = 65_536
_BOM = b"\xef\xbb\xbf"
_BEFORE = re.compile(rb"(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>)*", re.DOTALL)
_ROOT = re.compile(rb"<(?:([A-Za-z_][\w.-]*):)?Bericht((?:\s[^<>]*)?)>", re.DOTALL)
_DECLARED = re.compile(rb"""\sxmlns(?::([A-Za-z_][\w.-]*))?\s*=\s*["']([^"'<]*)["']""")
_NAMESPACE = re.compile(rb"http://www\.istandaarden\.nl/ijw/\d+_\d+/(jw\d{3})/schema")


def soort_of(data: bytes) -> str | None:
    """The message type that the root element names (JW323), None when it names none that can be handed in."""
    head = data[:_HEAD_BYTES].removeprefix(_BOM)
    before = _BEFORE.match(head)
    root = _ROOT.match(head, before.end() if before else 0)
    if root is None:
        return None
    prefix = root.group(1)
    for declared in _DECLARED.finditer(root.group(2)):
        if declared.group(1) == prefix:
            named = _NAMESPACE.fullmatch(declared.group(2))
            soort = named.group(1).decode().upper() if named else None
            return soort if soort in SOORTEN else None
    return None
