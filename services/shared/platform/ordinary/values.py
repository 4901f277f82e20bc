"""Knows which values of a simple type are ordinary: those that everybody would write so, and that it surely takes."""

from __future__ import annotations

import re
from collections.abc import Mapping

_CHARACTERS = r"[!-%'-;=?-~]"  # printable ASCII without space, & and <, >
_MOST_CHARACTERS = 255
_STRINGS = frozenset(("string", "normalizedString", "token"))
_INTEGERS = {"integer": None, "nonNegativeInteger": 0, "positiveInteger": 1}
_DATE = "([12][0-9]{3}-[01][0-9]-[0-3][0-9])"
_FOLLOWED = frozenset((r".*[^\s].*", r"[ \t]*[^ \t\n\r].*"))
"""Patterns that every ordinary value follows: it has no white space and is not empty."""
_DATE_FOLLOWS = _FOLLOWED | {"[^:Z]*"}
_RANGES = "(?:[0-9](?:-[0-9])?|[A-Z](?:-[A-Z])?|[a-z](?:-[a-z])?)+"  # none from 0 to z: between those stand < and >
_PLAIN = re.compile(rf"(?:\[{_RANGES}\](?:\{{[0-9]{{1,3}}(?:,[0-9]{{1,3}})?\}}|\+)?)+")
"""Patterns that mean the same to a schema and to Python."""

Facets = Mapping[str, list[list[str]]]
"""What restrictions say, by kind: the values of each restriction on the way to the built-in type."""


class Unusual(Exception):
    """A schema says something that no expression is made of; says what."""


def ordinary(base: str, facets: Facets) -> tuple[str, str]:
    """The kind (text, number or date) and the expression, of one group, of the ordinary values of a built-in type.

    Raises Unusual when the facets say more than is known here.
    """
    known = {"annotation", "pattern", "enumeration", "minLength", "maxLength", "minInclusive", "maxInclusive"}
    if not facets.keys() <= known:
        raise Unusual(f"a facet of {', '.join(sorted(facets.keys() - known))}")
    followed = _DATE_FOLLOWS if base == "date" else _FOLLOWED
    patterns = [step for step in facets.get("pattern", ()) if not followed.intersection(step)]
    if base == "date" and not patterns and facets.keys() <= {"annotation", "pattern"}:
        return "date", _DATE
    if base in _INTEGERS and not patterns and not {"enumeration", "minLength", "maxLength"} & facets.keys():
        return "number", _number(_INTEGERS[base], _numbers(facets, "minInclusive"), _numbers(facets, "maxInclusive"))
    if base in _STRINGS and not {"minInclusive", "maxInclusive"} & facets.keys():
        low = max((1, *_numbers(facets, "minLength")))
        high = min((_MOST_CHARACTERS, *_numbers(facets, "maxLength")))
        return "text", _string(low, high, patterns, facets.get("enumeration", []))
    raise Unusual(f"a restriction on {base}")


def _numbers(facets: Facets, kind: str) -> list[int]:
    try:
        return [int(value) for step in facets.get(kind, ()) for value in step]
    except ValueError:
        raise Unusual(f"a {kind} that is no whole number") from None


def _number(least: int | None, low: list[int], high: list[int]) -> str:
    """Whole numbers of so few digits that all of them are allowed."""
    least = max((*low, *([] if least is None else [least])), default=0)
    most = min((*high, 10**18 - 1))
    if least > 1 or most < 9:
        raise Unusual(f"numbers from {least} to {most}")
    digits = len(str(most + 1)) - 1
    positive = f"[1-9][0-9]{{0,{digits - 1}}}+"
    return f"({positive})" if least == 1 else f"({positive}|0)"


def _string(low: int, high: int, patterns: list[list[str]], codes: list[list[str]]) -> str:
    if low > high:
        raise Unusual("a string without a length")
    length = f"{{{low},{high}}}"
    if codes:
        if patterns or len(codes) > 1:
            raise Unusual("a list of codes with more said of it")
        ordinary = re.compile(_CHARACTERS + length)
        allowed = [code for code in codes[0] if ordinary.fullmatch(code)]
        if not allowed:
            raise Unusual("a list without ordinary codes")
        return f"({'|'.join(map(re.escape, allowed))})"
    if not patterns:
        return f"({_CHARACTERS}{length}+)"
    if len(patterns) > 1 or len(patterns[0]) > 1 or not _PLAIN.fullmatch(patterns[0][0]):
        raise Unusual("a pattern")
    shape = f"(?=[^<]{length}<)({patterns[0][0]})"
    try:
        re.compile(shape)
    except re.error:
        raise Unusual("a pattern that is none") from None
    return shape
