"""A schema fault is told with words of the schema: line, place and what was expected, never a value of the message."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.cli.schema_words import MOST, SchemaFault, explain
from services.shared.platform.xml import Fault

ROOT = Path(__file__).resolve().parents[3]
XSD = ROOT / "schemas" / "ijw" / "3.2" / "JW323.xsd"
GOOD = (ROOT / "tests" / "golden" / "answers" / "W5.jw323.xml").read_bytes()
FAULT = Fault("Het bericht volgt het schema niet.", 7, "/Bericht")
XSI = b'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
LINE = "/Bericht/Declaratie/Clienten/Client/Prestaties/Prestatie[1]"


def told(old: bytes, new: bytes) -> list[SchemaFault]:
    assert old in GOOD
    return explain(GOOD.replace(old, new, 1), FAULT, XSD)


NUMBER = b"<jw323:ToewijzingNummer>500101</jw323:ToewijzingNummer>"


@pytest.mark.parametrize(
    ("old", "new", "line", "path", "what", "expected"),
    [
        (
            NUMBER, b"", 38, f"{LINE}/ProductCategorie",
            "Voor ProductCategorie ontbreekt ToewijzingNummer.", "ToewijzingNummer, na ProductReferentie",
        ),
        (
            NUMBER, NUMBER + NUMBER, 37, f"{LINE}/ToewijzingNummer[2]",
            "Element ToewijzingNummer staat hier niet op zijn plaats.", "ProductCategorie, na ToewijzingNummer",
        ),
        (
            NUMBER, b"<jw323:Q999900006>1</jw323:Q999900006>" + NUMBER, 37, LINE,
            "Hier staat een element dat het schema niet kent.", "ToewijzingNummer, na ProductReferentie",
        ),
        (
            b">500101<", b">vijf<", 37, f"{LINE}/ToewijzingNummer",
            "Element ToewijzingNummer heeft een waarde die niet is toegestaan.",
            "een geheel getal van 0 tot en met 999999999",
        ),
        (
            b">D<", b">Q<", 27, "/Bericht/Declaratie/TotaalIngediendBedrag/DebetCredit",
            "Element DebetCredit heeft een waarde die niet is toegestaan.", "een van C, D",
        ),
        (
            b">2025-05-01<", b">01-05-2025<", 21, "/Bericht/Declaratie/DeclaratiePeriode/Begindatum",
            "Element Begindatum heeft een waarde die niet is toegestaan.", "een datum als 2026-03-31, zonder tijdzone",
        ),
        (
            b"<jw323:Bsn>", b"<jw323:Bsn>1", 31, "/Bericht/Declaratie/Clienten/Client/Bsn",
            "Element Bsn heeft een waarde die niet is toegestaan.", "precies 9 cijfers",
        ),
        (
            b">490<", b">491<", 4, "/Bericht/Header/BerichtCode",
            "Element BerichtCode heeft een waarde die niet is toegestaan.", "de waarde 490",
        ),
        (
            b">50A09<", b"><", 39, f"{LINE}/ProductCode",
            "Element ProductCode is leeg.", "tekst van 1 tot en met 5 tekens en niet alleen spaties",
        ),
        (
            b"<jw323:Header>", b'<jw323:Header soort="1">', 3, "/Bericht/Header",
            "Element Header heeft een attribuut dat hier niet mag.", "geen attributen",
        ),
    ],
    ids=[
        "missing", "twice", "unknown", "number", "codelist", "date", "digits", "fixed", "empty", "attribute",
    ],
)  # fmt: skip
def test_each_kind_of_fault_has_its_words(
    old: bytes, new: bytes, line: int, path: str, what: str, expected: str
) -> None:
    assert told(old, new) == [SchemaFault(line, path, what, expected)]


def test_what_is_missing_at_the_end_is_named() -> None:
    start = GOOD.rindex(b"<jw323:IngediendBedrag>")
    end = GOOD.rindex(b"</jw323:IngediendBedrag>") + len(b"</jw323:IngediendBedrag>")
    (fault,) = explain(GOOD[:start] + GOOD[end:], FAULT, XSD)
    assert fault.what == "In Prestatie ontbreekt IngediendBedrag."
    assert fault.expected == "IngediendBedrag, na ProductTarief"


@pytest.mark.parametrize(
    "head",
    [b'xsi:type=""', b'xsi:type="onzin"', b'xsi:type="x:y"', b'xsi:nil="true"', b'xsi:schemaLocation="a b"'],
)
def test_attributes_on_which_the_package_stumbles_leave_the_words_of_the_verdict(head: bytes) -> None:
    faults = told(b"<jw323:Header>", b"<jw323:Header " + XSI + b" " + head + b">")
    assert faults
    assert all("onzin" not in str(fault) for fault in faults)


@pytest.mark.parametrize("year", [b"12345678901", b"-2025", b"99999999999999999999", b"0000"])
def test_years_that_no_calendar_holds_are_no_crash(year: bytes) -> None:
    assert told(b">2025-05-01<", b">" + year + b"-05-01T<")


def test_all_faults_are_told_but_not_without_end() -> None:
    faults = explain(GOOD.replace(b"<jw323:ToewijzingNummer>", b"<jw323:ToewijzingNummer>x" * 1), FAULT, XSD)
    assert len(faults) == GOOD.count(b"<jw323:ToewijzingNummer>")
    start, end = GOOD.index(b"<jw323:Prestatie>"), GOOD.index(b"</jw323:Prestatie>") + len(b"</jw323:Prestatie>")
    many = GOOD[:start] + GOOD[start:end].replace(b">500101<", b">x<") * 40 + GOOD[end:]
    assert len(explain(many, FAULT, XSD)) == MOST


def test_what_cannot_be_explained_keeps_the_words_of_the_verdict() -> None:
    plain = [SchemaFault(7, "/Bericht", FAULT.reason, None)]
    assert explain(b"geen xml", FAULT, XSD) == plain
    assert explain(GOOD, FAULT, None) == plain
    assert explain(GOOD, FAULT, XSD.with_name("weg.xsd")) == plain
    assert explain(GOOD, FAULT, XSD) == plain


def test_in_a_large_message_the_fault_of_the_verdict_is_explained() -> None:
    start, end = GOOD.index(b"<jw323:Prestatie>"), GOOD.index(b"</jw323:Prestatie>") + len(b"</jw323:Prestatie>")
    large = GOOD[:start] + GOOD[start:end] * 2500 + GOOD[end:]
    last = large.rindex(b">500101<")
    fault = Fault("iets", None, "/Bericht/Declaratie/Clienten/Client/Prestaties/Prestatie[2502]/ToewijzingNummer")
    (told,) = explain(large[:last] + b">x<" + large[last + len(b">500101<") :], fault, XSD)
    assert (told.path, told.expected) == (fault.path, "een geheel getal van 0 tot en met 999999999")


def test_no_value_of_the_message_is_told() -> None:
    marked = GOOD.replace(b">500101<", b">999912342<").replace(b"<ijw:DebetCredit>D", b"<ijw:DebetCredit>999912342")
    faults = explain(marked, FAULT, XSD)
    assert faults
    assert "999912342" not in str(faults)
