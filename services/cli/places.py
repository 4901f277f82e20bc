"""Knows places in a document by position: ``/Bericht/Declaratie/Clienten/Client[2]``; positions count from 1."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

_STEP = re.compile(r"([^\[\]]+)(?:\[(\d+)\])?")


def name_of(element: etree._Element) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def place_of(element: etree._Element) -> str:
    """The place of an element; a position stands only where there are more of the same name."""
    steps: list[str] = []
    for each in (element, *element.iterancestors()):
        parent = each.getparent()
        alike = [] if parent is None else [child for child in parent if child.tag == each.tag]
        steps.append(name_of(each) if len(alike) < 2 else f"{name_of(each)}[{alike.index(each) + 1}]")
    return "/" + "/".join(reversed(steps))


def element_at(root: etree._Element, path: str) -> etree._Element:
    """The element at a place, or the nearest one around it that is there."""
    at = root
    for step in path.strip("/").split("/")[1:]:
        found = _STEP.fullmatch(step)
        if found is None:
            break
        alike = [child for child in at if name_of(child) == found.group(1)]
        position = int(found.group(2) or 1)
        if len(alike) < position:
            break
        at = alike[position - 1]
    return at


def line_of(element: etree._Element) -> int | None:
    """The line in the file (from 1) on which an element begins."""
    line: Any = element.sourceline
    return line if isinstance(line, int) else None
