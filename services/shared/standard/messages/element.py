"""Knows the little that reading a message asks of an XML element, and how XSD values become Python values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Protocol


class Element(Protocol):
    """An element of a schema-valid tree without comments, processing instructions and ignorable white space."""

    @property
    def text(self) -> str | None:
        """The text before the first child."""

    @property
    def tag(self) -> str:
        """The qualified name as ``{namespace}local``."""

    def __iter__(self) -> Iterator[Element]: ...

    def __len__(self) -> int: ...


def local_name(element: Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


def text(element: Element) -> str:
    """The text of an element that the schema says is filled; white space is kept (xs:string preserves it)."""
    return element.text or ""


def children(element: Element) -> dict[str, Element]:
    """The children by local name, of an element in which no name occurs twice."""
    return {local_name(child): child for child in element}


_DATE = re.compile(r"(-?)(\d{4,})-(\d\d)-(\d\d)")


def to_date(value: str) -> date:
    """An xs:date without time zone as a date.

    xs:date reaches further than Python: a year above 9999 becomes 9999-12-31 and a year before 1 becomes 0001-01-01.
    Both keep the order against every date a real message can hold; an answer repeats the text, not this value.
    """
    found = _DATE.fullmatch(value.strip())
    if found is None:
        raise ValueError("not an xs:date")
    minus, year, month, day = found.groups()
    if len(year) > 4:
        return date.min if minus else date.max
    if minus or year == "0000":
        return date.min
    return date(int(year), int(month), int(day))


def to_int(value: str) -> int:
    """An xs:integer as int, in any spelling the schema takes: sign, leading zeros, white space around it."""
    digits = value.strip()
    minus = digits.startswith("-")
    number = int(digits.lstrip("+-0") or "0")
    return -number if minus else number


def to_time(value: str) -> str:
    """An xs:time without zone as text that sorts in order of time: trailing zeros of a fraction are dropped.

    Kept as text because xs:time allows any number of decimals and 24:00:00, which Python's time does not.
    """
    whole, point, fraction = value.strip().partition(".")
    fraction = fraction.rstrip("0")
    return f"{whole}.{fraction}" if point and fraction else whole
