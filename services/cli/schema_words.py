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
from lxml import etree
from xmlschema.validators.exceptions import XMLSchemaChildrenValidationError

from services.cli.schema_types import describe
from services.shared.platform import xml
from services.shared.platform.xml import Fault

MOST = 20
"""How many faults are told."""
_MOST_BYTES = 1_000_000  # the package reads some 5 MB in ten seconds: a larger message keeps the words of the verdict
_GIVES_UP = (xmlschema.XMLSchemaException, ArithmeticError, LookupError, TypeError, ValueError, RecursionError)


class SchemaFault(NamedTuple):
    """One fault: the line in the file (from 1), the place by position, what is wrong and what is expected (Dutch)."""

    line: int | None
    path: str | None
    what: str
    expected: str | None


def explain(data: bytes, fault: Fault, xsd: Path | None) -> list[SchemaFault]:
    """The faults of a document that ``xsd`` does not allow; at least that of the verdict."""
    first = SchemaFault(fault.line, fault.path, fault.reason, None)
    if xsd is None or not xsd.is_file() or len(data) > _MOST_BYTES:
        return [first]
    root = xml.parse(data)
    if isinstance(root, Fault):
        return [first]
    found = list(islice(_faults(root, xsd), MOST))
    return found or [first]


def _faults(root: etree._Element, xsd: Path) -> Iterator[SchemaFault]:
    """What the package finds, up to where it gives up."""
    try:
        schema = xmlschema.XMLSchema10(str(xsd), allow="local")
        seen: set[tuple[str | None, str]] = set()
        for error in schema.iter_errors(root):
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
        what = f"Element {_name(element)} heeft een attribuut dat hier niet mag."
        return SchemaFault(_line(element), place(element), what, "geen attributen")
    if not (element.text or "").strip() and len(element) == 0:
        what = f"Element {_name(element)} is leeg."
    elif kind is not None and not kind.is_simple() and not kind.has_simple_content():
        what = f"Element {_name(element)} heeft niet de inhoud die het schema voorschrijft."
    else:
        what = f"Element {_name(element)} heeft een waarde die niet is toegestaan."
    return SchemaFault(_line(element), place(element), what, describe(kind))


def _children(schema: Any, error: XMLSchemaChildrenValidationError, parent: etree._Element) -> SchemaFault:
    """A child too many, too few or in the wrong place."""
    names = [name for name in dict.fromkeys(_expected(error)) if name]
    wanted = " of ".join(names)
    at = error.index
    if error.invalid_tag is None or at >= len(parent):
        missing = wanted if len(names) == 1 else "iets aan het eind"
        return SchemaFault(
            _line(parent), place(parent), f"In {_name(parent)} ontbreekt {missing}.", _where(wanted, parent, at)
        )
    child = parent[at]
    if _name(child) not in _known_names(schema):
        what = "Hier staat een element dat het schema niet kent."
        return SchemaFault(_line(child), place(parent), what, _where(wanted, parent, at))
    if len(names) == 1 and wanted not in {_name(each) for each in parent}:
        what = f"Voor {_name(child)} ontbreekt {wanted}."
    else:
        what = f"Element {_name(child)} staat hier niet op zijn plaats."
    expected = _where(wanted, parent, at) or f"geen (ander) element {_name(child)}"
    return SchemaFault(_line(child), place(child), what, expected)


def _known_names(schema: Any) -> set[str]:
    return {each.local_name for each in schema.iter_components(xmlschema.XsdElement)}


def _where(wanted: str, parent: etree._Element, at: int) -> str | None:
    """What is expected, and after which element."""
    if not wanted:
        return None
    return f"{wanted}, na {_name(parent[at - 1])}" if 0 < at <= len(parent) else f"{wanted}, als eerste"


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


def _line(element: etree._Element) -> int | None:
    line: Any = element.sourceline
    return line if isinstance(line, int) else None


def _name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def place(element: etree._Element) -> str:
    """The place of an element by position: ``/Bericht/Declaratie/Clienten/Client[2]``; positions count from 1."""
    steps: list[str] = []
    for each in (element, *element.iterancestors()):
        parent = each.getparent()
        alike = [] if parent is None else [child for child in parent if child.tag == each.tag]
        steps.append(_name(each) if len(alike) < 2 else f"{_name(each)}[{alike.index(each) + 1}]")
    return "/" + "/".join(reversed(steps))
