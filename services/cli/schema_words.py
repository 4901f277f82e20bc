"""Explains why a message does not follow its schema: where, what is wrong and what the schema expects there.

libxml2 gives the verdict; this only finds words for it, with names, values and sizes of the schema and never with a
value of the document. Where the ``xmlschema`` package gives up, the words of the verdict itself remain.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import xmlschema
from elementpath import ElementPathError
from lxml import etree
from xmlschema.validators.exceptions import XMLSchemaChildrenValidationError

from services.cli.places import element_at, line_of, name_of, place_of
from services.cli.schema_types import describe
from services.shared.platform import xml
from services.shared.platform.xml import Fault

MOST = 20
"""How many faults are told."""
_MOST_BYTES = 2_000_000  # the package takes a second for each of these megabytes
_MOST_CHILDREN = 2_000
_GIVES_UP = (
    xmlschema.XMLSchemaException,
    ElementPathError,
    ArithmeticError,
    LookupError,
    TypeError,
    ValueError,
    RecursionError,
)


class SchemaFault(NamedTuple):
    """One fault: the line in the file (from 1), the place by position, what is wrong and what is expected (Dutch)."""

    line: int | None
    path: str | None
    what: str
    expected: str | None


def explain(data: bytes, fault: Fault, xsd: Path | None) -> list[SchemaFault]:
    """The faults of a document that ``xsd`` does not allow, at least that of the verdict.

    Of a large document only the surroundings of that one are looked at.
    """
    first = SchemaFault(fault.line, fault.path, fault.reason, None)
    if xsd is None or not xsd.is_file():
        return [first]
    root = xml.parse(data)
    if isinstance(root, Fault):
        return [first]
    part = root if len(data) <= _MOST_BYTES else _around(root, fault)
    found = list(islice(_faults(root, part, xsd), MOST))
    return found or [first]


def _around(root: etree._Element, fault: Fault) -> etree._Element:
    """The part of a large document with the fault: the element, or what it stands in when that is not too much."""
    at = element_at(root, fault.path or "/")
    parent = at.getparent()
    return at if parent is None or len(parent) > _MOST_CHILDREN else parent


def _faults(root: etree._Element, part: etree._Element, xsd: Path) -> Iterator[SchemaFault]:
    """What the package finds in a part of the document, up to where it gives up."""
    try:
        schema = xmlschema.XMLSchema10(str(xsd), allow="local")
        judge = schema if part is root else _declared(schema, part)
        seen: set[tuple[str | None, str]] = set()
        for error in judge.iter_errors(part) if judge is not None else ():
            told = _told(schema, error)
            if told is not None and (told.path, told.what) not in seen:
                seen.add((told.path, told.what))
                yield told
    except _GIVES_UP:
        return


def _told(schema: Any, error: Any) -> SchemaFault | None:
    element = error.elem
    if element is None:
        return None
    if isinstance(error, XMLSchemaChildrenValidationError):
        return _children(schema, error, element)
    declared = _declared(schema, element)
    kind = declared.type if declared is not None else None
    if getattr(error.validator, "local_name", None) is None and "Attribute" in type(error.validator).__name__:
        what = f"Element {name_of(element)} heeft een attribuut dat hier niet mag."
        return SchemaFault(line_of(element), place_of(element), what, "geen attributen")
    if not (element.text or "").strip() and len(element) == 0:
        what = f"Element {name_of(element)} is leeg."
    elif kind is not None and not kind.is_simple() and not kind.has_simple_content():
        what = f"Element {name_of(element)} heeft niet de inhoud die het schema voorschrijft."
    else:
        what = f"Element {name_of(element)} heeft een waarde die niet is toegestaan."
    return SchemaFault(line_of(element), place_of(element), what, describe(kind))


def _children(schema: Any, error: XMLSchemaChildrenValidationError, parent: etree._Element) -> SchemaFault:
    """A child too many, too few or in the wrong place."""
    names = [name for name in dict.fromkeys(_expected(error)) if name]
    wanted = " of ".join(names)
    at = error.index
    if error.invalid_tag is None or at >= len(parent):
        missing = wanted if len(names) == 1 else "iets aan het eind"
        return SchemaFault(
            line_of(parent), place_of(parent), f"In {name_of(parent)} ontbreekt {missing}.", _where(wanted, parent, at)
        )
    child = parent[at]
    if name_of(child) not in _known_names(schema):
        what = "Hier staat een element dat het schema niet kent."
        return SchemaFault(line_of(child), place_of(parent), what, _where(wanted, parent, at))
    if len(names) == 1 and wanted not in {name_of(each) for each in parent}:
        what = f"Voor {name_of(child)} ontbreekt {wanted}."
    else:
        what = f"Element {name_of(child)} staat hier niet op zijn plaats."
    expected = _where(wanted, parent, at) or f"geen (ander) element {name_of(child)}"
    return SchemaFault(line_of(child), place_of(child), what, expected)


def _known_names(schema: Any) -> set[str]:
    return {each.local_name for each in schema.iter_components(xmlschema.XsdElement)}


def _where(wanted: str, parent: etree._Element, at: int) -> str | None:
    """What is expected, and after which element."""
    if not wanted:
        return None
    return f"{wanted}, na {name_of(parent[at - 1])}" if 0 < at <= len(parent) else f"{wanted}, als eerste"


def _expected(error: XMLSchemaChildrenValidationError) -> Iterator[str]:
    for particle in error.expected or ():
        if isinstance(particle, str):
            yield particle.rpartition("}")[2].rpartition(":")[2]
        else:
            yield getattr(particle, "local_name", None) or ""


def _declared(schema: Any, element: etree._Element) -> Any:
    """The declaration of an element in the schema, None when it has none."""
    steps = [each.tag for each in reversed([element, *element.iterancestors()])]
    return schema.find("/" + "/".join(steps)) if all(isinstance(step, str) for step in steps) else None
