"""Knows how values become the XML text of an answer: escaping, line ends, and the pieces that answers share.

Answers are written with f-strings over values that a schema has already checked. The namespace of the answer is the
default one and the base schema has the prefix ``ijw``: short names keep a large answer within what GGk carries.
"""

from __future__ import annotations

import re
from functools import lru_cache

from services.shared.standard.judged import Codes
from services.shared.standard.messages.element import Element

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'
BASE_3_2 = "http://www.istandaarden.nl/ijw/3_2/basisschema/schema"
BASE_2_3 = "http://www.istandaarden.nl/ijw/2_3/basisschema/schema"

_special = re.compile(r"[&<>\t\n\r]").search
_REFERENCES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"},
)


def escape(value: str) -> str:
    """The value as element content.

    Tabs and line ends become references, so that no parser, formatter or line-end conversion on the way changes them.
    """
    if value.isalnum() or not _special(value):  # most values are numbers and codes
        return value
    return value.translate(_REFERENCES)


def crlf(template: str) -> str:
    """The text with CR LF line ends (OP192); values in it are escaped, so every line end is ours."""
    return template.replace("\n", "\r\n")


@lru_cache(maxsize=1024)
def retourcodes(codes: Codes) -> str:
    """The class RetourCodes with its codes (at least one), on one line."""
    if not codes:
        raise ValueError("RetourCodes holds at least one code")
    return f"<RetourCodes>{''.join([f'<RetourCode>{code}</RetourCode>' for code in codes])}</RetourCodes>"


def optional(name: str, value: str | None, indent: str) -> str:
    """A line for an element that may be absent: a line end and the element, or nothing."""
    return "" if value is None else f"\n{indent}<{name}>{escape(value)}</{name}>"


def debet_credit(amount: int) -> tuple[int, str]:
    """A signed amount in eurocents as the standard writes it: without sign, D for zero and more, C for less (CS325)."""
    return (amount, "D") if amount >= 0 else (-amount, "C")


def totaal(amount: int, side: str) -> str:
    """The content of a CDT_TotaalBedragMetDC; ``amount`` in eurocents without sign."""
    return f"<ijw:TotaalBedrag>{amount}</ijw:TotaalBedrag><ijw:DebetCredit>{side}</ijw:DebetCredit>"


@lru_cache(maxsize=1024)
def answer_name(tag: str) -> str:
    """The name in the answer of an element of the heenbericht: names of the message move to the answer's namespace,
    names of the base schema stay in theirs."""
    namespace, _, local = tag.rpartition("}")
    return f"ijw:{local}" if namespace.endswith("/basisschema/schema") else local


def repeated(element: Element) -> str:
    """An element of the heenbericht with all below it, values as written, without attributes, on one line."""
    name = answer_name(element.tag)
    content = "".join([repeated(child) for child in element]) if len(element) else escape(element.text or "")
    return f"<{name}>{content}</{name}>"
