"""The JW302: which class carries which code, and that the client returns as he was sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest
from lxml import etree

from services.shared.standard.answers import jw302
from services.shared.standard.judged import Codes, Judged301
from tests.support.answers import all_at, at, codes, contents, parsed, read_301, value

CONTACT = "<Contact><Soort>01</Soort>{}</Contact>"
NAAM = (
    "<Naam><i:Geslachtsnaam><i:Achternaam>Proef</i:Achternaam></i:Geslachtsnaam><i:NaamGebruik>1</i:NaamGebruik></Naam>"
)
PRODUCT = (
    "<ToegewezenProduct><ToewijzingNummer>{}</ToewijzingNummer><Toewijzingsdatum>2025-04-01</Toewijzingsdatum>"
    "<Toewijzingstijd>24:00:00</Toewijzingstijd><Ingangsdatum>2025-05-01</Ingangsdatum>"
    "<Commentaar>{}</Commentaar></ToegewezenProduct>"
)
RELATIE = f"<Relatie><Nummer>{{}}</Nummer><Soort>03</Soort>{NAAM}{CONTACT.format('')}</Relatie>"


def toewijzing(
    *,
    relaties: str = "",
    contacten: str = CONTACT.format(""),
    producten: str = PRODUCT.format(500401, "x"),
    attributes: str = "",
) -> bytes:
    """A JW301 in the default namespace, with another prefix for the base schema than the answer uses."""
    return f"""<Bericht xmlns="http://www.istandaarden.nl/ijw/3_2/jw301/schema"
        xmlns:i="http://www.istandaarden.nl/ijw/3_2/basisschema/schema"
        xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" {attributes}>
      <Header><BerichtCode>436</BerichtCode><BerichtVersie> 3 </BerichtVersie><BerichtSubversie>2</BerichtSubversie>
        <Afzender>0193</Afzender><Ontvanger>65656055</Ontvanger>
        <BerichtIdentificatie><i:Identificatie>T&amp;1</i:Identificatie><i:Dagtekening> 2025-04-01 </i:Dagtekening>
        </BerichtIdentificatie><XsdVersie><i:BasisschemaXsdVersie>1.0.0</i:BasisschemaXsdVersie>
        <i:BerichtXsdVersie>1.0.1</i:BerichtXsdVersie></XsdVersie></Header>
      <Client><Bsn>999996782</Bsn><Geboortedatum><i:Datum>2012-03-04</i:Datum></Geboortedatum><Geslacht>2</Geslacht>
        {NAAM}{relaties and f"<Relaties>{relaties}</Relaties>"}<Contactgegevens>{contacten}</Contactgegevens>
        <ToegewezenProducten>{producten}</ToegewezenProducten></Client></Bericht>""".encode()


def answer(document: bytes, classes: Mapping[str, Codes] | None, header: Codes = ("0200",)) -> etree._Element:
    root, bericht = read_301(document)
    written = jw302.render(
        root,
        bericht,
        Judged301(header, classes),
        identificatie_retour="R1",
        dagtekening=date(2025, 4, 3),
        xsd_versie=("0.1.0", "0.1.1"),
    )
    return parsed(written, "JW302")


def test_a_correct_toewijzing_gets_a_header_without_retourcodes() -> None:
    root = answer(toewijzing(), None, ())
    assert len(root) == 1
    assert all_at(root, "Header/RetourCodes") == []


def test_sender_receiver_identification_and_schema_versions_are_copied() -> None:
    header = at(answer(toewijzing(), None, ()), "Header")
    assert [text for _, _, text in contents(header)] == [
        *("437", "3", "2", "0193", "65656055", "", "T&1", "2025-04-01", "", "1.0.0", "1.0.1"),
        *("R1", "2025-04-03", "", "0.1.0", "0.1.1"),
    ]


def test_a_class_without_an_own_code_carries_0200() -> None:
    document = toewijzing(
        relaties=RELATIE.format(1) + RELATIE.format(2),
        producten=PRODUCT.format(500401, "x") + PRODUCT.format(450101, "x"),
    )
    client = at(answer(document, {"Client/ToegewezenProducten/ToegewezenProduct[2]": ("9379", "9385")}), "Client")
    assert codes(client) == ("0200",)
    assert [codes(each) for each in all_at(client, "Relaties/Relatie")] == [("0200",), ("0200",)]
    assert [codes(each) for each in all_at(client, "Relaties/Relatie/Contact")] == [("0200",), ("0200",)]
    assert codes(at(client, "Contactgegevens/Contact")) == ("0200",)
    producten = all_at(client, "ToegewezenProducten/ToegewezenProduct")
    assert [codes(each) for each in producten] == [("0200",), ("9379", "9385")]


@pytest.mark.parametrize(
    "path",
    [
        "Client",
        "Client/Relaties/Relatie[2]",
        "Client/Relaties/Relatie[2]/Contact",
        "Client/Contactgegevens/Contact[2]",
        "Client/ToegewezenProducten/ToegewezenProduct[1]",
    ],
)
def test_a_code_lands_on_the_class_at_its_path_and_on_no_other(path: str) -> None:
    document = toewijzing(relaties=RELATIE.format(1) + RELATIE.format(2), contacten=CONTACT.format("") * 2)
    root = answer(document, {path: ("0233",)})
    steps = [f"*[local-name()='{step.partition('[')[0]}'][{step.partition('[')[2].rstrip(']') or 1}]"
             for step in path.split("/")]  # fmt: skip
    (part,) = root.xpath("/".join(steps))
    assert codes(part) == ("0233",)
    assert [code.text for code in root.iter("{*}RetourCode")].count("0233") == 1


def test_containers_carry_no_codes() -> None:
    client = at(answer(toewijzing(relaties=RELATIE.format(1)), {}), "Client")
    for name in ("Relaties", "Contactgegevens", "ToegewezenProducten"):
        assert all_at(client, f"{name}/RetourCodes") == []


def test_codes_for_a_class_that_was_not_sent_are_never_lost_silently() -> None:
    with pytest.raises(ValueError, match=r"ToegewezenProduct\[2\]"):
        answer(toewijzing(), {"Client/ToegewezenProducten/ToegewezenProduct[2]": ("9385",)})


def test_an_empty_list_of_codes_reads_as_nothing_to_remark() -> None:
    assert codes(at(answer(toewijzing(), {"Client": ()}), "Client")) == ("0200",)


def test_free_text_returns_as_written() -> None:
    text = " regel&#13;&#10;&#9;twee ]]&gt; &lt;b&gt; &amp;amp; é "
    root = answer(toewijzing(producten=PRODUCT.format(1, text)), {})
    found = value(root, "Client/ToegewezenProducten/ToegewezenProduct/Commentaar")
    assert found == " regel\r\n\ttwee ]]> <b> &amp; é "


def test_a_cdata_section_and_a_comment_in_a_value_leave_the_value_whole() -> None:
    root = answer(toewijzing(producten=PRODUCT.format(1, "een<!-- x --> <![CDATA[<twee>]]> drie")), {})
    assert value(root, "Client/ToegewezenProducten/ToegewezenProduct/Commentaar") == "een <twee> drie"


@pytest.mark.parametrize("inside", ["", " ", "\r\n  ", "<!-- leeg -->"])
def test_a_class_whose_parts_are_all_absent_returns_empty(inside: str) -> None:
    document = toewijzing(contacten=CONTACT.format(f"<Adres>{inside}</Adres><Periode>{inside}</Periode>"))
    contact = at(answer(document, {}), "Client/Contactgegevens/Contact")
    assert len(at(contact, "Adres")) == len(at(contact, "Periode")) == 0


def test_attributes_do_not_return() -> None:
    document = toewijzing(attributes='xsi:schemaLocation="urn:x x.xsd"').replace(
        b"<Bsn>", b'<Bsn xsi:type="i:LDT_BurgerServicenummer">'
    )
    assert [dict(element.attrib) for element in answer(document, {}).iter() if element.attrib] == []
