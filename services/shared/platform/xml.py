"""Reads XML from strangers: bounded, in UTF-8, without DTD or entities.

Faults are values that say where and what, never with a value from the document.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lxml import etree

MAX_BYTES = 25_000_000
_HUGE_TEXT = 10_000_000  # above this size a document may hold a text node that libxml2 refuses by default
_MANY_TAGS = 3_000_000  # the shortest elements that a schema takes make 2.8 million tags in 25 MB
_MANY_ATTRIBUTES = 500_000  # a message has none but namespaces
_DECLARED = re.compile(rb"""<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a document cannot be read: a Dutch sentence, with the line (from 1) and the place when they are known."""

    reason: str
    line: int | None = None
    path: str | None = None


def refusal(data: bytes) -> Fault | None:
    """What is wrong with a document before any parser sees it: size, byte order mark, encoding or a DTD."""
    if len(data) > MAX_BYTES:
        return Fault(f"Het bericht is groter dan {MAX_BYTES} bytes.")
    if data.startswith(_BOMS):
        return Fault("Het bericht begint met een byte order mark; aanleveren in UTF-8 zonder BOM.")
    if b"\x00" in data[:64]:
        return Fault("Het bericht is niet in UTF-8.")
    declared = _DECLARED.match(data)
    if declared and declared.group(1).upper() not in (b"UTF-8", b"UTF8"):
        return Fault("Het bericht noemt een andere codering dan UTF-8.")
    if _has_doctype(data):
        return Fault("Het bericht bevat een DTD; dat is niet toegestaan.")
    return None


def _is_dense(data: bytes) -> bool:
    """True when so much of it is markup that its tree would take gigabytes; no message of the standard comes near."""
    if len(data) < 3 * _MANY_ATTRIBUTES:
        return False
    tags = data.count(b"<") if len(data) > 3 * _MANY_TAGS else 0
    if tags > _MANY_TAGS and tags - data.count(b"<!") - data.count(b"<?") > _MANY_TAGS:
        return True
    quotes = data.count(b'"') + data.count(b"'")  # one byte is counted many times faster than two
    return quotes > 2 * _MANY_ATTRIBUTES and data.count(b'="') + data.count(b"='") > _MANY_ATTRIBUTES


def _has_doctype(data: bytes) -> bool:
    """True when a document type declaration stands before the root element."""
    return data.startswith(b"<!", root_at(data))


def root_at(data: bytes) -> int:
    """Where the first markup stands that is no comment and no instruction; the end when there is none."""
    at = 0
    while (at := data.find(b"<", at)) >= 0:
        if data.startswith(b"<!--", at):
            at = data.find(b"-->", at + 4)
        elif data.startswith(b"<?", at):
            at = data.find(b"?>", at + 2)
        else:
            return at
        if at < 0:
            break
    return len(data)


_SPLITTING = ((b"<!", b"!"), (b"<?", b"?"), (b"&#", b"#"))


def holds(data: bytes, mark: bytes, rare: bytes, start: int, end: int) -> bool:
    """True when ``mark`` stands in that part of the data.

    ``rare`` is a byte of it that is seldom used otherwise: one byte is sought eighty times faster than two.
    """
    return data.find(rare, start, end) >= 0 and data.find(mark, start, end) >= 0


def _is_plain(data: bytes) -> bool:
    """True when libxml2 can tell ignorable white space by itself.

    Where a comment, CDATA, an instruction or a character reference stands beside white space it takes part of a value
    for ignorable, or ignorable white space for a value.
    """
    root = root_at(data)
    return not any(holds(data, mark, rare, root, len(data)) for mark, rare in _SPLITTING)


def parse(data: bytes) -> etree._Element | Fault:
    """Parse a document that ``refusal`` let through; comments and instructions fall away, ignorable space mostly.

    What would make a tree of gigabytes is a fault; a large document that is read in pieces makes small trees.
    """
    if _is_dense(data):
        return Fault("Het bericht bestaat uit meer elementen of attributen dan een bericht kan hebben.")
    parser = etree.XMLParser(
        remove_blank_text=_is_plain(data),
        remove_comments=True,
        remove_pis=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=len(data) > _HUGE_TEXT,
        encoding="utf-8",
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        line = error.lineno if isinstance(error.lineno, int) else None
        return Fault("Het bericht is geen welgevormde XML.", line)


_all_texts: Callable[[Any], list[str]] = etree.XPath(".//text()", smart_strings=False)  # type: ignore[assignment]


def texts(element: Any) -> list[str]:
    """The values of all leaves below an element-only tree, in document order; white space between elements is none."""
    found = _all_texts(element)
    if any(map(str.isspace, found)):  # a blank value, or space that was kept between elements
        return [leaf.text or "" for leaf in element.iter() if not len(leaf)]
    return found
