"""Knows how records that are written in the ordinary way look, as one regular expression.

The expression takes a part of what the schema takes, never more: no attributes, no white space around a value, no
leading zeros, only printable ASCII. One thing it leaves to the reader: that a month has the day that a date names.

What may be missing is written ``(?:...|)``, not ``(?:...)?+``: until 3.11.5 Python takes half of such a group for the
whole of it (python/cpython#106052).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

SPACE = r"[\t\n\r ]*+"

Name = tuple[str, str]
"""A namespace and the local name in it."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """An element with a value: ``shape`` is the expression of one group that its ordinary values match.

    ``kind`` is text, number or date.
    """

    name: Name
    optional: bool
    kind: str
    shape: str


@dataclass(frozen=True, slots=True)
class Branch:
    """An element with elements in it, in a fixed order."""

    name: Name
    optional: bool
    children: tuple[Part, ...]


Part = Leaf | Branch


@dataclass(frozen=True, slots=True)
class Repeating:
    """How a document repeats itself: groups one after another, each with leading parts and then a row of records."""

    group: Name
    leading: tuple[Part, ...]
    row: Name
    record: Part

    def columns(self) -> tuple[tuple[str, str], ...]:
        """The values of a match, those of a new group first, then those of a record: local name and kind.

        The kind ends with ? where the value may be missing.
        """
        return tuple(column for part in (*self.leading, self.record) for column in _columns(part))

    def namespaces(self) -> Iterator[tuple[str, str]]:
        """Each namespace with the local name of the first element in a record that is in it."""
        first: dict[str, str] = {}
        for part in parts(self.record):
            first.setdefault(*part.name)
        yield from first.items()

    def expression(self, prefixes: Mapping[str, str]) -> str:
        """One record, with the end of a group and the start of the next before it where it is the first of a group.

        ``prefixes`` gives for each namespace what stands before a name in it: ``p:`` or nothing.
        """

        def part(of: Part) -> str:
            name = _tag(of.name, prefixes)
            inner = of.shape if isinstance(of, Leaf) else SPACE + "".join(map(part, of.children))
            whole = f"<{name}>{inner}</{name}>{SPACE}"
            return f"(?:{whole}|)" if of.optional else whole

        group, row = _tag(self.group, prefixes), _tag(self.row, prefixes)
        leading = "".join(map(part, self.leading))
        switch = f"{self.end_of_group(prefixes)}{SPACE}<{group}>{SPACE}{leading}<{row}>{SPACE}"
        return f"(?:{switch}|){part(self.record)}"

    def end_of_group(self, prefixes: Mapping[str, str]) -> str:
        """What follows the last record of a group."""
        return f"</{_tag(self.row, prefixes)}>{SPACE}</{_tag(self.group, prefixes)}>"


def _tag(name: Name, prefixes: Mapping[str, str]) -> str:
    return re.escape(prefixes[name[0]] + name[1])


def parts(part: Part) -> Iterator[Part]:
    """A part with all parts in it, in the order of a document."""
    yield part
    if isinstance(part, Branch):
        for child in part.children:
            yield from parts(child)


def _columns(part: Part, missing: bool = False) -> Iterator[tuple[str, str]]:
    missing = missing or part.optional
    if isinstance(part, Leaf):
        yield part.name[1], part.kind + "?" * missing
    else:
        for child in part.children:
            yield from _columns(child, missing)
