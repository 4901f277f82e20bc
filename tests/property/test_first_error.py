"""The first error found in a stream, as for large documents, is the first of the list that libxml2 makes."""

from __future__ import annotations

import random
import re

import pytest
from lxml import etree

from services.shared.platform import xml, xml_schema
from services.shared.platform.xml import Fault
from services.shared.platform.xml_schema import Schema
from tests.support.schema_documents import mutated, valid_document
from tests.support.schema_facts import SCHEMAS, Message, messages

LONG = "é" * 200_000


def said(fault: Fault | None) -> object:
    """What is told but for positions: where namespaces differ the list counts otherwise."""
    return fault and (fault.reason, fault.line, re.sub(r"\[\d+\]", "", fault.path or ""))


@pytest.mark.parametrize("message", messages(), ids=lambda message: f"{message.release}-{message.name}")
def test_stream_and_list_agree(message: Message, monkeypatch: pytest.MonkeyPatch) -> None:
    dice = random.Random(message.name + message.release)
    schema = Schema(SCHEMAS / "ijw" / message.release / f"{message.name}.xsd")
    faults = 0
    for _ in range(40):
        _, data = mutated(valid_document(message, dice), message, dice)
        root = xml.parse(data)
        if isinstance(root, Fault):
            continue
        listed = schema.fault(root)
        with monkeypatch.context() as patch:
            patch.setattr(xml_schema, "_FLOOD", -1)
            streamed = schema.fault(root)
        assert said(streamed) == said(listed), data.decode()
        faults += listed is not None
    assert faults > 5


def test_a_long_value_is_no_error_in_a_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    message = next(m for m in messages() if (m.name, m.release) == ("JW301", "3.2"))
    schema = Schema(SCHEMAS / "ijw" / "3.2" / "JW301.xsd")
    root = valid_document(message, random.Random(1))
    product = root[1][-1][0]
    for comment in product.findall("{*}Commentaar"):
        product.remove(comment)
    etree.SubElement(product, product.tag.replace("ToegewezenProduct", "Commentaar")).text = f"&<{LONG}&"
    monkeypatch.setattr(xml_schema, "_FLOOD", -1)
    assert schema.fault(root) is None
    product[-1].text = f"{LONG}<&" * 2
    product.append(etree.Element("{urn:x}iets"))
    fault = schema.fault(root)
    assert fault is not None and "onbekend" in fault.reason and (fault.path or "").endswith("/onbekend")
