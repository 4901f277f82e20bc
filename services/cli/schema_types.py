"""Describes in Dutch what values a type of a schema allows: "een geheel getal van 0 tot en met 999999999"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

_MOST_VALUES = 12
_ANY_FILLED = frozenset((r"[ \t]*[^ \t\n\r].*", r"[ \t\n\r]*[^ \t\n\r][\s\S]*"))
_DIGITS = re.compile(r"\[0-9\]\{(\d+)\}")
_KINDS = {
    "date": "een datum als 2026-03-31, zonder tijdzone",
    "time": "een tijd als 13:45:00, zonder tijdzone",
    "dateTime": "een tijdstip als 2026-03-31T13:45:00",
    "boolean": "true of false",
}


def describe(kind: Any) -> str | None:
    """What the schema expects of a value of this type (an ``XsdType``); None when there is nothing to tell."""
    if kind is None:
        return None
    if not kind.is_simple() and not kind.has_simple_content():
        return _children(kind)
    simple = kind if kind.is_simple() else kind.content
    if simple.enumeration:
        return _one_of([str(value) for value in simple.enumeration])
    patterns = list(simple.patterns.regexps) if simple.patterns is not None else []
    primitive = simple.primitive_type.local_name if simple.primitive_type is not None else ""
    if primitive == "decimal":
        return _number(simple)
    if primitive in _KINDS:
        return _KINDS[primitive]
    return _text(simple, patterns)


def _children(kind: Any) -> str | None:
    names = [element.local_name for element in kind.content.iter_elements() if element.local_name]
    return f"in deze volgorde: {', '.join(names)} (niet alle zijn verplicht)" if names else "geen inhoud"


def _one_of(values: Sequence[str]) -> str:
    if len(values) == 1:
        return f"de waarde {values[0]}"
    shown = ", ".join(values[:_MOST_VALUES])
    rest = len(values) - _MOST_VALUES
    return f"een van {shown}" + (f" en nog {rest} andere codes" if rest > 0 else "")


def _number(simple: Any) -> str:
    text = "een geheel getal" if simple.is_derived(simple.maps.types[_INTEGER]) else "een getal"
    if simple.min_value is not None and simple.max_value is not None:
        return f"{text} van {simple.min_value} tot en met {simple.max_value}"
    if simple.min_value is not None:
        return f"{text} vanaf {simple.min_value}"
    return f"{text} tot en met {simple.max_value}" if simple.max_value is not None else text


_INTEGER = "{http://www.w3.org/2001/XMLSchema}integer"


def _text(simple: Any, patterns: Sequence[str]) -> str:
    told = [pattern for pattern in patterns if pattern not in _ANY_FILLED]
    if len(told) == 1 and (digits := _DIGITS.fullmatch(told[0])):
        return f"precies {digits.group(1)} cijfers"
    if len(told) == 1 and told[0].isalnum():
        return f"de waarde {told[0]}"
    parts = ["tekst"]
    least, most = simple.min_length, simple.max_length
    if least is not None and least == most:
        parts.append(f"van precies {most} tekens")
    elif most is not None:
        parts.append(f"van {max(least or 0, 1)} tot en met {most} tekens" if least else f"van hoogstens {most} tekens")
    if told:
        parts.append(f"in de vorm {' en '.join(told)}")
    if len(told) < len(patterns):
        parts.append("en niet alleen spaties")
    return " ".join(parts)
