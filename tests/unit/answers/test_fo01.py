"""The Fo01: who, about which envelope, and a description that always fits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from lxml import etree

from services.shared.standard.answers import fo01
from tests.support.answers import all_at, at, contents, parsed, value


def error(**changes: Any) -> etree._Element:
    values: dict[str, Any] = {
        "zender_organisatie": "0193",
        "zender_applicatie": "Sluis",
        "ontvanger_organisatie": "65656055",
        "referentienummer": "nieuw",
        "cross_refnummer": "van de envelop",
        "tijdstip": datetime(2025, 6, 3, 4, 5, 9, 999_999),  # noqa: DTZ001 - an envelope holds local time without zone
        "omschrijving": "Het bericht volgt het schema niet.",
    }
    return parsed(fo01.render(**{**values, **changes}), "stuf0301")


def test_it_names_both_parties_both_envelopes_and_the_moment() -> None:
    assert [(path.rpartition("/")[2], text) for path, _, text in contents(at(error(), "stuurgegevens"))] == [
        ("berichtcode", "Fo01"),
        ("zender", ""),
        ("organisatie", "0193"),
        ("applicatie", "Sluis"),
        ("ontvanger", ""),
        ("organisatie", "65656055"),
        ("applicatie", "GGk"),
        ("referentienummer", "nieuw"),
        ("tijdstipBericht", "20250603040509"),
        ("crossRefnummer", "van de envelop"),
    ]


def test_a_message_that_breaks_its_schema_is_stuf055_with_the_fault_at_the_client() -> None:
    body = at(error(details="JW323-00030002"), "body")
    assert [text for _, _, text in contents(body)] == [
        *("StUF055", "client", "Het bericht volgt het schema niet.", "JW323-00030002"),
    ]


def test_another_code_and_place_can_be_given() -> None:
    body = at(error(code="IB007", plek="server"), "body")
    assert (value(body, "code"), value(body, "plek")) == ("IB007", "server")


def test_a_party_without_organisation_is_written_without() -> None:
    head = at(error(zender_organisatie=None, ontvanger_organisatie=None), "stuurgegevens")
    assert all_at(head, "zender/organisatie") == all_at(head, "ontvanger/organisatie") == []


def test_without_details_there_is_no_details() -> None:
    assert all_at(error(), "body/details") == []


@pytest.mark.parametrize(
    ("long", "cut"),
    [
        ("x" * 200, "x" * 200),
        ("x" * 201, "x" * 199 + "…"),
        ("x" * 198 + " " + "y", "x" * 198 + " y"),
        ("x" * 198 + " " + "yy", "x" * 198 + "…"),
        ("x" * 199 + " " + "y", "x" * 199 + "…"),
        ("x" * 200 + " " + "y", "x" * 199 + "…"),
        ("woord " * 40, "woord " * 32 + "woord…"),
        ("  een\r\n\ttwee ", "een twee"),
        ("a\x00b\ud800", "a\ufffdb\ufffd"),
    ],
)
def test_a_long_description_is_cut_at_a_word(long: str, cut: str) -> None:
    assert value(error(omschrijving=long), "body/omschrijving") == cut
