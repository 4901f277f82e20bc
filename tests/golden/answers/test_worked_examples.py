"""The worked examples of the standard, as whole messages: what came in, and the bytes that go out.

The expected bytes stand beside this file. After a change that is meant to alter them, write them anew with
``python -m tests.golden.answers.test_worked_examples`` and review the difference.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from lxml import etree

from services.shared.standard.answers import fo01, jw302, jw304, jw325
from services.shared.standard.judged import Codes, Judged301, Judged303, Judged323, JudgedClient, JudgedPrestatie
from tests.support.answers import all_at, at, bedrag, codes, parsed, read_301, read_303, read_323, value

HERE = Path(__file__).parent
XSD = ("0.1.0", "0.1.0")
OK = ("0200",)
FULL = ("8001",)
PRODUCTEN = "Client/ToegewezenProducten/ToegewezenProduct"

TOEWIJZINGEN = {
    "W1": ("R20250001", date(2025, 4, 3), None, Judged301((), None)),
    "W2": ("R20250002", date(2025, 4, 3), "2.10.5", Judged301(("0001",), None)),
    "W3": ("R20250003", date(2025, 4, 10), None, Judged301(("9056",), None)),
    "W4": ("R20250004", date(2025, 6, 24), None, Judged301(OK, {f"{PRODUCTEN}[1]": ("9385",)})),
}
DECLARATIES = {
    "W5": ("A202506001", date(2025, 6, 10), Judged323(OK, FULL, (), 590380)),
    "W6": (
        "A202507001",
        date(2025, 7, 9),
        Judged323(OK, OK, (JudgedClient(0, OK, (JudgedPrestatie(1, ("9369",)),)),), 279360),
    ),
    "W7": (
        "A202506002",
        date(2025, 6, 10),
        Judged323(
            OK,
            OK,
            (JudgedClient(0, ("8187",), (JudgedPrestatie(0, ("0233",)), JudgedPrestatie(1, ("0233",)))),),
            87300,
        ),
    ),
    "W8": (
        "A202507002",
        date(2025, 7, 9),
        Judged323(OK, OK, (JudgedClient(0, OK, (JudgedPrestatie(0, ("9321",)),)),), -50000),
    ),
    "duplicate": ("A202507003", date(2025, 7, 9), Judged323(OK, ("9333",), (), 0)),
}
RELEASE_2_3 = {
    "granted-2.3": Judged303(FULL, (), 87250),
    "partly-2.3": Judged303(OK, (JudgedClient(0, OK, (JudgedPrestatie(1, ("9321",)),)),), 61075),
    "refused-2.3": Judged303(("0001",), (), 0),
}


def answer_301(name: str) -> bytes:
    retour, dagtekening, xslt, judged = TOEWIJZINGEN[name]
    root, bericht = read_301((HERE / f"{name}.jw301.xml").read_bytes())
    return jw302.render(
        root,
        bericht,
        judged,
        identificatie_retour=retour,
        dagtekening=dagtekening,
        xsd_versie=XSD,
        xslt_versie=xslt,
    )


def answer_323(name: str) -> bytes:
    identificatie, dagtekening, judged = DECLARATIES[name]
    _, bericht = read_323((HERE / f"{name}.jw323.xml").read_bytes())
    return jw325.render(bericht, judged, identificatie=identificatie, dagtekening=dagtekening, xsd_versie=XSD)


def answer_303(name: str) -> bytes:
    root, bericht = read_303((HERE / "release-2.3.jw303.xml").read_bytes())
    return jw304.render(
        root,
        bericht,
        RELEASE_2_3[name],
        gemeente_referentie_nummer="G2020060001",
        dagtekening=date(2020, 6, 10),
    )


def answer_broken_schema(name: str) -> bytes:
    return fo01.render(
        zender_organisatie="0193",
        zender_applicatie="Sluis",
        ontvanger_organisatie="65656055",
        referentienummer="0d1f7a52-6c5e-4b0f-9d5b-2f8f3f0a9c11",
        cross_refnummer="6b8a2f7e-11d0-4c39-8a55-7c1f8f1b2d43",
        tijdstip=datetime(2025, 6, 3, 14, 5, 9),  # noqa: DTZ001 - an envelope holds local time without zone
        omschrijving="Element ProductCode heeft een te lange waarde (regel 41).",
        details="JW323-00030002",
    )


Answer = Callable[[str], bytes]
EXAMPLES: dict[str, tuple[str, Answer]] = {
    **dict.fromkeys(TOEWIJZINGEN, ("JW302", answer_301)),
    **dict.fromkeys(DECLARATIES, ("JW325", answer_323)),
    **dict.fromkeys(RELEASE_2_3, ("JW304", answer_303)),
    "broken-schema": ("stuf0301", answer_broken_schema),
}


def expected_file(name: str) -> Path:
    kind, _ = EXAMPLES[name]
    return HERE / f"{name}.{'fo01' if kind == 'stuf0301' else kind.lower()}.xml"


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_answer_is_the_reviewed_one_byte_for_byte(name: str) -> None:
    _, answer = EXAMPLES[name]
    assert answer(name) == expected_file(name).read_bytes()


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_answer_fits_its_schema_and_is_utf8_with_crlf_and_without_bom(name: str) -> None:
    kind, _ = EXAMPLES[name]
    data = expected_file(name).read_bytes()
    parsed(data, kind)
    assert data.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\r\n<')
    assert data.endswith(b">\r\n")
    assert data.count(b"\n") == data.count(b"\r") == data.count(b"\r\n")
    assert data.count(b"xmlns") == (1 if kind == "stuf0301" else 2)


def reviewed(name: str) -> etree._Element:
    return parsed(expected_file(name).read_bytes(), EXAMPLES[name][0])


def test_w1_a_correct_toewijzing_is_answered_with_a_header_without_codes() -> None:
    answer = reviewed("W1")
    header = at(answer, "Header")
    names = ["BerichtCode", "BerichtVersie", "BerichtSubversie", "Afzender", "Ontvanger"]
    assert [value(header, name) for name in names] == ["437", "3", "2", "0193", "65656055"]
    assert value(header, "BerichtIdentificatie/Identificatie") == "T2025040001"
    assert value(header, "BerichtIdentificatie/Dagtekening") == "2025-04-01"
    assert value(header, "XsdVersie/BasisschemaXsdVersie") == "1.0.0"
    assert value(header, "IdentificatieRetour") == "R20250001"
    assert value(header, "DagtekeningRetour") == "2025-04-03"
    assert value(header, "XsdVersieRetour/BerichtXsdVersie") == "0.1.0"
    assert all_at(header, "RetourCodes") == all_at(header, "XsltVersie") == all_at(answer, "Client") == []


def test_w2_a_broken_level_2_rule_gives_only_a_header_with_0001() -> None:
    answer = reviewed("W2")
    assert codes(at(answer, "Header")) == ("0001",)
    assert value(answer, "Header/XsltVersie") == "2.10.5"
    assert all_at(answer, "Client") == []


def test_w3_an_identification_used_before_gives_only_a_header_with_9056() -> None:
    answer = reviewed("W3")
    assert codes(at(answer, "Header")) == ("9056",)
    assert all_at(answer, "Client") == []


def test_w4_a_removed_allocation_with_granted_lines_returns_the_whole_client() -> None:
    answer = reviewed("W4")
    assert codes(at(answer, "Header")) == ("0200",)
    assert codes(at(answer, "Client")) == ("0200",)
    assert codes(at(answer, "Client/Contactgegevens/Contact")) == ("0200",)
    producten = all_at(answer, PRODUCTEN)
    assert {value(each, "ToewijzingNummer"): codes(each) for each in producten} == {
        "500401": ("9385",),
        "450101": ("0200",),
    }


Returned = dict[str, tuple[Codes, dict[str, Codes]]]
"""Per BSN the codes of the client, and those of his lines by ReferentieNummer."""

# name: codes of DeclaratieAntwoord, submitted, granted, and what returns
ANTWOORDEN: dict[str, tuple[Codes, int, int, Returned]] = {
    "W5": (FULL, 590380, 590380, {}),
    "W6": (OK, 329361, 279360, {"999900006": (OK, {"R0506-4": ("9369",)})}),
    "W7": (OK, 155950, 87300, {"999996794": (("8187",), {"R0518-1": ("0233",), "R0518-2": ("0233",)})}),
    "W8": (OK, -20000, -50000, {"999900018": (OK, {"R0608-2": ("9321",)})}),
    "duplicate": (("9333",), 87300, 0, {}),
}


@pytest.mark.parametrize("name", ANTWOORDEN)
def test_w5_to_w8_grant_and_return_what_the_examples_say(name: str) -> None:
    declaratie, ingediend, toegekend, returned = ANTWOORDEN[name]
    answer = reviewed(name)
    assert codes(at(answer, "Header")) == OK
    antwoord = at(answer, "DeclaratieAntwoord")
    assert codes(antwoord) == declaratie
    assert bedrag(at(antwoord, "TotaalIngediendBedrag")) == ingediend
    assert bedrag(at(antwoord, "TotaalToegekendBedrag")) == toegekend
    assert len(all_at(antwoord, "Clienten")) == (1 if returned else 0)
    assert {
        value(client, "Bsn"): (
            codes(client),
            {
                value(line, "ProductReferentie/ReferentieNummer"): codes(line)
                for line in all_at(client, "Prestaties/Prestatie")
            },
        )
        for client in all_at(antwoord, "Clienten/Client")
    } == returned


@pytest.mark.parametrize("name", ANTWOORDEN)
def test_submitted_minus_granted_is_what_returns(name: str) -> None:
    antwoord = at(reviewed(name), "DeclaratieAntwoord")
    lines = all_at(antwoord, "Clienten/Client/Prestaties/Prestatie/IngediendBedrag")
    ingediend, toegekend = (bedrag(at(antwoord, f"Totaal{which}Bedrag")) for which in ("Ingediend", "Toegekend"))
    if set(codes(antwoord)) <= {"0200", "8001"}:
        assert sum(map(bedrag, lines)) == ingediend - toegekend
    else:
        assert (toegekend, lines) == (0, [])


if __name__ == "__main__":
    for example, (_, make) in EXAMPLES.items():
        expected_file(example).write_bytes(make(example))
