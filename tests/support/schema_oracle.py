"""Judges a document by the facts alone, written from the XSD recommendation: no schema library is asked.

It takes the patterns as the facts have them, so it also judges the rewritten patterns of the generated schemas.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from lxml import etree

from tests.support.schema_facts import Declared, Message

XSI = "http://www.w3.org/2001/XMLSchema-instance"
WHITE = " \t\n\r"
DATE = re.compile(r"(-?)([1-9][0-9]{4,}|[0-9]{4})-([0-9]{2})-([0-9]{2})(?:Z|[+-][0-9]{2}:[0-9]{2})?")
TIME = re.compile(r"([0-9]{2}):([0-9]{2}):([0-9]{2})(\.[0-9]+)?(?:Z|[+-][0-9]{2}:[0-9]{2})?")
MONTH_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_valid(document: bytes, message: Message) -> bool:
    """Whether the document is a message of this kind."""
    root = etree.fromstring(document)
    return root.tag == f"{{{message.namespace}}}{message.facts['rootElement']}" and fits(root, message.root, message)


def fits(element: etree._Element, declared: Declared, message: Message) -> bool:
    """Whether the element holds what was declared for it, attributes included."""
    if not attributes_fit(element, declared, message):
        return False
    if declared.layers:
        return not children(element) and value_fits("".join(texts(element)), declared.layers)
    return not "".join(texts(element)).strip(WHITE) and sequence_fits(children(element), declared, message)


def attributes_fit(element: etree._Element, declared: Declared, message: Message) -> bool:
    """Only the attributes that XSD allows anywhere; xsi:type must name the declared type itself; xsi:nil never fits."""
    for name, value in element.attrib.items():
        if name == f"{{{XSI}}}type":
            if not names_type(element, str(value), declared, message):
                return False
        elif name not in (f"{{{XSI}}}schemaLocation", f"{{{XSI}}}noNamespaceSchemaLocation"):
            return False
    return True


def names_type(element: etree._Element, value: str, declared: Declared, message: Message) -> bool:
    prefix, colon, name = value.strip(WHITE).rpartition(":")
    if declared.type_name is None or (colon and not prefix):
        return False
    owner, _, wanted = declared.type_name.partition(":")
    namespace = message.namespace if owner == message.facts["prefix"] else message.types["namespace"]
    return name == wanted and element.nsmap.get(prefix or None) == namespace


def children(element: etree._Element) -> list[etree._Element]:
    return [child for child in element if isinstance(child.tag, str)]


def texts(element: etree._Element) -> Iterator[str]:
    """The character data directly in the element; comments and instructions do not interrupt it."""
    yield element.text or ""
    for child in element:
        yield child.tail or ""


def sequence_fits(found: list[etree._Element], declared: Declared, message: Message) -> bool:
    """Children in the declared order, each as often as it may; greedy, since no name occurs twice in a sequence."""
    position = 0
    for child in declared.children:
        tag, count = f"{{{declared.namespace}}}{child['name']}", 0
        limit = len(found) if child["max"] == "unbounded" else child["max"]
        while position < len(found) and found[position].tag == tag and count < limit:
            if not fits(found[position], message.child(child), message):
                return False
            position, count = position + 1, count + 1
        if count < child["min"]:
            return False
    return position == len(found)


def value_fits(text: str, layers: tuple[dict[str, Any], ...]) -> bool:
    """Whether a value is in the built-in type and passes the facets of every layer."""
    kind = layers[0]["base"]
    value = text if kind == "xs:string" else re.sub(r"[ \t\n\r]+", " ", text).strip(" ")
    return built_in_fits(value, kind) and all(facets_fit(value, kind, layer) for layer in layers)


def built_in_fits(value: str, kind: str) -> bool:
    match kind:
        case "xs:string":
            return True
        case "xs:integer":
            return re.fullmatch(r"[+-]?[0-9]+", value) is not None
        case "xs:date":
            return date_fits(value)
        case "xs:time":
            return time_fits(value)
    raise ValueError(f"no such built-in type: {kind}")


def date_fits(value: str) -> bool:
    if (found := DATE.fullmatch(value)) is None or int(found[2]) == 0:
        return False
    year, month, day = int(found[2]), int(found[3]), int(found[4])
    leap = (year % 4 == 0 and year % 100 != 0) or year % 400 == 0
    return 1 <= month <= 12 and 1 <= day <= MONTH_LENGTHS[month - 1] + (month == 2 and leap)


def time_fits(value: str) -> bool:
    if (found := TIME.fullmatch(value)) is None:
        return False
    hour, minute, second, fraction = int(found[1]), int(found[2]), int(found[3]), found[4] or ""
    if hour == 24:
        return minute == second == 0 and not fraction.strip(".0")
    return hour < 24 and minute < 60 and second < 60


def facets_fit(value: str, kind: str, layer: dict[str, Any]) -> bool:
    if kind == "xs:integer":
        number = int(value)
        bounds = layer.get("minInclusive", number) <= number <= layer.get("maxInclusive", number)
    else:
        bounds = layer.get("minLength", 0) <= len(value) <= layer.get("maxLength", len(value))
    patterns, codes = layer.get("patterns"), layer.get("enumeration")
    matches = patterns is None or any(python_pattern(pattern).fullmatch(value) for pattern in patterns)
    return bounds and matches and (codes is None or value in codes)


@cache
def python_pattern(pattern: str) -> re.Pattern[str]:
    """The expression of the facts in Python; a dot is a dot inside a class, and all but a line end outside of it."""
    outside = {"\\s": f"[{WHITE}]", "\\S": f"[^{WHITE}]", ".": "[^\n\r]"}
    inside = {"\\s": WHITE}
    parts, in_class = [], False
    for token in re.findall(r"\\.|.", pattern, re.DOTALL):
        parts.append((inside if in_class else outside).get(token, token))
        in_class = token == "[" or (in_class and token != "]")
    return re.compile("".join(parts))
