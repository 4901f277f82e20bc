"""The schemas accept and reject exactly what the facts say, in libxml2 and in the xmlschema package alike."""

from __future__ import annotations

import itertools
import random
import time
from collections import Counter
from functools import cache

import pytest
import xmlschema
from lxml import etree

from tests.support.schema_documents import (
    candidate_values,
    declared_for,
    each_place_damaged,
    full_document,
    valid_document,
)
from tests.support.schema_duel import beyond_the_package, duel, libxml2_schema
from tests.support.schema_facts import RELEASES, SCHEMAS, Message, messages
from tests.support.schema_oracle import is_valid, value_fits

BY_NAME = pytest.mark.parametrize("message", messages(), ids=lambda message: f"{message.release}-{message.name}")
BY_RELEASE = pytest.mark.parametrize("release", RELEASES)
HOSTILE_LENGTH = 10_000_000
HOSTILE = {
    "blanks": " " * HOSTILE_LENGTH,
    "blanks and a letter": " " * (HOSTILE_LENGTH - 1) + "x",
    "letters and a line end": "a" * (HOSTILE_LENGTH - 1) + "\n",
    "letters and blanks in turn": "a " * (HOSTILE_LENGTH // 2),
    "letters and line ends in turn": "a\n" * (HOSTILE_LENGTH // 2),
    "dots": "." * HOSTILE_LENGTH,
    "digits": "1" * HOSTILE_LENGTH,
    "digits and a letter": "0" * (HOSTILE_LENGTH - 1) + "x",
    "versions": "1." * (HOSTILE_LENGTH // 2),
}
WORST_SECONDS = 5.0  # one pass takes some tenths of a second; trying every way to cut the value never ends


def types_of(release: str) -> Message:
    return next(message for message in messages() if message.release == release)


@cache
def schema_text(release: str) -> str:
    """A schema with one element per simple type of the base schema, named after its type."""
    types = types_of(release).types
    elements = "".join(f'<xs:element name="{name}" type="ijw:{name}"/>' for name in types["simpleTypes"])
    return (
        f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:ijw="{types["namespace"]}">'
        f'<xs:import namespace="{types["namespace"]}" schemaLocation="basisschema.xsd"/>{elements}</xs:schema>'
    )


@cache
def libxml2_values(release: str) -> etree.XMLSchema:
    base = (SCHEMAS / "ijw" / release / "values.xsd").as_uri()
    return etree.XMLSchema(etree.fromstring(schema_text(release), base_url=base))


@cache
def package_values(release: str) -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(schema_text(release), base_url=str(SCHEMAS / "ijw" / release))


def value_element(name: str, value: str) -> etree._Element:
    element = etree.Element(name)
    element.text = value
    return element


@BY_NAME
def test_a_document_made_from_the_facts_is_valid(message: Message) -> None:
    for seed in range(10):
        document = etree.tostring(valid_document(message, random.Random(seed)))
        assert is_valid(document, message)
        assert libxml2_schema(message.release, message.name).validate(etree.fromstring(document))


@BY_NAME
def test_a_message_is_not_taken_for_another(message: Message) -> None:
    document = valid_document(message, random.Random(0))
    for other in messages():
        accepted = libxml2_schema(other.release, other.name).validate(document)
        assert accepted == (other == message) == is_valid(etree.tostring(document), other)


@BY_NAME
def test_a_mistake_at_any_place_gets_the_verdict_of_the_facts(message: Message) -> None:
    root = full_document(message)
    assert is_valid(etree.tostring(root), message)
    schema = libxml2_schema(message.release, message.name)
    for document in each_place_damaged(root):
        assert schema.validate(etree.fromstring(document)) == is_valid(document, message), document


@BY_NAME
def test_damaged_documents_get_the_verdict_of_the_facts(message: Message) -> None:
    tally: Counter[str] = Counter()
    assert [difference for seed in range(8) for difference in duel(message, seed, 25, 8, tally)] == []
    assert tally["valid"] >= 20 and tally["invalid"] >= 20 and tally["asked the package"] >= 20


@BY_RELEASE
def test_every_boundary_value_of_every_type_gets_the_verdict_of_the_facts(release: str) -> None:
    differences = []
    for name, facts in types_of(release).types["simpleTypes"].items():
        for value in dict.fromkeys(candidate_values((facts,))):
            element, expected = value_element(name, value), value_fits(value, (facts,))
            document = etree.tostring(element, encoding="utf-8")
            verdicts = {libxml2_values(release).validate(element)}
            if not beyond_the_package(document):
                verdicts.add(package_values(release).is_valid(document))
            if verdicts != {expected}:
                differences.append((name, value, expected))
    assert differences == []


@BY_NAME
def test_an_element_with_narrower_facets_keeps_those_of_its_type(message: Message) -> None:
    document = valid_document(message, random.Random(1))
    schema, narrowed = libxml2_schema(message.release, message.name), 0
    for element in document.iter():
        declared, good = declared_for(element, message), element.text
        if declared is not None and len(declared.layers) == 2:
            narrowed += 1
            for value in candidate_values(declared.layers):
                element.text = value
                assert schema.validate(document) == value_fits(value, declared.layers), (element.tag, value)
            element.text = good
    assert narrowed >= 3


@pytest.mark.parametrize("name", ["LDT_Commentaar", "LDT_Naam", "LDT_Tijd"])
def test_a_rewritten_pattern_keeps_exactly_its_values(name: str) -> None:
    facts = types_of("3.2").types["simpleTypes"][name]
    if name == "LDT_Tijd":
        values = [f"12:34:56{zone}" for zone in ("", "Z", "+01:00", "-01:00", "+00:00", "-00:00", ".5", ".5-14:00")]
    else:
        values = [
            "".join(chars) for length in range(6) for chars in itertools.product(" \t\n\r\u00a0a.", repeat=length)
        ]
    for value in values:
        element, expected = value_element(name, value), value_fits(value, (facts,))
        assert libxml2_values("3.2").validate(element) == expected, repr(value)
        if len(value) < 4 or name == "LDT_Tijd":
            assert package_values("3.2").is_valid(etree.tostring(element, encoding="utf-8")) == expected, repr(value)


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("name", ["LDT_Commentaar", "LDT_Naam", "LDT_Versie", "LDT_Voorletters", "LDT_Telefoonnummer",
                                  "LDT_AgbCode", "LDT_Datum", "LDT_Tijd", "LDT_Bedrag", "LDT_Eenheid"])  # fmt: skip
def test_a_value_of_ten_megabytes_is_judged_in_one_pass(name: str, kind: str) -> None:
    element = value_element(name, HOSTILE[kind])
    start = time.perf_counter()
    accepted = libxml2_values("3.2").validate(element)
    assert time.perf_counter() - start < WORST_SECONDS
    assert accepted == (name == "LDT_Commentaar" and kind != "blanks")
