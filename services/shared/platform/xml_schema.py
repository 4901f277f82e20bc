"""Judges documents against a schema with libxml2: what is wrong first and where, in bounded time, without values."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lxml import etree

from services.shared.platform.xml import Fault
from services.shared.platform.xml_first_error import FirstError, first_error

_FLOOD = 10_000
"""Above so many elements the first error is sought in a stream: libxml2 counts siblings for every error it lists."""
_XSD = "{http://www.w3.org/2001/XMLSchema}"
_is_flood: Callable[[Any], bool] = etree.XPath(f"boolean(/descendant::*[{_FLOOD + 1}])")  # type: ignore[assignment]


class _AnyCase(etree.Resolver):
    """Finds an imported schema whose file name differs in case (the official basisschema does)."""

    def resolve(self, system_url: Any, public_id: Any, context: Any = None) -> Any:
        """The file that is asked for, or the one that is called the same but for case."""
        if system_url is None:
            return None
        asked = Path(system_url.removeprefix("file://"))
        if asked.is_file() or not asked.parent.is_dir():
            return None
        found = next((file for file in asked.parent.iterdir() if file.name.lower() == asked.name.lower()), None)
        resolver: Any = self
        return None if found is None else resolver.resolve_filename(str(found), context)


class Schema:
    """A compiled schema. Not shared between threads: libxml2 keeps the errors of a validation in it."""

    def __init__(self, file: Path) -> None:
        """Load the schema; raises OSError or lxml.etree.XMLSchemaParseError when it cannot be."""
        if not file.is_file():
            raise FileNotFoundError(f"schema {file} ontbreekt")
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        parser.resolvers.add(_AnyCase())
        self._schema = etree.XMLSchema(etree.parse(str(file), parser))
        self._names = _element_names(file)

    def fault(self, root: etree._Element) -> Fault | None:
        """The first thing that does not follow the schema, or None."""
        if _is_flood(root):
            first = first_error(root, self._schema)
            if first is not None:
                return self._told(first)
        try:
            if self._schema.validate(root):
                return None
        except etree.XMLSchemaValidateError:  # libxml2 gave up: more white space before a value than it can look past
            return Fault("Het bericht is niet tegen het schema te toetsen.")
        return self._told(_listed(self._schema, root))

    def _told(self, first: FirstError) -> Fault:
        """The error in our words. Names that the schema does not have are not repeated: they may say anything."""
        meaning = next((text for key, text in _MEANINGS if key in first.kind), "volgt het schema niet")
        path = "/" + "/".join(
            name if name.partition("[")[0] in self._names else "onbekend" for name in map(_named, first.steps)
        )
        name = _local(first.steps[-1]) if first.steps else ""
        return Fault(f"Element {name if name in self._names else 'onbekend'} {meaning}.", first.line, path)


def _element_names(file: Path) -> frozenset[str]:
    """The names of all elements that a schema or one that it imports describes."""
    todo, names, seen = [file], set[str](), set[str]()
    while todo:
        each = todo.pop()
        seen.add(each.name.lower())
        document = etree.parse(str(each), etree.XMLParser(resolve_entities=False, no_network=True))
        names |= {element.get("name", "") for element in document.iter(f"{_XSD}element")}
        wanted = {Path(found.get("schemaLocation", "")).name.lower() for found in document.iter(f"{_XSD}import")}
        todo += [near for near in file.parent.iterdir() if near.name.lower() in wanted - seen]
    return frozenset(names)


_MEANINGS = (
    ("SCHEMAV_ELEMENT_CONTENT", "staat niet op een plek waar het schema het verwacht, of er ontbreekt iets voor"),
    ("SCHEMAV_CVC_ELT_1", "is geen bekend bericht"),
    ("ENUMERATION", "heeft een waarde die niet in de codelijst staat"),
    ("PATTERN", "heeft een waarde die niet het voorgeschreven patroon volgt"),
    ("MAXLENGTH", "heeft een te lange waarde"),
    ("MINLENGTH", "heeft een te korte waarde"),
    ("MAXINCLUSIVE", "heeft een te grote waarde"),
    ("MININCLUSIVE", "heeft een te kleine waarde"),
    ("DATATYPE", "heeft een waarde van een verkeerd soort"),
    ("ATTRIBUTE", "heeft een attribuut dat niet is toegestaan"),
    ("CVC_TYPE_3_1_2", "bevat een element waar alleen een waarde mag staan"),
    ("CVC_COMPLEX_TYPE_2_3", "bevat tekst waar alleen elementen mogen staan"),
    ("CVC_TYPE_3_1_1", "heeft een attribuut dat niet is toegestaan"),
    ("CVC_COMPLEX_TYPE_3", "heeft een attribuut dat niet is toegestaan"),
)
_STEP = re.compile(r"(?:[\w.-]+:)?(\*|[\w.-]+)(?:\[(\d+)\])?")


def _listed(schema: etree.XMLSchema, root: etree._Element) -> FirstError:
    """The first error in the list of a validation that just failed."""
    entries: Any = schema.error_log
    entry = next(iter(entries), None)
    if entry is None:
        return FirstError([root], None, "")
    return FirstError(_steps(entry.path or "", root), entry.line, entry.type_name)


def _steps(path: str, root: etree._Element) -> list[etree._Element]:
    """The elements on a node path of libxml2, which itself names no element in the default namespace."""
    element, found = root, [root]
    for step in path.split("/")[2:]:
        parts = _STEP.fullmatch(step)
        if parts is None:  # an attribute
            break
        name, position = parts.group(1), int(parts.group(2) or 1)
        same = [child for child in element if name in ("*", _local(child))]
        if position > len(same):
            break
        element = same[position - 1]
        found.append(element)
    return found


def _local(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2]


def _named(element: etree._Element) -> str:
    """The local name, with its position when the parent has more of that name."""
    parent = element.getparent()
    same = [] if parent is None else [child for child in parent if child.tag == element.tag]
    return _local(element) if len(same) < 2 else f"{_local(element)}[{same.index(element) + 1}]"
