"""The JW304: the header with its totals, and the refused lines, each with nothing granted."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from services.shared.standard.answers import jw304
from services.shared.standard.judged import Judged303, JudgedClient, JudgedPrestatie
from tests.support.answers import all_at, at, bedrag, codes, contents, parsed, read_303, value

SENT = (Path(__file__).parents[2] / "golden" / "answers" / "release-2.3.jw303.xml").read_bytes()
REFUSING_THE_SECOND = Judged303(("0200",), (JudgedClient(0, (), (JudgedPrestatie(1, ("9321", "9322")),)),), 61075)


def answer(judged: Judged303, document: bytes = SENT, xslt_versie: str | None = None) -> etree._Element:
    root, bericht = read_303(document)
    written = jw304.render(
        root,
        bericht,
        judged,
        gemeente_referentie_nummer="G1",
        dagtekening=date(2020, 6, 10),
        xslt_versie=xslt_versie,
    )
    return parsed(written, "JW304")


@pytest.mark.parametrize(("sent", "answered"), [("432", "433"), ("450", "451")])
def test_the_code_of_the_answer_follows_that_of_the_message(sent: str, answered: str) -> None:
    document = SENT.replace(b">432<", f">{sent}<".encode())
    assert value(answer(Judged303(("8001",), (), 87250), document), "Header/BerichtCode") == answered


def test_a_message_refused_in_the_header_states_both_totals_and_grants_nothing() -> None:
    root = answer(Judged303(("0001",), (), 0))
    assert codes(at(root, "Header")) == ("0001",)
    bedragen = at(root, "Header/RetourBedragen")
    assert [[text for _, _, text in contents(each)] for each in bedragen] == [["87250", "D"], ["0", "D"]]
    assert len(root) == 1


def test_full_approval_grants_what_was_submitted_and_returns_no_client() -> None:
    root = answer(Judged303(("8001",), (), 87250))
    ingediend, toegekend = at(root, "Header/RetourBedragen")
    assert bedrag(ingediend) == bedrag(toegekend) == 87250
    assert len(root) == 1


def test_the_answer_points_back_with_the_number_and_date_of_the_declarant() -> None:
    header = at(answer(REFUSING_THE_SECOND), "Header")
    assert value(header, "DeclaratieFactuurIdentificatie/DeclarantFactuurNummer") == "F202005001"
    assert value(header, "DeclaratieFactuurIdentificatie/FactuurDagtekening") == "2020-06-03"
    assert value(header, "Aanbieder") == "65656055"
    assert value(header, "RetourHeader/GemeenteReferentieNummer") == "G1"
    assert value(header, "RetourHeader/RetourDagtekening") == "2020-06-10"


def test_a_header_without_service_bureau_stays_without() -> None:
    document = SENT.replace(b"    <jw303:Servicebureau>98000001</jw303:Servicebureau>\r\n", b"")
    assert all_at(answer(REFUSING_THE_SECOND, document), "Header/Servicebureau") == []


def test_only_the_refused_line_returns_with_its_codes_and_nothing_granted() -> None:
    line = at(answer(REFUSING_THE_SECOND), "Clienten/Client/Prestaties/Prestatie")
    assert value(line, "ProductReferentie/ReferentieNummer") == "M0505-2"
    assert codes(line) == ("9321", "9322")
    granted = at(line, "ToegekendeBedragPrestatie")
    assert [[text for _, _, text in contents(each)] for each in granted] == [["0", "D"], ["0", "D"]]
    assert value(line, "Commentaar") == "Twee <regels>"


def test_a_client_without_codes_carries_no_retourcodes() -> None:
    assert all_at(answer(REFUSING_THE_SECOND), "Clienten/Client/RetourCodes") == []


def test_the_xslt_version_is_written_only_when_the_published_xslt_was_used() -> None:
    refused = Judged303(("0001",), (), 0)
    assert all_at(answer(refused), "Header/XsltVersie") == []
    assert value(answer(refused, xslt_versie="2.10.5"), "Header/XsltVersie") == "2.10.5"
