"""Whatever comes in and however it is judged: the answer fits its schema, repeats what was sent, and adds up."""

from __future__ import annotations

import random
import re
from datetime import date, datetime
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from services.shared.standard.answers import fo01, jw302, jw304, jw325
from services.shared.standard.answers.identificatie import identificatie
from services.shared.standard.answers.markup import escape
from services.shared.standard.judged import Codes, Judged301, Judged303, Judged323, JudgedClient, JudgedPrestatie
from services.shared.standard.messages.jw323 import JW323
from tests.support.answers import (
    all_at,
    at,
    bedrag,
    codes,
    contents,
    parsed,
    read_301,
    read_303,
    read_323,
    schema,
    value,
)
from tests.support.schema_documents import valid_document
from tests.support.schema_facts import Message, messages

XSD = ("0.1.0", "12.0.3")
CLASSES = ("Client", "Relatie", "Contact", "ToegewezenProduct")
XML_TEXT = st.text(
    st.one_of(
        st.sampled_from("&<>\"' \t\n\r;]-\u0085\u00a0\u2028é😀\ufffd"),
        st.characters(exclude_categories=("Cs",), exclude_characters="\ufffe\uffff", min_codepoint=0x20),
    ),
    min_size=1,
    max_size=20,
)
"""Any text that a schema-valid ReferentieNummer can be."""
SEEDS = st.integers(0, 2**32)
DATES = st.dates()
IDENTIFICATIES = XML_TEXT.map(lambda text: text[:12]).filter(re.compile(r"[ \t]*[^ \t\n\r][^\n\r]*").fullmatch)


@cache
def facts(name: str, release: str) -> Message:
    return next(message for message in messages() if (message.name, message.release) == (name, release))


@cache
def code_list(release: str) -> list[str]:
    types = facts("JW302", release).types["simpleTypes"]
    return list(types["LDT_RetourCode"]["enumeration"])


def some_codes(release: str) -> st.SearchStrategy[Codes]:
    return st.lists(st.sampled_from(code_list(release)), min_size=1, max_size=4).map(tuple)


@st.composite
def documents(draw: st.DrawFn, name: str, release: str) -> bytes:
    """A schema-valid message, with hostile text wherever the schema takes any text."""
    root = valid_document(facts(name, release), random.Random(draw(SEEDS)))
    for element in root.iter():
        if etree.QName(element).localname in ("ReferentieNummer", "VorigReferentieNummer", "Commentaar", "Achternaam"):
            before, element.text = element.text, draw(XML_TEXT)
            if not schema(name).validate(root):
                element.text = before
    return etree.tostring(root, encoding="utf-8")


@st.composite
def returned(draw: st.DrawFn, counts: list[int], release: str) -> tuple[JudgedClient, ...]:
    """Some lines of some clients, given how many lines each client has."""
    chosen = []
    for client, count in enumerate(counts):
        indexes = sorted(draw(st.sets(st.integers(0, count - 1))))
        lines = tuple(JudgedPrestatie(index, draw(some_codes(release))) for index in indexes)
        if lines:
            chosen.append(JudgedClient(client, draw(some_codes(release)), lines))
    return tuple(chosen)


def adding_up(bericht: JW323) -> JW323:
    """The message with the total that its lines give; the schema does not ask for it, a level 2 rule does."""
    amount = sum(line.bedrag if line.debet_credit == "D" else -line.bedrag for line in bericht.declaratie.prestaties())
    declaratie = bericht.declaratie._replace(totaal_bedrag=abs(amount), totaal_debet_credit="D" if amount >= 0 else "C")
    return bericht._replace(declaratie=declaratie)


def signed(lines: list[etree._Element]) -> int:
    return sum(bedrag(at(line, "IngediendBedrag")) for line in lines)


def trimmed(element: etree._Element) -> list[tuple[str, str]]:
    """The values below an element, without the white space around dates."""
    return [(path, text.strip() if path == "/Dagtekening" else text) for path, _, text in contents(element)]


@given(st.data(), documents("JW323", "3.2"), IDENTIFICATIES, DATES)
@settings(deadline=None)
def test_every_decision_on_a_declaratie_becomes_an_answer_that_repeats_and_adds_up(
    data: st.DataObject, document: bytes, own: str, day: date
) -> None:
    root, bericht = read_323(document)
    bericht = adding_up(bericht)
    sent = all_at(root, "Declaratie/Clienten/Client")
    back = data.draw(returned([len(at(client, "Prestaties")) for client in sent], "3.2"))
    refused = [
        (all_at(sent[client.position], "Prestaties/Prestatie")[line.position], line)
        for client in back
        for line in client.prestaties
    ]
    toegekend = bericht.declaratie.totaal_ingediend - signed([line for line, _ in refused])
    judged = Judged323(("0200",), ("0200",) if back else ("8001",), back, toegekend)

    written = jw325.render(bericht, judged, identificatie=own, dagtekening=day, xsd_versie=XSD)

    answer = parsed(written, "JW325")
    header, antwoord = at(answer, "Header"), at(answer, "DeclaratieAntwoord")
    assert value(header, "BerichtIdentificatie/Identificatie") == own
    assert value(header, "BerichtIdentificatie/Dagtekening") == day.isoformat()
    assert trimmed(at(header, "DeclaratieIdentificatie")) == trimmed(at(root, "Header/BerichtIdentificatie"))
    assert contents(at(header, "XsdVersieDeclaratie")) == contents(at(root, "Header/XsdVersie"))
    assert value(header, "Afzender") == value(root, "Header/Ontvanger")
    assert value(header, "Ontvanger") == value(root, "Header/Afzender")
    assert value(antwoord, "DeclaratieNummer") == value(root, "Declaratie/DeclaratieNummer")

    clients = all_at(antwoord, "Clienten/Client")
    assert [(value(client, "Bsn"), codes(client)) for client in clients] == [
        (value(sent[at_], "Bsn"), own_codes) for at_, own_codes, _ in back
    ]
    lines = all_at(antwoord, "Clienten/Client/Prestaties/Prestatie")
    assert [(contents(line, without=("RetourCodes",)), codes(line)) for line in lines] == [
        (contents(line), judged_line.codes) for line, judged_line in refused
    ]
    ingediend, granted = (bedrag(at(antwoord, f"Totaal{which}Bedrag")) for which in ("Ingediend", "Toegekend"))
    assert granted == toegekend
    assert signed(lines) == ingediend - granted


@given(documents("JW323", "3.2"), some_codes("3.2"), DATES)
@settings(deadline=None, max_examples=30)
def test_a_refused_declaratie_or_header_returns_no_line(document: bytes, found: Codes, day: date) -> None:
    _, bericht = read_323(document)
    for judged in (Judged323(found, (), (), 0), Judged323(("0200",), found, (), 0)):
        written = jw325.render(bericht, judged, identificatie="A", dagtekening=day, xsd_versie=XSD)
        answer = parsed(written, "JW325")
        assert codes(at(answer, "Header")) == judged.header
        assert [codes(each) for each in all_at(answer, "DeclaratieAntwoord")] == [judged.declaratie][: len(answer) - 1]
        assert [bedrag(each) for each in all_at(answer, "DeclaratieAntwoord/TotaalToegekendBedrag")] == [0] * (
            len(answer) - 1
        )
        assert all_at(answer, "DeclaratieAntwoord/Clienten") == []


def class_paths(root: etree._Element) -> dict[str, etree._Element]:
    """The classes of a JW301 or JW302 that can carry codes, by their path."""
    client = at(root, "Client")
    found = {"Client": client}
    for n, relatie in enumerate(all_at(client, "Relaties/Relatie"), 1):
        found[f"Client/Relaties/Relatie[{n}]"] = relatie
        found[f"Client/Relaties/Relatie[{n}]/Contact"] = at(relatie, "Contact")
    for container, name in (("Contactgegevens", "Contact"), ("ToegewezenProducten", "ToegewezenProduct")):
        for n, part in enumerate(all_at(client, f"{container}/{name}"), 1):
            found[f"Client/{container}/{name}[{n}]"] = part
    return found


@given(st.data(), documents("JW301", "3.2"), IDENTIFICATIES, DATES)
@settings(deadline=None)
def test_every_decision_on_a_toewijzing_becomes_an_answer_that_repeats_all_of_it(
    data: st.DataObject, document: bytes, own: str, day: date
) -> None:
    root, bericht = read_301(document)
    paths = data.draw(st.sets(st.sampled_from(sorted(class_paths(root)))))
    judged = Judged301(("0200",), {path: data.draw(some_codes("3.2")) for path in sorted(paths)})

    written = jw302.render(root, bericht, judged, identificatie_retour=own, dagtekening=day, xsd_versie=XSD)

    answer = parsed(written, "JW302")
    assert value(answer, "Header/IdentificatieRetour") == own
    sent, got = at(root, "Client"), at(answer, "Client")
    assert contents(got, without=("RetourCodes",)) == contents(sent)
    assert judged.classes is not None
    for path, part in class_paths(answer).items():
        assert codes(part) == judged.classes.get(path, ("0200",))
        assert etree.QName(part[-1]).localname == "RetourCodes"
    assert len(list(answer.iter("{*}RetourCodes"))) == len(class_paths(answer)) + 1


@given(documents("JW301", "3.2"), st.one_of(st.just(()), some_codes("3.2")), DATES)
@settings(deadline=None, max_examples=30)
def test_an_answer_without_classes_holds_the_header_only(document: bytes, found: Codes, day: date) -> None:
    root, bericht = read_301(document)
    written = jw302.render(
        root, bericht, Judged301(found, None), identificatie_retour="R", dagtekening=day, xsd_versie=XSD
    )
    answer = parsed(written, "JW302")
    assert [etree.QName(part).localname for part in answer] == ["Header"]
    assert codes(at(answer, "Header")) == found
    assert value(answer, "Header/BerichtIdentificatie/Identificatie") == bericht.header.identificatie


@given(st.data(), documents("JW303", "2.3"), XML_TEXT, DATES, st.integers(-(10**11), 10**11))
@settings(deadline=None)
def test_every_decision_on_a_declaratie_of_release_2_3_becomes_an_answer_that_repeats_it(
    data: st.DataObject, document: bytes, own: str, day: date, toegekend: int
) -> None:
    root, bericht = read_303(document)
    sent = all_at(root, "Clienten/Client")
    back = data.draw(returned([len(at(client, "Prestaties")) for client in sent], "2.3"))
    judged = Judged303(data.draw(some_codes("2.3")), back, toegekend)

    written = jw304.render(root, bericht, judged, gemeente_referentie_nummer=own, dagtekening=day)

    answer = parsed(written, "JW304")
    header = at(answer, "Header")
    assert value(header, "RetourHeader/GemeenteReferentieNummer") == own
    assert int(value(header, "BerichtCode")) == int(value(root, "Header/BerichtCode")) + 1
    assert codes(header) == judged.header
    assert contents(header, without=("BerichtCode", "RetourHeader", "RetourBedragen", "RetourCodes")) == contents(
        at(root, "Header"), without=("BerichtCode", "DeclaratieFactuurBedragen")
    )
    assert bedrag(at(header, "RetourBedragen/IngediendTotaalBedrag")) == bericht.header.totaal.met_teken
    assert bedrag(at(header, "RetourBedragen/ToegekendTotaalBedrag")) == toegekend
    added = ("RetourCodes", "ToegekendeBedragPrestatie")
    clients = all_at(answer, "Clienten/Client")
    assert [(contents(client, without=("RetourCodes", "Prestaties")), codes(client)) for client in clients] == [
        (contents(sent[at_], without=("Prestaties",)), own_codes) for at_, own_codes, _ in back
    ]
    lines = all_at(answer, "Clienten/Client/Prestaties/Prestatie")
    refused = [
        (all_at(sent[at_], "Prestaties/Prestatie")[line], found) for at_, _, some in back for line, found in some
    ]
    assert [(contents(line, without=added), codes(line)) for line in lines] == [
        (contents(line), found) for line, found in refused
    ]


@given(XML_TEXT)
def test_a_value_survives_escaping_and_a_conversion_of_line_ends(text: str) -> None:
    document = f"<a>{escape(text)}</a>".replace("\r\n", "\n").replace("\n", "\r\n").encode()
    assert etree.fromstring(document).text == text


@given(st.lists(st.text(), min_size=1), st.lists(st.text(), min_size=1))
def test_an_identification_depends_on_all_that_it_is_made_from(one: list[str], other: list[str]) -> None:
    assert re.fullmatch("[A-Z][0-9A-Z]{11}", identificatie(*one))
    assert (identificatie(*one) == identificatie(*other)) == (one == other)


@given(st.text(max_size=450), st.none() | st.text(max_size=1200), st.datetimes(), st.none() | XML_TEXT)
@settings(deadline=None)
def test_a_fo01_fits_its_schema_whatever_the_description(
    omschrijving: str, details: str | None, tijdstip: datetime, organisatie: str | None
) -> None:
    written = fo01.render(
        zender_organisatie=organisatie,
        zender_applicatie="Sluis",
        ontvanger_organisatie=organisatie,
        referentienummer="r",
        cross_refnummer="c",
        tijdstip=tijdstip,
        omschrijving=omschrijving,
        details=details,
    )
    body = at(parsed(written, "stuf0301"), "body")
    words, kept = " ".join(omschrijving.split()), value(body, "omschrijving")
    assert len(kept) <= 200
    assert len(kept) == len(words) if len(words) <= 200 else kept.endswith("…")
    assert len(all_at(body, "details")) == (0 if details is None else 1)
