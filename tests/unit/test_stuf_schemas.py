"""The envelope schemas and the WSDL hold what the GGk facts say, in both schema libraries and for a SOAP client."""

from __future__ import annotations

from functools import cache

import pytest
import xmlschema
import zeep
from lxml import etree

from tests.support.schema_facts import SCHEMAS

GGK = "http://www.stufstandaarden.nl/koppelvlak/ggk0210"
STUF = "http://www.egem.nl/StUF/StUF0301"
SOAP = "http://schemas.xmlsoap.org/wsdl/soap/"
UUID4, UUID1 = "7d5b3f6a-0c1e-4a8b-9d2f-1a2b3c4d5e6f", "7d5b3f6a-0c1e-11e6-9d2f-1a2b3c4d5e6f"
ENVELOPES = {"Di01": "envelopHeenbericht-ggk_Di01", "Du01": "envelopRetourbericht-ggk_Du01"}
REACTIES = ("Fo01", "Fo03", "Bv03")


@cache
def schemas() -> tuple[etree.XMLSchema, xmlschema.XMLSchema]:
    path = SCHEMAS / "stuf" / "ggk0210_msg_ggkberichten.xsd"
    return etree.XMLSchema(etree.parse(path)), xmlschema.XMLSchema(path)


def accepted(document: str) -> bool:
    """The verdict of libxml2; the xmlschema package must have the same."""
    fast, explaining = schemas()
    verdict = fast.validate(etree.fromstring(document))
    assert explaining.is_valid(document) == verdict
    return verdict


def systeem(organisatie: str = "<s:organisatie>0193</s:organisatie>", applicatie: str = "Sluis", rest: str = "") -> str:
    return f"{organisatie}<s:applicatie>{applicatie}</s:applicatie>{rest}"


def envelop(
    soort: str = "Di01",
    *,
    zender: str = systeem(),
    referentie: str = UUID4,
    cross: str | None = None,
    tijdstip: str = "20230405101530",
    functie: str = "JW323",
    versie: str = "0003",
    inhoud: str = "<g:xmlBestand>PGEvPg==</g:xmlBestand>",
) -> str:
    kruis = f"<s:crossRefnummer>{cross or UUID4}</s:crossRefnummer>" if soort == "Du01" or cross else ""
    return (
        f'<g:{ENVELOPES[soort]} xmlns:g="{GGK}" xmlns:s="{STUF}"><g:stuurgegevens>'
        f"<s:berichtcode>{soort}</s:berichtcode><s:zender>{zender}</s:zender>"
        f"<s:ontvanger>{systeem(applicatie='GGk')}</s:ontvanger><s:referentienummer>{referentie}</s:referentienummer>"
        f"<s:tijdstipBericht>{tijdstip}</s:tijdstipBericht>{kruis}<s:functie>{functie}</s:functie></g:stuurgegevens>"
        f"<g:parameters><g:applicatieVersie>{versie}</g:applicatieVersie><g:applicatieSubversie>0001"
        f"</g:applicatieSubversie><g:functieVersie>0003</g:functieVersie><g:functieSubversie>0002</g:functieSubversie>"
        f"<g:bericht>{inhoud}</g:bericht></g:parameters></g:{ENVELOPES[soort]}>"
    )


def reactie(
    soort: str = "Fo01",
    *,
    berichtcode: str | None = None,
    zender: str = systeem(),
    referentie: str = UUID4,
    code: str = "StUF055",
    plek: str = "client",
    omschrijving: str = "x",
    details: str = "",
) -> str:
    body = (
        f"<s:body><s:code>{code}</s:code><s:plek>{plek}</s:plek><s:omschrijving>{omschrijving}</s:omschrijving>"
        f"{details}</s:body>"
    )
    return (
        f'<s:{soort}Bericht xmlns:s="{STUF}"><s:stuurgegevens><s:berichtcode>{berichtcode or soort}</s:berichtcode>'
        f"<s:zender>{zender}</s:zender><s:ontvanger>{systeem(applicatie='GGk')}</s:ontvanger>"
        f"<s:referentienummer>{referentie}</s:referentienummer><s:tijdstipBericht>20230405</s:tijdstipBericht>"
        f"<s:crossRefnummer>{referentie}</s:crossRefnummer></s:stuurgegevens>{'' if soort == 'Bv03' else body}"
        f"</s:{soort}Bericht>"
    )


@pytest.mark.parametrize("soort", ENVELOPES)
def test_an_envelope_with_a_message_or_a_named_file_is_accepted(soort: str) -> None:
    assert accepted(envelop(soort))
    assert accepted(envelop(soort, inhoud='<g:tekstBestand bestandsnaam="a.txt">YQ==</g:tekstBestand>'))


@pytest.mark.parametrize(
    "deel",
    [
        {"zender": systeem(organisatie="")},
        {"zender": systeem(applicatie="ab")},
        {"zender": systeem(applicatie="a" * 51)},
        {"zender": systeem(organisatie=f"<s:organisatie>{'1' * 201}</s:organisatie>")},
        {"zender": systeem(rest=f"<s:administratie>{'a' * 51}</s:administratie>")},
        {"zender": systeem(rest=f"<s:gebruiker>{'a' * 101}</s:gebruiker>")},
        {"referentie": UUID1},
        {"referentie": UUID4.upper()},
        {"tijdstip": "2023040"},
        {"tijdstip": "2" * 18},
        {"tijdstip": "2023-04-05"},
        {"functie": "J" * 31},
        {"versie": "3"},
        {"versie": "00003"},
        {"inhoud": ""},
        {"inhoud": "<g:xmlBestand>PGEvPg=</g:xmlBestand>"},
        {"inhoud": "<g:xmlBestand>YQ==</g:xmlBestand><g:xmlBestand>YQ==</g:xmlBestand>"},
        {"inhoud": "<g:tekstBestand>YQ==</g:tekstBestand>"},
        {"inhoud": '<g:tekstBestand bestandsnaam="a.b">YQ==</g:tekstBestand>'},
        {"inhoud": '<g:tekstBestand bestandsnaam="a b.txt">YQ==</g:tekstBestand>'},
        {"inhoud": '<g:xmlBestand bestandsnaam="a.xml">YQ==</g:xmlBestand>'},
    ],
)
def test_an_envelope_with_one_wrong_part_is_refused(deel: dict[str, str]) -> None:
    assert not accepted(envelop(**deel))


def test_the_outermost_lengths_of_an_envelope_are_accepted() -> None:
    rest = f"<s:administratie>{'a' * 50}</s:administratie><s:gebruiker>{'a' * 100}</s:gebruiker>"
    zender = systeem(f"<s:organisatie>{'1' * 200}</s:organisatie>", "a" * 50, rest)
    naam = "a" * 251 + ".txt"
    inhoud = f'<g:tekstBestand bestandsnaam="{naam}"/>'
    assert accepted(envelop(zender=zender, tijdstip="2" * 17, functie="J" * 30, inhoud=inhoud))


def test_only_a_return_envelope_points_back_and_it_must() -> None:
    assert not accepted(envelop("Di01", cross=UUID4))
    assert not accepted(envelop("Du01", cross=UUID1))
    assert not accepted(envelop("Du01").replace(f"<s:crossRefnummer>{UUID4}</s:crossRefnummer>", ""))
    assert not accepted(envelop("Di01").replace(">Di01<", ">Du01<"))


@pytest.mark.parametrize("soort", REACTIES)
def test_a_reaction_may_lack_its_organisation_and_a_uuid(soort: str) -> None:
    assert accepted(reactie(soort))
    assert accepted(reactie(soort, zender=systeem(organisatie=""), referentie=UUID1))
    assert not accepted(reactie(soort, referentie="1" * 41))
    assert not accepted(reactie(soort, berichtcode="Di01"))


def test_a_fault_holds_any_xml_as_its_details() -> None:
    details = "<s:details>JW315-00020010</s:details><s:detailsXML><a xmlns='urn:x' b='c'>d<e/></a><f/></s:detailsXML>"
    assert accepted(reactie(details=details))
    bare = reactie(details="<s:detailsXML>tekst</s:detailsXML>")  # the xmlschema package lets bare text pass here
    assert not schemas()[0].validate(etree.fromstring(bare))


@pytest.mark.parametrize(
    "deel",
    [
        {"code": "StUF0555"},
        {"plek": "Client"},
        {"omschrijving": "x" * 201},
        {"details": f"<s:details>{'x' * 1001}</s:details>"},
    ],
)
def test_a_fault_with_one_wrong_part_is_refused(deel: dict[str, str]) -> None:
    assert not accepted(reactie(**deel))


def test_a_soap_client_finds_three_operations_that_return_bv03() -> None:
    service = zeep.Client(str(SCHEMAS / "stuf" / "ggk0210.wsdl")).wsdl.services["StUFOntvangAsynchroonGGK0210Service"]
    operations = service.ports["OntvangAsynchroon"].binding.all()
    assert {name: (found.soapaction, found.input.body.type.name, found.output.body.type.name, list(found.faults))
            for name, found in operations.items()} == {
        "ggk_Di01": (f"{GGK}/ggk_Di01", ENVELOPES["Di01"], "Bv03Bericht", ["fout"]),
        "ggk_Du01": (f"{GGK}/ggk_Du01", ENVELOPES["Du01"], "Bv03Bericht", ["fout"]),
        "Fo01": (f"{STUF}/Fo01", "Fo01Bericht", "Bv03Bericht", ["fout"]),
    }  # fmt: skip


def test_the_wsdl_speaks_soap_1_1_with_whole_documents() -> None:
    wsdl = etree.parse(SCHEMAS / "stuf" / "ggk0210.wsdl")
    binding = wsdl.find(f".//{{{SOAP}}}binding")
    assert binding is not None
    assert dict(binding.attrib) == {"style": "document", "transport": "http://schemas.xmlsoap.org/soap/http"}
    assert {part.get("use") for part in wsdl.iter(f"{{{SOAP}}}body", f"{{{SOAP}}}fault")} == {"literal"}
