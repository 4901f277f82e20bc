"""Knows which message of which release a text says it is, by its first element alone; the judge sees if that holds."""

from __future__ import annotations

import re

SOORTEN = ("JW301", "JW303", "JW323")
_HEAD_BYTES = 65_536
_BOM = b"\xef\xbb\xbf"
_BEFORE = re.compile(rb"(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>)*", re.DOTALL)
_ROOT = re.compile(rb"<(?:([A-Za-z_][\w.-]*):)?Bericht((?:\s[^<>]*)?)>", re.DOTALL)
_DECLARED = re.compile(rb"""\sxmlns(?::([A-Za-z_][\w.-]*))?\s*=\s*["']([^"'<]*)["']""")
_NAMESPACE = re.compile(rb"http://www\.istandaarden\.nl/ijw/(\d+)_(\d+)/(jw\d{3})/schema")


def soort_of(data: bytes) -> str | None:
    """The message type that the root element names (JW323), None when it names none that can be handed in."""
    named = _named(data)
    soort = named.group(3).decode().upper() if named else None
    return soort if soort in SOORTEN else None


def uitgave_of(data: bytes) -> tuple[str, str] | None:
    """Version and subversion of the release that the root element names, None when it names no message."""
    named = _named(data)
    return (named.group(1).decode(), named.group(2).decode()) if named else None


def _named(data: bytes) -> re.Match[bytes] | None:
    """The namespace of the root element, when it is one of a message."""
    head = data[:_HEAD_BYTES].removeprefix(_BOM)
    before = _BEFORE.match(head)
    root = _ROOT.match(head, before.end() if before else 0)
    if root is None:
        return None
    prefix = root.group(1)
    for declared in _DECLARED.finditer(root.group(2)):
        if declared.group(1) == prefix:
            return _NAMESPACE.fullmatch(declared.group(2))
    return None
