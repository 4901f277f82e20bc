"""Reads heenberichten and answers the way their receivers do: by schema, by name, with values as written."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from lxml import etree

from services.shared.platform import xml
from services.shared.standard.messages.jw301 import JW301, read_jw301
from services.shared.standard.messages.jw303 import JW303, read_jw303
from services.shared.standard.messages.jw323 import JW323, Reader, read_jw323

SCHEMAS = Path(__file__).resolve().parents[2] / "schemas"
RELEASES = {"JW303": "2.3", "JW304": "2.3"}


@cache
def schema(name: str) -> etree.XMLSchema:
    """The schema of a message (``JW325``; the release follows from it) or of StUF (``stuf0301``)."""
    folder = SCHEMAS / "ijw" / RELEASES.get(name, "3.2") if name.startswith("JW") else SCHEMAS / "stuf"
    return etree.XMLSchema(etree.parse(str(folder / f"{name}.xsd")))


def parsed(data: bytes, name: str) -> etree._Element:
    """The tree of a document that fits its schema, read as the platform reads messages of strangers."""
    assert xml.refusal(data) is None
    schema(name).assertValid(etree.fromstring(data))
    root = xml.parse(data)
    assert isinstance(root, etree._Element)
    schema(name).assertValid(root)
    return root


def read_301(data: bytes) -> tuple[etree._Element, JW301]:
    root = parsed(data, "JW301")
    return root, read_jw301(root)


def read_303(data: bytes) -> tuple[etree._Element, JW303]:
    root = parsed(data, "JW303")
    return root, read_jw303(root)


def read_323(data: bytes) -> tuple[etree._Element, JW323]:
    root = parsed(data, "JW323")
    return root, read_jw323(root, Reader(xml.texts))


def all_at(element: etree._Element, path: str) -> list[etree._Element]:
    """All elements at a path of local names (``Clienten/Client``)."""
    found = [element]
    for step in path.split("/"):
        found = [child for each in found for child in each if etree.QName(child).localname == step]
    return found


def at(element: etree._Element, path: str) -> etree._Element:
    """The one element at a path of local names."""
    (found,) = all_at(element, path)
    return found


def value(element: etree._Element, path: str) -> str:
    return at(element, path).text or ""


def codes(element: etree._Element) -> tuple[str, ...]:
    """The retourcodes of a class; empty when it carries none."""
    return tuple(code.text or "" for code in all_at(element, "RetourCodes/RetourCode"))


def bedrag(element: etree._Element) -> int:
    """An amount with D or C as a signed number of eurocents."""
    amount, side = element
    return int(amount.text or "") * (1 if side.text == "D" else -1)


def contents(element: etree._Element, *, without: tuple[str, ...] = ()) -> list[tuple[str, bool, str]]:
    """All below an element in order, but for the named elements: the path, whether each name is of the base schema, and
    the value as written."""
    return list(_contents(element, "", without))


def _contents(element: etree._Element, path: str, without: tuple[str, ...]) -> Iterator[tuple[str, bool, str]]:
    for child in element:
        name = etree.QName(child)
        if name.localname in without:
            continue
        here = f"{path}/{name.localname}"
        yield here, "basisschema" in (name.namespace or ""), "" if len(child) else child.text or ""
        yield from _contents(child, here, without)
