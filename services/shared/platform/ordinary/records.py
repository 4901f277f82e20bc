"""Reads the records of a document in the ordinary notation with one expression, many times faster than as a tree.

The document without all records but the first is left for the parser and the schema: they judge its frame, and with
the first record its names and namespaces. The other records follow the schema because they match an expression made
from it. Whatever does not match is no fault here: then the whole document is for the parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

from services.shared.platform.ordinary.expression import SPACE, Repeating
from services.shared.platform.ordinary.schema import repeating
from services.shared.platform.xml import holds, root_at

_STRETCH = 128 * 1024
_LONGEST_FRAME = 64 * 1024
_LONGEST_PREFIX = 40  # an expression holds each prefix many times over, and is kept

Row = tuple[str, ...]


class NotOrdinary(Exception):
    """Somewhere in the document stands what the expression does not match."""


@dataclass(frozen=True, slots=True)
class Records:
    """The records ``data[start:end]`` of a document, each closed by ``record_end``."""

    data: bytes
    start: int
    end: int
    record_end: bytes
    expression: re.Pattern[str]

    def __iter__(self) -> Iterator[list[Row]]:
        """The values of the records, in stretches of some hundreds; raises NotOrdinary."""
        at = self.start
        while at < self.end:
            stop = self.data.find(self.record_end, min(at + _STRETCH, self.end - 1))
            stop = self.end if stop < 0 else min(stop + len(self.record_end), self.end)
            try:
                rows = self.expression.findall(self.data[at:stop].decode("ascii"))
            except UnicodeDecodeError:
                raise NotOrdinary from None
            if not any(rows[-1]):  # what did not match, up to the end of the stretch
                raise NotOrdinary
            yield rows
            at = stop


@dataclass(frozen=True, slots=True)
class Frame:
    """A document with one record, made of one with many: its bytes, and the many records that it stands for."""

    data: bytes
    records: Records


class Recogniser:
    """Knows documents of one schema whose bulk is a row of records in groups."""

    def __init__(self, schema: Path, path: Sequence[str]) -> None:
        """``path``: the names from the root to the record, its group third from the end.

        Raises Unusual when no expression can be made from the schema, OSError or lxml.etree.XMLSyntaxError when it
        cannot be read.
        """
        described = repeating(schema, path)
        self._record = path[-1].encode()
        self._first_names = tuple(described.namespaces())
        self._compiled = lru_cache(maxsize=64)(partial(_compiled, described))
        self.columns = described.columns()
        """The name and kind of the values in a row, those of a new group first, which are empty within a group."""

    def frame(self, data: bytes) -> Frame | None:
        """The frame of a document with several records that seem to be written in the ordinary way, else None."""
        named = data.find(self._record + b">")
        start = data.rfind(b"<", 0, named)
        if named < 0 or start < 0:
            return None
        tag = data[start + 1 : named]  # the prefix, when this is a start tag
        record_end = b"</%s%s>" % (tag, self._record)
        first_end, end = data.find(record_end, named), data.rfind(record_end)
        if first_end == end or not _is_bare(data, start, end):
            return None
        first = data[start : first_end + len(record_end)]
        prefixes = self._prefixes(first)
        if prefixes is None:
            return None
        end += len(record_end)
        expression, end_of_group = self._compiled(prefixes)
        if not end_of_group.match(data, end):  # the last group ends, so the first begins, under another prefix
            return None
        records = Records(data, start, end, record_end, expression)
        return Frame(data[: start + len(first)] + data[end:], records)

    def _prefixes(self, record: bytes) -> tuple[tuple[str, str], ...] | None:
        """What stands before the names of each namespace in this record; None when that is not to be seen."""
        found = []
        for namespace, name in self._first_names:
            tag = re.search(rb"<((?:[A-Za-z_][\w.-]*:)?)%s>" % re.escape(name.encode()), record)
            if tag is None or len(tag.group(1)) > _LONGEST_PREFIX:
                return None
            found.append((namespace, tag.group(1).decode()))
        return tuple(found)


def _is_bare(data: bytes, start: int, end: int) -> bool:
    """True when what stands before and after the records is short and has no markup but tags, bare but for the root."""
    if start + len(data) - end > _LONGEST_FRAME:
        return False
    root = root_at(data)
    root_end = data.find(b">", root, start)
    if root_end < 0 or b"type" in data[root:root_end] or data.find(b"=", root_end, start) >= 0:
        return False  # an attribute within may change a namespace or a type for a part of the document
    return not any(
        holds(data, mark, rare, at, to)
        for mark, rare in ((b"<!", b"!"), (b"<?", b"?"))
        for at, to in ((root, start), (end, len(data)))
    )


def _compiled(described: Repeating, prefixes: tuple[tuple[str, str], ...]) -> tuple[re.Pattern[str], re.Pattern[bytes]]:
    """The expression, or else, without a group, all that is left; and what ends the last group."""
    of = dict(prefixes)
    return (
        re.compile(f"{SPACE}{described.expression(of)}|(?s:.+)"),
        re.compile(f"{SPACE}{described.end_of_group(of)}".encode()),
    )
