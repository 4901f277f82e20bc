"""Reads in a schema how its documents repeat themselves.

Where the schema says more of them than order and ordinary values, it gives up.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from lxml import etree

from services.shared.platform.ordinary.expression import Branch, Leaf, Name, Part, Repeating, parts
from services.shared.platform.ordinary.values import Unusual, ordinary

_XSD = "{http://www.w3.org/2001/XMLSchema}"
_FILE_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_OF_SCHEMA = {"targetNamespace", "elementFormDefault", "attributeFormDefault", "version", "id"}
_OF_ELEMENT = {"name", "type", "minOccurs", "maxOccurs"}


def repeating(file: Path, path: Sequence[str]) -> Repeating:
    """What a schema says of the records at a path: the names from the root to the group, its row and the record.

    Raises Unusual when it says more than an expression can hold, OSError or etree.XMLSyntaxError when it is no file
    with XML.
    """
    schema = _Schema(file)
    root, *above, group_name, row_name, record_name = path
    element = schema.root(root)
    for name in above:
        element = _named(name, schema.children(element))
    group = _alone(group_name, schema.children(element))
    in_group = schema.children(group)
    row = _named(row_name, in_group[-1:])
    record = _alone(record_name, schema.children(row))
    leading = tuple(map(schema.part, in_group[:-1]))
    found = Repeating(schema.name(group), leading, schema.name(row), schema.record(record))
    around = {found.group[0], found.row[0], *(part.name[0] for each in leading for part in parts(each))}
    if not around <= {namespace for namespace, _ in found.namespaces()}:
        raise Unusual("a namespace that no record has")
    return found


def _named(name: str, elements: Sequence[etree._Element]) -> etree._Element:
    found = [element for element in elements if element.get("name") == name]
    if len(found) != 1:
        raise Unusual(f"not one {name}")
    return found[0]


def _alone(name: str, elements: Sequence[etree._Element]) -> etree._Element:
    """The only one of these elements, which there may be any number of in a document."""
    found = _named(name, elements)
    if len(elements) > 1 or found.get("maxOccurs") != "unbounded":
        raise Unusual(f"{name} is not alone in a row without end")
    return found


class _Schema:
    """The types of a schema and of what it imports, with what they say of ordinary documents."""

    def __init__(self, file: Path) -> None:
        self._types: dict[Name, etree._Element] = {}
        todo, seen, spaces = [file], {file.name.lower()}, set[str]()
        while todo:
            each = todo.pop()
            tree = etree.parse(str(each), etree.XMLParser(resolve_entities=False, no_network=True))
            if tree.docinfo.internalDTD is not None:
                raise Unusual("a DTD, whose entities may say more")
            document = tree.getroot()
            _only(document, _OF_SCHEMA, {"import", "element", "complexType", "simpleType"})
            space = document.get("targetNamespace", "")
            if document.get("elementFormDefault") != "qualified":
                raise Unusual("elements without a namespace")
            if space in spaces:
                raise Unusual("a namespace in two files, of which libxml2 reads one")
            spaces.add(space)
            if each == file:
                self._document = document
            for kind in ("complexType", "simpleType"):
                self._types |= {(space, found.get("name", "")): found for found in document.findall(_XSD + kind)}
            for found in document.findall(f"{_XSD}import"):
                near = _near(file, found)
                if near.name.lower() not in seen:
                    todo.append(near)
                    seen.add(near.name.lower())

    def root(self, name: str) -> etree._Element:
        found = [element for element in self._document.findall(f"{_XSD}element") if element.get("name") == name]
        if len(found) != 1:
            raise Unusual(f"no element {name}")
        return found[0]

    def name(self, element: etree._Element) -> Name:
        document = element.getroottree().getroot()
        return document.get("targetNamespace", ""), element.get("name", "")

    def children(self, element: etree._Element) -> list[etree._Element]:
        """The elements in an element, of which the schema says no more than their order."""
        _only(element, _OF_ELEMENT, {"complexType"})
        described = self._type(element)
        _only(described, {"name"}, {"sequence"})
        sequence = described.find(f"{_XSD}sequence")
        if sequence is None:
            raise Unusual(f"{element.get('name')} has no sequence")
        _only(sequence, set(), {"element"})
        return [child for child in sequence if child.tag == f"{_XSD}element"]

    def part(self, element: etree._Element) -> Part:
        """What the schema says of an element that stands there once or not at all."""
        return self._part(element, ())

    def record(self, element: etree._Element) -> Part:
        """What the schema says of an element that repeats itself."""
        if element.get("minOccurs") == "0":
            raise Unusual(f"{element.get('name')} may be missing")
        return self._described(element, False, ())

    def _part(self, element: etree._Element, within: tuple[etree._Element, ...]) -> Part:
        low, high = element.get("minOccurs", "1"), element.get("maxOccurs", "1")
        if low not in ("0", "1") or high != "1":
            raise Unusual(f"{element.get('name')} occurs from {low} to {high}")
        return self._described(element, low == "0", within)

    def _described(self, element: etree._Element, optional: bool, within: tuple[etree._Element, ...]) -> Part:
        """``within``: the types around the element."""
        name, described = self.name(element), self._type(element)
        if described in within:
            raise Unusual(f"{name[1]} may hold itself")
        if described.tag == f"{_XSD}complexType":
            around = (*within, described)
            return Branch(name, optional, tuple(self._part(child, around) for child in self.children(element)))
        _only(element, _OF_ELEMENT, {"simpleType"})
        return Leaf(name, optional, *self._kind_and_shape(element))

    def _type(self, element: etree._Element) -> etree._Element:
        """The complexType or simpleType of an element, within it or by name."""
        for child in element:
            if child.tag in (f"{_XSD}complexType", f"{_XSD}simpleType"):
                return child
        found = self._types.get(_qualified(element, element.get("type", "")))
        if found is None:
            raise Unusual(f"{element.get('name')} has a type of no known kind")
        return found

    def _kind_and_shape(self, element: etree._Element) -> tuple[str, str]:
        """The kind and the expression of the ordinary values of an element, from all restrictions on its type."""
        facets: dict[str, list[list[str]]] = {}
        described, seen = self._type(element), list[etree._Element]()
        while described not in seen:
            seen.append(described)
            _only(described, {"name"}, {"restriction"})
            restriction = described.find(f"{_XSD}restriction")
            if restriction is None:
                raise Unusual(f"{element.get('name')} is no restriction")
            step: dict[str, list[str]] = {}
            for facet in restriction:
                if isinstance(facet.tag, str):
                    step.setdefault(facet.tag.removeprefix(_XSD), []).append(facet.get("value", ""))
            for kind, values in step.items():
                facets.setdefault(kind, []).append(values)
            base = _qualified(restriction, restriction.get("base", ""))
            if base[0] == _XSD[1:-1]:
                return ordinary(base[1], facets)
            if base not in self._types:
                raise Unusual(f"{base[1]} is not described")
            described = self._types[base]
        raise Unusual(f"{element.get('name')} has a type that restricts itself")


def _near(file: Path, imported: etree._Element) -> Path:
    """The one file beside ``file`` that an import can only mean."""
    _only(imported, {"namespace", "schemaLocation", "id"}, set())
    location = imported.get("schemaLocation", "")
    found = [near for near in file.parent.iterdir() if near.name.lower() == location.lower()]
    if len(found) != 1 or not _FILE_NAME.fullmatch(location):
        raise Unusual(f"{location} is no file beside {file.name}, or more than one")
    return found[0]


def _only(element: etree._Element, attributes: set[str], children: set[str]) -> None:
    """Raise Unusual when an element of a schema holds more than this (and what is written for people)."""
    names = {child.tag.removeprefix(_XSD) for child in element if isinstance(child.tag, str)}
    more = set(map(str, element.attrib)) - attributes | names - children - {"annotation"}
    if more:
        raise Unusual(f"{element.get('name') or element.tag} has {', '.join(sorted(more))}")


def _qualified(element: etree._Element, name: str) -> Name:
    prefix, _, local = name.rpartition(":")
    return element.nsmap.get(prefix or None, ""), local
