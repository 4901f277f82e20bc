"""Finds the first schema error of a large document without listing the others, in time that grows with its size."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from lxml import etree

_CHUNK = 65_536
_LONG_TEXT = re.compile(rb">([^<]{100000,})")
_KEPT = 50_000
_OF_THE_PARENT = frozenset(("SCHEMAV_CVC_TYPE_3_1_2", "SCHEMAV_CVC_COMPLEX_TYPE_2_3"))
"""An element inside a value, and text between elements: told when the next element begins, of the one around it."""


@dataclass(frozen=True, slots=True)
class FirstError:
    """Where and what: the elements from the root to the place, its line, and the kind in the words of libxml2."""

    steps: list[etree._Element]
    line: int | None
    kind: str


class _Silent:
    """A target that wants nothing, so that no tree is built."""

    def close(self) -> None:
        """See lxml."""


class _Where:
    """A target that knows the place of the element that began or ended last, as positions from the root."""

    def __init__(self) -> None:
        self._open: list[int] = []
        self._children = [0]
        self.place: tuple[int, ...] = ()
        self.began = False

    def start(self, tag: str, attributes: Any) -> None:
        """See lxml."""
        self._open.append(self._children[-1])
        self._children[-1] += 1
        self._children.append(0)
        self.place, self.began = tuple(self._open), True

    def end(self, tag: str) -> None:
        """See lxml."""
        self.place = tuple(self._open)
        self._open.pop()
        self._children.pop()

    def close(self) -> None:
        """See lxml."""


def first_error(root: etree._Element, schema: etree.XMLSchema) -> FirstError | None:
    """The first error of a tree, None when the stream shows none."""
    data = _shortened(etree.tostring(root, encoding="utf-8"))
    at = _failing_chunk(data, schema)
    if at is None:
        return None
    where = _Where()
    parser = _parser(schema, where)
    parser.feed(data[:at])
    for tag in re.findall(rb"[^>]*>", data[at:]):
        where.began = False
        parser.feed(tag)
        if len(parser.feed_error_log):
            break
    if not len(parser.feed_error_log):
        return None
    kind = parser.feed_error_log[0].type_name
    steps = _walk(root, where.place)
    if kind in _OF_THE_PARENT and where.began:
        steps = steps[:-1] or steps
    return FirstError(steps, _line(steps[-1]), kind)


def _parser(schema: etree.XMLSchema, target: Any) -> Any:
    return etree.XMLParser(
        schema=schema, target=target, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True
    )


def _failing_chunk(data: bytes, schema: etree.XMLSchema) -> int | None:
    """Where the part of the text begins that shows the first error."""
    parser = _parser(schema, _Silent())
    for at in range(0, len(data), _CHUNK):
        parser.feed(data[at : at + _CHUNK])
        if len(parser.feed_error_log):
            return at
    return None


def _shortened(data: bytes) -> bytes:
    """The text with very long values cut: libxml2 takes quadratic time over those, and no facet looks so far."""
    return _LONG_TEXT.sub(lambda found: b">" + _cut(found.group(1)), data)


def _cut(text: bytes) -> bytes:
    """The first part of a value, without half a character or half a reference at its end."""
    kept = text[:_KEPT].decode("utf-8", "ignore").encode()
    return kept if b"&" not in kept[-12:] else kept[: kept.rindex(b"&")]


def _walk(root: etree._Element, place: tuple[int, ...]) -> list[etree._Element]:
    found = [root]
    for position in place[1:]:
        found.append(found[-1][position])
    return found


def _line(element: etree._Element) -> int | None:
    line = element.sourceline
    return line if isinstance(line, int) else None
