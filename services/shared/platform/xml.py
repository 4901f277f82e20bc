"""Reads XML from strangers: bounded, without DTD or entities, judged by libxml2 against a schema, in pieces when large.

Faults are values that say where and what, never with a value from the document.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

MAX_BYTES = 25_000_000
PIECE_BYTES = 192 * 1024
_HUGE_TEXT = 10_000_000  # above this size a document may hold a text node that libxml2 refuses by default
_DECLARED = re.compile(rb"""<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")

texts: Callable[[Any], list[str]] = etree.XPath(".//text()", smart_strings=False)  # type: ignore[assignment]
"""All texts below an element, in document order; of an element-only tree these are the values of its leaves."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a document cannot be read: a Dutch sentence, with the line (from 1) and the place when they are known."""

    reason: str
    line: int | None = None
    path: str | None = None


def refusal(data: bytes) -> Fault | None:
    """What is wrong with a document before any parser sees it: size, byte order mark, encoding or a DTD."""
    if len(data) > MAX_BYTES:
        return Fault(f"Het bericht is groter dan {MAX_BYTES} bytes.")
    if data.startswith(_BOMS):
        return Fault("Het bericht begint met een byte order mark; aanleveren in UTF-8 zonder BOM.")
    if b"\x00" in data[:64]:
        return Fault("Het bericht is niet in UTF-8.")
    declared = _DECLARED.match(data)
    if declared and declared.group(1).upper() not in (b"UTF-8", b"UTF8"):
        return Fault("Het bericht noemt een andere codering dan UTF-8.")
    if _has_doctype(data):
        return Fault("Het bericht bevat een DTD; dat is niet toegestaan.")
    return None


def _has_doctype(data: bytes) -> bool:
    """True when a document type declaration stands before the root element."""
    at = 0
    while True:
        at = data.find(b"<", at)
        if at < 0:
            return False
        if data.startswith(b"<!--", at):
            at = data.find(b"-->", at + 4)
        elif data.startswith(b"<?", at):
            at = data.find(b"?>", at + 2)
        else:
            return data.startswith(b"<!", at)
        if at < 0:
            return False


def parse(data: bytes) -> etree._Element | Fault:
    """Parse a document that ``refusal`` let through; comments, instructions and ignorable white space fall away."""
    parser = etree.XMLParser(
        remove_blank_text=True,
        remove_comments=True,
        remove_pis=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=len(data) > _HUGE_TEXT,
        encoding="utf-8",
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        line = error.lineno if isinstance(error.lineno, int) else None
        return Fault("Het bericht is geen welgevormde XML.", line)


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

    def fault(self, root: etree._Element) -> Fault | None:
        """The first thing that does not follow the schema, or None."""
        if self._schema.validate(root):
            return None
        entries: Any = self._schema.error_log
        entry = next(iter(entries), None)
        return Fault("Het bericht volgt het schema niet.") if entry is None else _schema_fault(entry)


_ELEMENT = re.compile(r"Element '(?:\{[^}]*\})?([^']+)'")
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
)


def _schema_fault(entry: etree._LogEntry) -> Fault:
    """Translate one message of libxml2, without the value that it quotes."""
    found = _ELEMENT.match(entry.message)
    name = found.group(1) if found else "onbekend"
    meaning = next((text for key, text in _MEANINGS if key in entry.type_name), "volgt het schema niet")
    path = _position_path(entry.path) if entry.path else None
    return Fault(f"Element {name} {meaning}.", entry.line, path)


_STEP = re.compile(r"(?:\*|[\w.-]+:)?([\w.-]*)((?:\[\d+\])?)")


def _position_path(path: str) -> str:
    """A libxml2 node path without prefixes."""
    return "/".join(_STEP.sub(r"\1\2", step, count=1) for step in path.split("/"))


@dataclass(frozen=True, slots=True)
class Pieces:
    """A large document cut after records: each piece is a whole document with head and tail and some of the records.

    ``data[start:end]`` holds the records; ``record_end`` is the end tag after which may be cut.
    """

    data: bytes
    start: int
    end: int
    record_end: bytes

    def __iter__(self) -> Iterator[tuple[bytes, int]]:
        """The pieces, each with the number of lines that stand before its records but not in its head."""
        head, tail = self.data[: self.start], self.data[self.end :]
        at, lines = self.start, 0
        while at < self.end:
            cut = self.data.find(self.record_end, min(at + PIECE_BYTES, self.end - 1))
            stop = self.end if cut < 0 or cut >= self.end else cut + len(self.record_end)
            body = self.data[at:stop]
            yield b"".join((head, body, tail)), lines
            lines += body.count(b"\n")
            at = stop


def pieces(data: bytes, record: str) -> Pieces | None:
    """Cut a document whose bulk is a row of ``record`` elements; None when that is not safe or not worth it.

    Safe means that between the first start tag and the last end tag of a record stands nothing that a cut could
    break: no comment, CDATA, processing instruction or namespace declaration.
    """
    if len(data) <= PIECE_BYTES:
        return None
    first = re.search(rb"<((?:[\w.-]+:)?%s)>" % record.encode(), data)
    if first is None:
        return None
    record_end = b"</%s>" % first.group(1)
    last = data.rfind(record_end)
    if last < first.start():
        return None
    end = last + len(record_end)
    for forbidden in (b"<!", b"<?", b"xmlns"):
        if data.find(forbidden, first.start(), end) >= 0:
            return None
    return Pieces(data, first.start(), end, record_end)
