"""Envelopes with one fault each: the exact fault, what the sender hears, and that nothing of it leaks."""

from __future__ import annotations

import base64
import codecs
from collections.abc import Callable

import pytest
from lxml import etree

from services.gateway.ggk import soap
from services.gateway.ggk.envelop import Fo01, Gelezen
from services.gateway.ggk.gebreken import Fo03Gevolg, Gebrek, Geweigerd, HttpGevolg
from tests.support.ggk import (
    ACTIE_DI01,
    ACTIE_DU01,
    ACTIE_FO01,
    GGK,
    REF,
    SCHEMA,
    SOAP,
    STUF,
    antwoorder,
    di01,
    du01,
    fo01,
    in_soap,
    lees,
    lees_soap,
)

GOED = di01()
B64 = "QUJDRA=="
XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
XS = "http://www.w3.org/2001/XMLSchema"
BSN = "999990019"


def vervang(oud: str, nieuw: str, uit: str = GOED) -> bytes:
    assert oud in uit
    return in_soap(uit.replace(oud, nieuw, 1))


def b64(tekst: str) -> bytes:
    return in_soap(di01(b64=tekst))


def ruw(oud: str, nieuw: str) -> bytes:
    heel = in_soap(GOED).decode()
    assert oud in heel
    return heel.replace(oud, nieuw, 1).encode()


STUUR = "<g:stuurgegevens>"
BESTAND = f"<g:xmlBestand>{base64.b64encode(b'x').decode()}</g:xmlBestand>"
TEKST = BESTAND.replace("xmlBestand", "tekstBestand").replace("<g:tekstBestand", '<g:tekstBestand bestandsnaam="a.txt"')
XMLBESTAND = GOED[GOED.index("<g:xmlBestand>") : GOED.index("</g:bericht>")]
BOM_ENTITEITEN = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>'
)

SCHEMAFOUTEN: dict[str, tuple[bytes, str | None]] = {
    "berichtcode van een ander": (in_soap(di01(berichtcode="Du01")), "berichtcode"),
    "berichtcode leeg": (in_soap(di01(berichtcode="")), "berichtcode"),
    "berichtcode met spatie": (in_soap(di01(berichtcode=" Di01")), "berichtcode"),
    "berichtcode klein": (in_soap(di01(berichtcode="di01")), "berichtcode"),
    "berichtcode onbekend": (in_soap(di01(berichtcode="Lk01")), "berichtcode"),
    "referentienummer geen uuid": (in_soap(di01(referentienummer="12345")), "referentienummer"),
    "referentienummer leeg": (in_soap(di01(referentienummer="")), "referentienummer"),
    "referentienummer hoofdletters": (in_soap(di01(referentienummer=REF.upper())), "referentienummer"),
    "referentienummer versie 1": (in_soap(di01(referentienummer=REF[:14] + "1" + REF[15:])), "referentienummer"),
    "referentienummer andere variant": (in_soap(di01(referentienummer=REF[:19] + "c" + REF[20:])), "referentienummer"),
    "referentienummer met accolades": (in_soap(di01(referentienummer=f"{{{REF}}}")), "referentienummer"),
    "referentienummer met regeleinde": (in_soap(di01(referentienummer=f"{REF}\n")), "referentienummer"),
    "referentienummer te lang": (in_soap(di01(referentienummer=REF + "0" * 10)), "referentienummer"),
    "crossRefnummer geen uuid": (in_soap(du01(crossRefnummer="onbekend")), "crossRefnummer"),
    "crossRefnummer in een Di01": (
        vervang("<s:functie>", f"<s:crossRefnummer>{REF}</s:crossRefnummer><s:functie>"),
        "crossRefnummer",
    ),
    "crossRefnummer ontbreekt": (
        in_soap(du01().replace(du01()[du01().index("<s:cross") : du01().index("<s:functie")], "")),
        "functie",
    ),
    "tijdstip te kort": (in_soap(di01(tijdstipBericht="2026030")), "tijdstipBericht"),
    "tijdstip te lang": (in_soap(di01(tijdstipBericht="202603051404051234")), "tijdstipBericht"),
    "tijdstip met streepjes": (in_soap(di01(tijdstipBericht="2026-03-05")), "tijdstipBericht"),
    "tijdstip met zone": (in_soap(di01(tijdstipBericht="20260305140405Z")), "tijdstipBericht"),
    "tijdstip met Arabische cijfers": (in_soap(di01(tijdstipBericht="٢٠٢٦٠٣٠٥")), "tijdstipBericht"),
    "functie te lang": (in_soap(di01(functie="J" * 31)), "functie"),
    "functie ontbreekt": (vervang("<s:functie>JW323</s:functie>", ""), "stuurgegevens"),
    "functie dubbel": (vervang("<s:functie>", "<s:functie>JW323</s:functie><s:functie>"), "functie"),
    "organisatie te lang": (in_soap(di01(zender="9" * 201)), "organisatie"),
    "organisatie ontbreekt": (vervang("<s:organisatie>65656055</s:organisatie>", ""), "applicatie"),
    "applicatie te kort": (in_soap(di01(zenderApplicatie="ab")), "applicatie"),
    "applicatie te lang": (in_soap(di01(zenderApplicatie="a" * 51)), "applicatie"),
    "administratie te lang": (
        vervang("</s:zender>", f"<s:administratie>{'a' * 51}</s:administratie></s:zender>"),
        "administratie",
    ),
    "gebruiker voor administratie": (
        vervang(
            "</s:zender>",
            "<s:gebruiker>a</s:gebruiker><s:administratie>b</s:administratie></s:zender>",
        ),
        "administratie",
    ),
    "zender ontbreekt": (
        in_soap(GOED[: GOED.index("<s:zender>")] + GOED[GOED.index("<s:ontvanger>") :]),
        "ontvanger",
    ),
    "ontvanger voor zender": (
        in_soap(
            GOED[: GOED.index("<s:zender>")]
            + GOED[GOED.index("<s:ontvanger>") : GOED.index("<s:referentienummer>")]
            + GOED[GOED.index("<s:zender>") : GOED.index("<s:ontvanger>")]
            + GOED[GOED.index("<s:referentienummer>") :]
        ),
        "ontvanger",
    ),
    "stuurgegevens dubbel": (
        in_soap(
            GOED.replace(
                "<g:parameters>",
                GOED[GOED.index(STUUR) : GOED.index("<g:parameters>")] + "<g:parameters>",
            )
        ),
        "stuurgegevens",
    ),
    "stuurgegevens in verkeerde naamruimte": (
        in_soap(GOED.replace("g:stuurgegevens>", "s:stuurgegevens>")),
        "stuurgegevens",
    ),
    "kinderen in verkeerde naamruimte": (in_soap(GOED.replace("s:functie>", "g:functie>")), "functie"),
    "kinderen zonder naamruimte": (in_soap(GOED.replace("s:functie>", "functie>")), "functie"),
    "parameters ontbreken": (
        in_soap(GOED[: GOED.index("<g:parameters>")] + "</g:envelopHeenbericht-ggk_Di01>"),
        "envelopHeenbericht-ggk_Di01",
    ),
    "versie van drie cijfers": (in_soap(di01(functieVersie="003")), "functieVersie"),
    "versie met punt": (in_soap(di01(functieSubversie="3.20")), "functieSubversie"),
    "applicatieVersie leeg": (in_soap(di01(applicatieVersie="")), "applicatieVersie"),
    "versies verwisseld": (
        in_soap(
            GOED.replace("functieVersie>", "?")
            .replace("functieSubversie>", "functieVersie>")
            .replace("?", "functieSubversie>")
        ),
        "functieSubversie",
    ),
    "bericht zonder bestand": (vervang(XMLBESTAND, ""), "bericht"),
    "twee bestanden": (vervang(XMLBESTAND, XMLBESTAND * 2), "xmlBestand"),
    "xmlBestand en tekstBestand": (vervang(XMLBESTAND, XMLBESTAND + TEKST), "tekstBestand"),
    "tekstBestand zonder naam": (
        vervang(XMLBESTAND, TEKST.replace(' bestandsnaam="a.txt"', "")),
        "tekstBestand",
    ),
    "tekstBestand met pad als naam": (vervang(XMLBESTAND, TEKST.replace("a.txt", "../etc/passwd")), "tekstBestand"),
    "xmlBestand met bestandsnaam": (vervang("<g:xmlBestand>", '<g:xmlBestand bestandsnaam="a.xml">'), "xmlBestand"),
    "xmlBestand in verkeerde naamruimte": (in_soap(GOED.replace("g:xmlBestand>", "s:xmlBestand>")), "xmlBestand"),
    "element in xmlBestand": (vervang("<g:xmlBestand>", "<g:xmlBestand><g:x/>"), "xmlBestand"),
    "bericht als gewone XML": (vervang(XMLBESTAND, "<g:xmlBestand><Bericht/></g:xmlBestand>"), "xmlBestand"),
    "verzonnen element": (vervang(STUUR, f"{STUUR}<s:bsn{BSN}/>"), None),
    "tekst tussen elementen": (vervang(STUUR, f"tekst{STUUR}"), "envelopHeenbericht-ggk_Di01"),
    "verzonnen attribuut": (vervang(STUUR, f'<g:stuurgegevens naam="{BSN}">'), "stuurgegevens"),
    "xsi:type van een ander": (
        vervang(STUUR, f'<g:stuurgegevens {XSI} xsi:type="s:StuurgegevensDu01">'),
        "stuurgegevens",
    ),
    "xsi:type dat niet past": (
        vervang("<g:xmlBestand>", f'<g:xmlBestand {XSI} xmlns:x="{XS}" xsi:type="x:string">'),
        "xmlBestand",
    ),
    "xsi:type zonder betekenis": (
        vervang("<g:xmlBestand>", f'<g:xmlBestand {XSI} xsi:type="x:base64Binary">'),
        "xmlBestand",
    ),
    "xsi:nil": (vervang("<s:functie>", f'<s:functie {XSI} xsi:nil="true">'), "functie"),
    "Di01 onder de naam van een Du01": (
        in_soap(GOED.replace("Heenbericht-ggk_Di01", "Retourbericht-ggk_Du01")),
        "berichtcode",
    ),
}

ANDERE: dict[str, tuple[bytes, Gebrek]] = {
    "base64 met vraagteken": (b64("QUJD?A=="), Gebrek.BASE64_TEKEN),
    "base64 voor adressen (url)": (b64("__-_"), Gebrek.BASE64_TEKEN),
    "base64 met ampersand": (b64("QUJD&amp;A=="), Gebrek.BASE64_TEKEN),
    "base64 met harde spatie": (b64("QUJD\u00a0RA=="), Gebrek.BASE64_TEKEN),
    "base64 met verticale tab als entiteit": (b64("QUJD&#x2028;RA=="), Gebrek.BASE64_TEKEN),
    "base64 met nulbreedte": (b64("\ufeffQUJDRA=="), Gebrek.BASE64_TEKEN),
    "base64 met fullwidth": (b64("ＱＵＪＤ"), Gebrek.BASE64_TEKEN),
    "base64 alleen opvulling": (b64("===="), Gebrek.BASE64_OPVULLING),
    "base64 opvulling te veel": (b64("QUJDRA==="), Gebrek.BASE64_OPVULLING),
    "base64 opvulling te vroeg": (b64("QUJDRA==QUJD"), Gebrek.BASE64_OPVULLING),
    "base64 aaneengeplakt": (b64("QQ==QQ=="), Gebrek.BASE64_OPVULLING),
    "base64 opvulling midden in groep": (b64("QU=DQUJD"), Gebrek.BASE64_OPVULLING),
    "base64 met resten in de laatste bits": (b64("QUJDRB=="), Gebrek.BASE64_OPVULLING),
    "base64 met resten in de laatste twee bits": (b64("QUJDREV="), Gebrek.BASE64_OPVULLING),
    "base64 zonder opvulling": (b64("QUJDRA"), Gebrek.BASE64_LENGTE),
    "base64 halve opvulling": (b64("QUJDRA="), Gebrek.BASE64_LENGTE),
    "base64 van een teken": (b64("Q"), Gebrek.BASE64_LENGTE),
    "hexadecimaal met koppelteken": (b64("3c-3f"), Gebrek.BASE64_TEKEN),
    "gewone XML in CDATA": (b64("<![CDATA[<Bericht/>]]>"), Gebrek.BASE64_TEKEN),
    "inhoud leeg": (b64(""), Gebrek.INHOUD_LEEG),
    "inhoud alleen witruimte": (b64(" \r\n\t "), Gebrek.INHOUD_LEEG),
    "inhoud leeg element": (vervang(XMLBESTAND, "<g:xmlBestand/>"), Gebrek.INHOUD_LEEG),
    "tekstBestand": (vervang(XMLBESTAND, TEKST), Gebrek.TEKSTBESTAND),
    "xop:Include": (
        vervang(
            XMLBESTAND,
            '<g:xmlBestand><i:Include xmlns:i="http://www.w3.org/2004/08/xop/include" href="cid:1"/></g:xmlBestand>',
        ),
        Gebrek.MTOM,
    ),
    "envelop in een envelop": (vervang("<g:xmlBestand>", f"<g:xmlBestand>{GOED}"), Gebrek.GENEST),
    "SOAP in SOAP": (in_soap(in_soap(GOED).decode()), Gebrek.GENEST),
    "SOAP in de envelop": (vervang(STUUR, f"{in_soap(GOED).decode()}{STUUR}"), Gebrek.GENEST),
    "body leeg": (in_soap(), Gebrek.BODY_LEEG),
    "body met witruimte": (in_soap("  \r\n "), Gebrek.BODY_LEEG),
    "body met alleen tekst": (in_soap("JW323"), Gebrek.SOAP_OPBOUW),
    "body met twee berichten": (in_soap(GOED, GOED), Gebrek.BODY_MEER),
    "body met bericht en iets anders": (in_soap(GOED, "<a/>"), Gebrek.BODY_MEER),
    "tekst achter het bericht": (in_soap(GOED, "x"), Gebrek.SOAP_OPBOUW),
    "geen body": (f'<e:Envelope xmlns:e="{SOAP}"/>'.encode(), Gebrek.BODY_LEEG),
    "twee bodies": (ruw("</soap:Envelope>", f"<soap:Body>{GOED}</soap:Body></soap:Envelope>"), Gebrek.SOAP_OPBOUW),
    "header achter de body": (ruw("</soap:Envelope>", "<soap:Header/></soap:Envelope>"), Gebrek.SOAP_OPBOUW),
    "twee headers": (ruw("<soap:Body>", "<soap:Header/><soap:Header/><soap:Body>"), Gebrek.SOAP_OPBOUW),
    "element achter de body": (ruw("</soap:Envelope>", "<x:y xmlns:x='urn:x'/></soap:Envelope>"), Gebrek.SOAP_OPBOUW),
    "body zonder naamruimte": (ruw("<soap:Body>", "<Body>").replace(b"</soap:Body>", b"</Body>"), Gebrek.SOAP_OPBOUW),
    "tekst in de SOAP-envelop": (ruw("<soap:Body>", "hallo<soap:Body>"), Gebrek.SOAP_OPBOUW),
    "mustUnderstand": (
        in_soap(GOED, header='<w:Security xmlns:w="urn:w" soap:mustUnderstand="1"/>'),
        Gebrek.MUST_UNDERSTAND,
    ),
    "mustUnderstand voor de volgende": (
        in_soap(
            GOED,
            header='<w:To xmlns:w="urn:w" soap:mustUnderstand="1" '
            'soap:actor="http://schemas.xmlsoap.org/soap/actor/next"/>',
        ),
        Gebrek.MUST_UNDERSTAND,
    ),
    "mustUnderstand true": (
        in_soap(GOED, header='<w:To xmlns:w="urn:w" soap:mustUnderstand="true"/>'),
        Gebrek.MUST_UNDERSTAND,
    ),
    "verwerkingsinstructie": (b"<?xml-stylesheet href='x'?>" + in_soap(GOED), Gebrek.INSTRUCTIE),
    "verwerkingsinstructie in de envelop": (vervang(STUUR, f"<?php x?>{STUUR}"), Gebrek.INSTRUCTIE),
    "dtd": (b"<!DOCTYPE x>" + in_soap(GOED), Gebrek.DTD),
    "dtd extern": (b'<!DOCTYPE x SYSTEM "http://example.invalid/x.dtd">' + in_soap(GOED), Gebrek.DTD),
    "entiteiten die ontploffen": (BOM_ENTITEITEN.encode() + ruw(">JW323<", ">&c;<"), Gebrek.DTD),
    "entiteit die een bestand leest": (
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>' + ruw(">JW323<", ">&e;<"),
        Gebrek.DTD,
    ),
    "entiteit in parameter": (b'<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///x"> %p;]>' + in_soap(GOED), Gebrek.DTD),
    "te diep": (in_soap("<a>" * 100 + "</a>" * 100), Gebrek.TE_DIEP),
    "te diep in een header": (in_soap(GOED, header="<a>" * 100 + "</a>" * 100), Gebrek.TE_DIEP),
    "te veel elementen": (vervang(STUUR, "<a/>" * 3000 + STUUR), Gebrek.TE_VEEL),
    "te veel elementen in een header": (in_soap(GOED, header="<a/>" * 3000), Gebrek.TE_VEEL),
    "te veel attributen": (
        vervang(STUUR, "<a " + " ".join(f"b{n}='1'" for n in range(3000)) + "/>" + STUUR),
        Gebrek.TE_VEEL,
    ),
    "te veel voorvoegsels": (
        vervang(STUUR, "<a " + " ".join(f"xmlns:b{n}='u'" for n in range(3000)) + "/>" + STUUR),
        Gebrek.TE_VEEL,
    ),
    "te veel tekst": (in_soap(di01(zender="9" * 300_000)), Gebrek.TE_VEEL),
    "te lang attribuut": (vervang(STUUR, f'<g:stuurgegevens a="{"a" * 700_000}">'), Gebrek.TE_LANG),
    "te lang commentaar": (vervang(STUUR, f"<!--{'a' * 700_000}-->{STUUR}"), Gebrek.TE_LANG),
    "te lange naam": (vervang(STUUR, f"<{'a' * 700_000}/>{STUUR}"), Gebrek.TE_LANG),
    "onbekend bericht": (in_soap("<x:vraag xmlns:x='urn:x'/>"), Gebrek.BERICHT_ONBEKEND),
    "bericht zonder naamruimte": (in_soap("<Fo01Bericht/>"), Gebrek.BERICHT_ONBEKEND),
    "bericht in oude naamruimte": (in_soap(GOED.replace(GGK, GGK.replace("0210", "0310"))), Gebrek.BERICHT_ONBEKEND),
    "Di01 in StUF-naamruimte": (
        in_soap(f'<envelopHeenbericht-ggk_Di01 xmlns="{STUF}"/>'),
        Gebrek.BERICHT_ONBEKEND,
    ),
    "Bv03 als verzoek": (in_soap(f'<Bv03Bericht xmlns="{STUF}"/>'), Gebrek.BERICHT_ONBEKEND),
    "Fo03 als verzoek": (in_soap(f'<Fo03Bericht xmlns="{STUF}"/>'), Gebrek.BERICHT_ONBEKEND),
    "Fault als verzoek": (in_soap("<soap:Fault/>"), Gebrek.BERICHT_ONBEKEND),
    # Refused by the HTTP status alone.
    "leeg": (b"", Gebrek.NIET_WELGEVORMD),
    "geen xml": (b"{}", Gebrek.NIET_WELGEVORMD),
    "afgebroken": (in_soap(GOED)[:-20], Gebrek.NIET_WELGEVORMD),
    "rommel achteraan": (in_soap(GOED) + b"x", Gebrek.NIET_WELGEVORMD),
    "twee documenten": (in_soap(GOED) * 2, Gebrek.NIET_WELGEVORMD),
    "verkeerde eindtag": (ruw("</s:functie>", "</s:functies>"), Gebrek.NIET_WELGEVORMD),
    "dubbel attribuut": (ruw("<soap:Body>", '<soap:Body a="1" a="2">'), Gebrek.NIET_WELGEVORMD),
    "onbekend voorvoegsel": (ruw("<soap:Body>", "<soap:Body><q:a/>"), Gebrek.NIET_WELGEVORMD),
    "onbekende entiteit": (ruw(">JW323<", ">&nbsp;<"), Gebrek.NIET_WELGEVORMD),
    "stuurteken": (ruw(">JW323<", ">JW\x01323<"), Gebrek.NIET_WELGEVORMD),
    "stuurteken als verwijzing": (ruw(">JW323<", ">JW&#1;323<"), Gebrek.NIET_WELGEVORMD),
    "nulteken": (ruw(">JW323<", ">JW\x00323<"), Gebrek.NIET_WELGEVORMD),
    "geen utf-8": (in_soap(GOED).replace(b"Zorgpakket", b"Zorgpak\xe9t"), Gebrek.NIET_WELGEVORMD),
    "overlang utf-8": (in_soap(GOED).replace(b"Zorgpakket", b"Zorgpak\xc0\xaft"), Gebrek.NIET_WELGEVORMD),
    "xml 1.1": (b'<?xml version="1.1"?>' + in_soap(GOED), Gebrek.NIET_WELGEVORMD),
    "verklaring niet vooraan": (b' <?xml version="1.0"?>' + in_soap(GOED), Gebrek.NIET_WELGEVORMD),
    "latin-1": (b'<?xml version="1.0" encoding="ISO-8859-1"?>' + in_soap(GOED), Gebrek.CODERING),
    "utf-7": (b'<?xml version="1.0" encoding="UTF-7"?>' + in_soap(GOED), Gebrek.CODERING),
    "onzincodering": (b'<?xml version="1.0" encoding="x"?>' + in_soap(GOED), Gebrek.CODERING),
    "soap 1.2": (in_soap(GOED).replace(SOAP.encode(), b"http://www.w3.org/2003/05/soap-envelope"), Gebrek.GEEN_SOAP),
    "envelop zonder soap": (GOED.encode(), Gebrek.GEEN_SOAP),
    "html": (b"<html><body>x</body></html>", Gebrek.GEEN_SOAP),
    "te groot": (in_soap(GOED) + b" " * 26_214_400, Gebrek.TE_GROOT),
}

SPOREN = ("JW323", "65656055", "Zorgpakket", REF, BSN, "passwd", "QUJD")


@pytest.mark.parametrize("naam", SCHEMAFOUTEN)
def test_wat_tegen_het_schema_is_wordt_geweigerd_met_de_naam_van_het_element(naam: str) -> None:
    data, element = SCHEMAFOUTEN[naam]
    uitkomst = lees(data)
    assert isinstance(uitkomst, Geweigerd)
    assert (uitkomst.gebrek, uitkomst.element) == (Gebrek.SCHEMA, element)


@pytest.mark.parametrize("naam", ANDERE)
def test_elk_ander_gebrek_heeft_zijn_eigen_naam(naam: str) -> None:
    data, gebrek = ANDERE[naam]
    uitkomst = lees(data)
    assert isinstance(uitkomst, Geweigerd)
    assert uitkomst.gebrek is gebrek


@pytest.mark.parametrize("naam", [*SCHEMAFOUTEN, *ANDERE])
def test_de_omschrijving_past_en_noemt_niets_uit_de_envelop(naam: str) -> None:
    data = (SCHEMAFOUTEN | ANDERE)[naam][0]
    uitkomst = lees(data)
    assert isinstance(uitkomst, Geweigerd)
    assert len(uitkomst.omschrijving) <= 200
    assert not [spoor for spoor in SPOREN if spoor in uitkomst.omschrijving]


@pytest.mark.parametrize("naam", [*SCHEMAFOUTEN, *ANDERE])
def test_elk_gebrek_wordt_een_geldige_fault_of_een_http_status(naam: str) -> None:
    data = (SCHEMAFOUTEN | ANDERE)[naam][0]
    uitkomst = lees(data)
    assert isinstance(uitkomst, Geweigerd)
    gevolg = uitkomst.gevolg
    if isinstance(gevolg, HttpGevolg):
        assert gevolg.status in (400, 408, 413, 415)
        return
    fo03 = antwoorder().fo03(uitkomst)
    fault = etree.fromstring(soap.fout(fo03, uitkomst.gebrek))
    (detail,) = fault.iter("detail")
    (bericht,) = detail
    assert SCHEMA.fout(bericht) is None
    assert len(fault) == 1
    assert fo03.code == gevolg.code


@pytest.mark.parametrize(
    "verandering",
    [
        lambda: b64("QUJD?A=="),
        lambda: in_soap(GOED, GOED),
        lambda: in_soap(di01(functie="J" * 31)),
        lambda: in_soap(GOED.replace("g:stuurgegevens>", "s:stuurgegevens>")),
        lambda: in_soap(GOED.replace(GGK, "urn:x").replace(STUF, "urn:y")),
        lambda: in_soap(GOED, header='<w:Security xmlns:w="urn:w" soap:mustUnderstand="1"/>'),
        lambda: vervang("<g:xmlBestand>", "<g:xmlBestand>" + "<a>" * 100 + "</a>" * 100),
        lambda: in_soap(GOED, "<!--" + "a" * 700_000 + "-->"),
    ],
)
def test_het_crossrefnummer_van_de_fo03_is_het_nummer_zoals_ontvangen(verandering: Callable[[], bytes]) -> None:
    uitkomst = lees(verandering())
    assert isinstance(uitkomst, Geweigerd)
    assert antwoorder().fo03(uitkomst).cross_refnummer == REF


@pytest.mark.parametrize(
    ("nummer", "verwacht"),
    [
        ("12345", "12345"),
        ("a" * 40, "a" * 40),
        ("a" * 41, "onbekend"),
        ("", "onbekend"),
        (" met &lt;witruimte&gt; ", " met <witruimte> "),
        (REF.upper(), REF.upper()),
        ("é" * 40, "é" * 40),
    ],
)
def test_een_nummer_dat_niet_past_wordt_onbekend(nummer: str, verwacht: str) -> None:
    uitkomst = lees(in_soap(di01(referentienummer=nummer)))
    assert isinstance(uitkomst, Geweigerd)
    fo03 = antwoorder().fo03(uitkomst)
    assert fo03.cross_refnummer == verwacht
    (bericht,) = etree.fromstring(soap.fout(fo03, uitkomst.gebrek)).iter(f"{{{STUF}}}Fo03Bericht")
    assert bericht.findtext(f".//{{{STUF}}}crossRefnummer") == verwacht
    assert SCHEMA.fout(bericht) is None


def test_partijen_die_niet_in_een_fo03_passen_worden_vervangen() -> None:
    uitkomst = lees(in_soap(di01(zender="9" * 201, zenderApplicatie="x", ontvangerApplicatie="y" * 51)))
    assert isinstance(uitkomst, Geweigerd)
    fo03 = antwoorder().fo03(uitkomst)
    assert (fo03.ontvanger.organisatie, fo03.ontvanger.applicatie) == (None, "onbekend")
    assert (fo03.zender.organisatie, fo03.zender.applicatie) == ("0193", "onbekend")


ACTIES: dict[str, tuple[str, tuple[str, ...], Gebrek]] = {
    "geen actie": (GOED, (), Gebrek.ACTIE_ONTBREEKT),
    "lege actie": (GOED, ('""',), Gebrek.ACTIE_ONTBREEKT),
    "lege kop": (GOED, ("",), Gebrek.ACTIE_ONTBREEKT),
    "onbekende actie": (GOED, ('"urn:iets"',), Gebrek.ACTIE_ONBEKEND),
    "halve aanhaling": (GOED, (ACTIE_DI01[:-1],), Gebrek.ACTIE_ONBEKEND),
    "enkele aanhaling": (GOED, (ACTIE_DI01.replace('"', "'"),), Gebrek.ACTIE_ONBEKEND),
    "actie met schuine streep erachter": (GOED, (ACTIE_DI01[:-1] + '/"',), Gebrek.ACTIE_ONBEKEND),
    "actie met andere hoofdletters": (GOED, (ACTIE_DI01.upper(),), Gebrek.ACTIE_ONBEKEND),
    "alleen de naam": (GOED, ('"ggk_Di01"',), Gebrek.ACTIE_ONBEKEND),
    "actie van Du01 bij Di01": (GOED, (ACTIE_DU01,), Gebrek.ACTIE_ANDERS),
    "actie van Fo01 bij Di01": (GOED, (ACTIE_FO01,), Gebrek.ACTIE_ANDERS),
    "actie van Di01 bij Du01": (du01(), (ACTIE_DI01,), Gebrek.ACTIE_ANDERS),
    "actie van Di01 bij Fo01": (fo01(), (ACTIE_DI01,), Gebrek.ACTIE_ANDERS),
    "twee acties": (GOED, (ACTIE_DI01, ACTIE_DI01), Gebrek.ACTIE_ANDERS),
}


@pytest.mark.parametrize("naam", ACTIES)
def test_actie_en_body_moeten_het_eens_zijn(naam: str) -> None:
    body, acties, gebrek = ACTIES[naam]
    uitkomst = lees_soap(in_soap(body), *acties)
    assert isinstance(uitkomst, Geweigerd)
    assert uitkomst.gebrek is gebrek
    assert isinstance(uitkomst.gevolg, Fo03Gevolg)
    assert antwoorder().fo03(uitkomst).cross_refnummer == REF


GOEDE: dict[str, bytes] = {
    "gewoon": in_soap(GOED),
    "met verklaring": b'<?xml version="1.0" encoding="utf-8"?>\r\n' + in_soap(GOED),
    "met bom": codecs.BOM_UTF8 + in_soap(GOED),
    "us-ascii": b'<?xml version="1.0" encoding="US-ASCII"?>' + in_soap(GOED),
    "utf-16": ('<?xml version="1.0" encoding="UTF-16"?>' + in_soap(GOED).decode()).encode("utf-16"),
    "lege header": in_soap(GOED, header=" "),
    "header zonder mustUnderstand": in_soap(GOED, header='<w:Id xmlns:w="urn:w">1<x>tekst</x></w:Id>'),
    "mustUnderstand 0": in_soap(GOED, header='<w:Id xmlns:w="urn:w" soap:mustUnderstand="0">1</w:Id>'),
    "mustUnderstand voor een ander": in_soap(
        GOED, header='<w:Id xmlns:w="urn:w" soap:mustUnderstand="1" soap:actor="urn:ander"/>'
    ),
    "attributen op de body": ruw("<soap:Body>", '<soap:Body xmlns:u="urn:u" u:Id="1">'),
    "witruimte en commentaar": ruw("<soap:Body>", " \r\n<soap:Body><!-- x --> ").replace(
        b"</soap:Body>", b"\n<!-- y --></soap:Body>\t"
    ),
    "administratie en gebruiker": vervang(
        "</s:zender>",
        "<s:administratie>a</s:administratie><s:gebruiker>b</s:gebruiker></s:zender>",
    ),
    "tijdstip van acht": in_soap(di01(tijdstipBericht="20260305")),
    "tijdstip van zeventien": in_soap(di01(tijdstipBericht="20260305140405123")),
    "base64 in cdata": b64("<![CDATA[QUJDRA==]]>"),
    "base64 met witruimte midden in groepen": b64("Q UJ\r\n\tDR A= ="),
    "base64 met commentaar": b64("QUJ<!-- x -->DRA=="),
    "base64 met tekens als verwijzing": b64("QUJ&#68;&#x52;A&#61;="),
}


@pytest.mark.parametrize("naam", GOEDE)
def test_wat_soap_en_het_schema_toestaan_wordt_gelezen(naam: str) -> None:
    uitkomst = lees_soap(GOEDE[naam], ACTIE_DI01)
    assert isinstance(uitkomst, Gelezen), uitkomst
    assert uitkomst.envelop.referentienummer == REF


def test_een_actie_mag_zonder_aanhaling() -> None:
    assert isinstance(lees_soap(in_soap(GOED), f" {ACTIE_DI01.strip(chr(34))} "), Gelezen)


KROMME_FO01: dict[str, str] = {
    "code te lang": fo01(code="ONBEKEND1"),
    "plek onbekend": fo01(plek="midden"),
    "omschrijving te lang": fo01(omschrijving="x" * 900),
    "referentienummer te lang": fo01(referentienummer="r" * 60),
    "geen body": f'<s:Fo01Bericht xmlns:s="{STUF}"><s:stuurgegevens/></s:Fo01Bericht>',
    "leeg": f'<s:Fo01Bericht xmlns:s="{STUF}"/>',
    "berichtcode van een ander": fo01(berichtcode="Fo02"),
    "verzonnen element": fo01(extra="<s:stapel>x</s:stapel>"),
    "oude elementnamen": fo01().replace("s:omschrijving>", "s:omschrijvingFout>"),
    "tekst in detailsXML": fo01(extra="<s:detailsXML>x</s:detailsXML>"),
    "applicatie te kort": fo01(zenderApplicatie="x"),
}


@pytest.mark.parametrize("naam", KROMME_FO01)
def test_een_fo01_die_zijn_schema_breekt_wordt_toch_aangenomen(naam: str) -> None:
    uitkomst = lees_soap(in_soap(KROMME_FO01[naam]), ACTIE_FO01)
    assert isinstance(uitkomst, Gelezen)
    assert isinstance(uitkomst.envelop, Fo01)
    assert not uitkomst.schema_geldig
    bv03 = etree.fromstring(soap.bevestiging(antwoorder().bv03(uitkomst.envelop)))
    assert SCHEMA.fout(bv03[0][0]) is None


def test_een_fo01_mag_het_oorspronkelijke_bericht_als_xml_bevatten() -> None:
    origineel = f"<s:detailsXML>{in_soap(GOED).decode()}{GOED}</s:detailsXML>"
    uitkomst = lees_soap(in_soap(fo01(extra=origineel)), ACTIE_FO01)
    assert isinstance(uitkomst, Gelezen)
    assert uitkomst.schema_geldig
    assert uitkomst.inhoud is None
