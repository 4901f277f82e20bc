"""The JW325: what the decision leaves out, what it repeats, and how a large one is written."""

from __future__ import annotations

from datetime import date

from services.shared.standard.answers import jw325
from services.shared.standard.judged import Judged323, JudgedClient, JudgedPrestatie
from services.shared.standard.messages.header import Header
from services.shared.standard.messages.jw323 import JW323, Client, Declaratie, Prestatie
from tests.support.answers import all_at, at, codes, contents, parsed, value

MEI = (date(2025, 5, 1), date(2025, 5, 31))
HEADER = Header("490", "3", "2", "65656055", "0193", "D1", date(2025, 6, 3), "2025-06-03", "1.0.0", "1.0.1")
LINE = Prestatie("R1", None, 500101, "50", "50A09", *MEI, 40, "04", 8730, 349200, "D")
OK = ("0200",)


def declaratie(*lines: Prestatie, total: int = 0, side: str = "D") -> JW323:
    client = Client("999900006", lines)
    return JW323(HEADER, Declaratie("DN1", *MEI, date(2025, 6, 3), total, side, (client,)))


def refusing(*positions: int, toegekend: int = 0) -> Judged323:
    """The decision that refuses these lines of the first client."""
    return Judged323(OK, OK, (JudgedClient(0, OK, tuple(JudgedPrestatie(n, ("9321",)) for n in positions)),), toegekend)


def answer(bericht: JW323, judged: Judged323, xslt_versie: str | None = None) -> bytes:
    return jw325.render(
        bericht,
        judged,
        identificatie="A1",
        dagtekening=date(2025, 6, 5),
        xsd_versie=("0.1.0", "0.1.1"),
        xslt_versie=xslt_versie,
    )


def test_without_codes_on_the_declaratie_only_the_header_is_written() -> None:
    root = parsed(answer(declaratie(LINE), Judged323(("9056", "8848"), (), (), 0)), "JW325")
    assert len(root) == 1
    assert codes(at(root, "Header")) == ("9056", "8848")


def test_sender_and_receiver_change_places() -> None:
    header = at(parsed(answer(declaratie(LINE), refusing(0)), "JW325"), "Header")
    assert (value(header, "Afzender"), value(header, "Ontvanger")) == ("0193", "65656055")


def test_own_schema_versions_and_those_of_the_declaratie_stand_apart() -> None:
    header = at(parsed(answer(declaratie(LINE), refusing(0)), "JW325"), "Header")
    assert [text for _, _, text in contents(at(header, "XsdVersie"))] == ["0.1.0", "0.1.1"]
    assert [text for _, _, text in contents(at(header, "XsdVersieDeclaratie"))] == ["1.0.0", "1.0.1"]


def test_the_xslt_version_is_written_only_when_the_published_xslt_was_used() -> None:
    refused = Judged323(("0001",), (), (), 0)
    assert all_at(parsed(answer(declaratie(LINE), refused), "JW325"), "Header/XsltVersie") == []
    assert value(parsed(answer(declaratie(LINE), refused, "2.10.5"), "JW325"), "Header/XsltVersie") == "2.10.5"


def test_nothing_granted_is_debet_and_a_negative_net_is_credit_without_sign() -> None:
    for toegekend, expected in ((0, ["0", "D"]), (1, ["1", "D"]), (-50000, ["50000", "C"])):
        root = parsed(answer(declaratie(LINE), refusing(0, toegekend=toegekend)), "JW325")
        granted = at(root, "DeclaratieAntwoord/TotaalToegekendBedrag")
        assert [text for _, _, text in contents(granted)] == expected


def test_the_submitted_total_keeps_its_side_even_when_it_is_nothing() -> None:
    root = parsed(answer(declaratie(LINE, total=0, side="C"), refusing(0)), "JW325")
    submitted = at(root, "DeclaratieAntwoord/TotaalIngediendBedrag")
    assert [text for _, _, text in contents(submitted)] == ["0", "C"]


def test_only_refused_lines_return_in_the_order_of_the_message() -> None:
    lines = [LINE._replace(referentie_nummer=f"R{n}") for n in range(4)]
    root = parsed(answer(declaratie(*lines), refusing(1, 3)), "JW325")
    numbers = all_at(root, "DeclaratieAntwoord/Clienten/Client/Prestaties/Prestatie/ProductReferentie/ReferentieNummer")
    assert [number.text for number in numbers] == ["R1", "R3"]


def test_every_code_on_a_line_is_listed() -> None:
    judged = Judged323(OK, OK, (JudgedClient(0, OK, (JudgedPrestatie(0, ("9387", "9388")),)),), 0)
    root = parsed(answer(declaratie(LINE), judged), "JW325")
    assert codes(at(root, "DeclaratieAntwoord/Clienten/Client/Prestaties/Prestatie")) == ("9387", "9388")


def test_values_in_an_unusual_spelling_return_in_that_spelling() -> None:
    spelled = {
        "ToewijzingNummer": "000500101",
        "Begindatum": " 2025-05-01\n",
        "Einddatum": "12025-05-31",
        "GeleverdVolume": "+40",
        "ProductTarief": "08730",
        "Bedrag": "\t349200",
    }
    root = parsed(answer(declaratie(LINE._replace(letterlijk=spelled)), refusing(0)), "JW325")
    line = at(root, "DeclaratieAntwoord/Clienten/Client/Prestaties/Prestatie")
    found = {path.rpartition("/")[2]: text for path, _, text in contents(line)}
    assert {name: found[name] for name in spelled} == spelled


def test_one_unusual_spelling_leaves_the_other_values_as_they_are() -> None:
    line = LINE._replace(product_tarief=None, letterlijk={"GeleverdVolume": "040"})
    usual = answer(declaratie(LINE._replace(product_tarief=None)), refusing(0))
    assert answer(declaratie(line), refusing(0)) == usual.replace(b"<GeleverdVolume>40<", b"<GeleverdVolume>040<")


def test_each_returned_line_is_one_line_of_text() -> None:
    hostile = LINE._replace(referentie_nummer="a\r\nb\tc]]>&<\"'")
    written = answer(declaratie(LINE, hostile), refusing(0, 1)).decode()
    lines = [line for line in written.split("\r\n") if "<Prestatie>" in line]
    assert len(lines) == 2
    assert all(line.strip().endswith("</Prestatie>") for line in lines)


def test_a_large_answer_comes_in_small_pieces_that_together_are_the_whole() -> None:
    lines = [LINE._replace(referentie_nummer=f"R{n}") for n in range(5000)]
    bericht, judged = declaratie(*lines), refusing(*range(5000))
    pieces = list(
        jw325.parts(bericht, judged, identificatie="A1", dagtekening=date(2025, 6, 5), xsd_versie=("0.1.0", "0.1.1"))
    )
    whole = answer(bericht, judged)
    assert b"".join(pieces) == whole
    assert len(pieces) > 10
    assert max(map(len, pieces)) < len(whole) / 10
    found = all_at(parsed(whole, "JW325"), "DeclaratieAntwoord/Clienten/Client/Prestaties/Prestatie")
    assert len(found) == 5000


def test_the_same_decision_gives_the_same_bytes() -> None:
    assert answer(declaratie(LINE), refusing(0)) == answer(declaratie(LINE), refusing(0))
