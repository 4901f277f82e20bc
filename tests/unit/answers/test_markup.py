"""The shared pieces of an answer."""

from __future__ import annotations

import pytest
from lxml import etree

from services.shared.standard.answers.markup import answer_name, debet_credit, escape, repeated, retourcodes


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("R0505-1", "R0505-1"),
        ("a & b", "a &amp; b"),
        ("<b>", "&lt;b&gt;"),
        ("]]>", "]]&gt;"),
        ("\t\r\n", "&#9;&#13;&#10;"),
        ("\"'é😀 ", "\"'é😀 "),
    ],
)
def test_a_value_is_escaped_where_a_parser_would_read_it_otherwise(value: str, written: str) -> None:
    assert escape(value) == written


def test_a_class_with_retourcodes_holds_at_least_one() -> None:
    assert retourcodes(("9387", "9388")) == (
        "<RetourCodes><RetourCode>9387</RetourCode><RetourCode>9388</RetourCode></RetourCodes>"
    )
    with pytest.raises(ValueError, match="at least one"):
        retourcodes(())


def test_zero_is_debet() -> None:
    assert [debet_credit(amount) for amount in (-1, 0, 1)] == [(1, "C"), (0, "D"), (1, "D")]


def test_names_of_the_message_move_and_names_of_the_base_schema_stay() -> None:
    assert answer_name("{http://www.istandaarden.nl/ijw/3_2/jw301/schema}Naam") == "Naam"
    assert answer_name("{http://www.istandaarden.nl/ijw/3_2/basisschema/schema}Naam") == "ijw:Naam"


def test_an_element_repeats_with_all_below_it_and_without_attributes() -> None:
    element = etree.fromstring('<a xmlns:b="urn:x/basisschema/schema" x="1"><b:c> 1 </b:c><b:d y="2"/></a>')
    assert repeated(element) == "<a><ijw:c> 1 </ijw:c><ijw:d></ijw:d></a>"
