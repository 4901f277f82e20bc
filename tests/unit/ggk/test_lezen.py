"""What reading an envelope gives, whatever the pieces, prefixes and SOAP around it, and how much memory it takes."""

from __future__ import annotations

import base64
import subprocess
import sys
from hashlib import sha256

import pytest

from services.gateway.ggk.base64_lezer import Base64Lezer
from services.gateway.ggk.envelop import Di01, Du01, Fo01, Parameters, Systeem
from services.gateway.ggk.gebreken import Gebrek, Geweigerd
from tests.support.ggk import CROSS, GGK, INHOUD, REF, STUF, di01, du01, fo01, gelezen, in_soap, lees

XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'


def test_een_soort_die_erbij_staat_en_klopt_maakt_niet_uit() -> None:
    met_type = f'<g:xmlBestand {XSI} xmlns:x="http://www.w3.org/2001/XMLSchema" xsi:type="x:base64Binary">'
    uit = gelezen(in_soap(di01().replace("<g:xmlBestand>", met_type)))
    assert uit.inhoud is not None
    assert uit.inhoud.sha256 == sha256(INHOUD).digest()


def test_een_voorvoegsel_mag_overal_opnieuw_iets_anders_betekenen() -> None:
    anders = fo01(extra='<s:detailsXML xmlns:s2="urn:a"><a xmlns:s="urn:x"><b xmlns:s="urn:y"/></a></s:detailsXML>')
    anders = anders.replace("<s:detailsXML", f'<s:detailsXML xmlns:s="{STUF}"')
    assert gelezen(in_soap(anders)).schema_geldig


def test_een_di01_wordt_gelezen_met_alle_waarden() -> None:
    uit = gelezen(in_soap(di01()))
    assert uit.envelop == Di01(
        Systeem("65656055", "Zorgpakket"),
        Systeem("0193", "GGk"),
        REF,
        "20260305140405",
        "JW323",
        Parameters("0004", "0002", "0003", "0002"),
    )
    assert uit.inhoud is not None
    assert (uit.inhoud.lengte, uit.inhoud.sha256) == (len(INHOUD), sha256(INHOUD).digest())
    assert uit.schema_geldig


def test_een_du01_wordt_gelezen_met_zijn_verwijzing() -> None:
    envelop = gelezen(in_soap(du01())).envelop
    assert isinstance(envelop, Du01)
    assert (envelop.cross_refnummer, envelop.functie) == (CROSS, "JW302")


def test_een_fo01_wordt_gelezen_met_code_en_tekst() -> None:
    envelop = gelezen(in_soap(fo01())).envelop
    assert isinstance(envelop, Fo01)
    assert (envelop.code, envelop.plek, envelop.omschrijving, envelop.details) == (
        "IB009",
        "client",
        "geen UUID",
        "JW301-00030002",
    )
    assert envelop.cross_refnummer == CROSS


def test_een_kale_envelop_wordt_zonder_soap_gelezen() -> None:
    assert gelezen(di01().encode(), soap=False).envelop.referentienummer == REF


@pytest.mark.parametrize("stap", [1, 2, 3, 7, 64, 1000])
def test_het_maakt_niet_uit_in_welke_stukken_de_envelop_komt(stap: int) -> None:
    data = in_soap(di01(b"\x00\xff" * 500))
    ontvangen = bytearray()
    uit = lees((data[i : i + stap] for i in range(0, len(data), stap)), doel=ontvangen.extend)
    assert uit == gelezen(data)
    assert bytes(ontvangen) == b"\x00\xff" * 500


@pytest.mark.parametrize(
    "anders",
    [
        in_soap(di01()).replace(b"soap:", b"S:").replace(b":soap=", b":S="),
        in_soap(di01().replace("g:", "GGK:").replace("xmlns:g=", "xmlns:GGK=")),
        in_soap(di01().replace("><", ">\r\n  <")),
        in_soap(di01().replace(base64.b64encode(INHOUD).decode(), base64.encodebytes(INHOUD).decode())),
        in_soap(di01(), header="<x>1</x>"),
        in_soap("<!-- nog eens -->", di01()),
    ],
)
def test_dezelfde_envelop_in_ander_schrift_heeft_dezelfde_vingerafdruk(anders: bytes) -> None:
    assert gelezen(anders).vingerafdruk == gelezen(in_soap(di01())).vingerafdruk


@pytest.mark.parametrize(
    "anders",
    [
        di01(INHOUD + b" "),
        di01(tijdstipBericht="20260305140406"),
        di01(zender="65656056"),
        di01(functie="JW303"),
        di01(functieSubversie="0003"),
        di01(zenderApplicatie="Zorgpakket2"),
        di01(referentienummer=CROSS),
        di01().replace("</s:zender>", "<s:gebruiker>x</s:gebruiker></s:zender>"),
    ],
)
def test_elke_andere_waarde_geeft_een_andere_vingerafdruk(anders: str) -> None:
    assert gelezen(in_soap(anders)).vingerafdruk != gelezen(in_soap(di01())).vingerafdruk


def test_een_ander_oorspronkelijk_bericht_geeft_een_fo01_een_andere_vingerafdruk() -> None:
    def met(inhoud: str) -> bytes:
        return gelezen(in_soap(fo01(extra=f"<s:detailsXML>{inhoud}</s:detailsXML>"))).vingerafdruk

    assert len({met("<a>1</a>"), met("<a>2</a>"), met("<a b='1'>1</a>"), met("<b>1</b>"), met("")}) == 5


def test_de_sleutel_van_een_di01_is_zijn_nummer_en_van_een_fo01_ook_zijn_zender() -> None:
    assert gelezen(in_soap(di01())).sleutel == REF
    assert gelezen(in_soap(fo01(referentienummer="1"))).sleutel == "Fo01:65656055:1"
    assert gelezen(in_soap(fo01(referentienummer=""))).sleutel.startswith("Fo01:")
    zonder = {gelezen(in_soap(fo01(referentienummer="", code=code))).sleutel for code in ("A", "B")}
    assert len(zonder) == 2


def test_een_fo01_zonder_partijen_wordt_gelezen_als_onbekend() -> None:
    envelop = gelezen(in_soap(f'<Fo01Bericht xmlns="{STUF}"/>')).envelop
    assert isinstance(envelop, Fo01)
    assert (envelop.zender, envelop.code, envelop.referentienummer) == (Systeem(None, "onbekend"), "", "")


def test_na_een_weigering_die_vaststaat_is_meer_niet_nodig() -> None:
    stukken = [b"<!DOCTYPE x>" + b" " * 70_000]
    genomen: list[bytes] = []

    def toestroom() -> object:
        for stuk in stukken + [b" "] * 5:
            genomen.append(stuk)
            yield stuk

    uit = lees(toestroom())  # type: ignore[arg-type]
    assert isinstance(uit, Geweigerd)
    assert uit.gebrek is Gebrek.DTD
    assert len(genomen) == 1


def test_de_grens_ligt_bij_het_laatste_byte_dat_mag() -> None:
    kern = in_soap(di01())
    vol = kern + b" " * (26_214_400 - len(kern))
    assert gelezen(vol).envelop.referentienummer == REF
    te_veel = lees(vol + b" ")
    assert isinstance(te_veel, Geweigerd)
    assert te_veel.gebrek is Gebrek.TE_GROOT


@pytest.mark.parametrize("codering", ["utf-8", None])
def test_utf8_met_tekens_buiten_ascii_wordt_gelezen(codering: str | None) -> None:
    uit = lees(in_soap(di01(zenderApplicatie="Zorgpakkét")), codering=codering)
    assert not isinstance(uit, Geweigerd)
    assert uit.envelop.zender.applicatie == "Zorgpakkét"


@pytest.mark.parametrize("codering", ["utf-8", "utf-16", None])
@pytest.mark.parametrize("schrift", ["utf-16", "utf-16-be", "utf-16-le"])
def test_utf16_wordt_aan_de_eerste_bytes_herkend(codering: str | None, schrift: str) -> None:
    assert not isinstance(lees(in_soap(di01()).decode().encode(schrift), codering=codering), Geweigerd)


def test_de_charset_van_http_gaat_voor_de_verklaring() -> None:
    verklaard = b'<?xml version="1.0" encoding="UTF-16"?>' + in_soap(di01())
    assert not isinstance(lees(verklaard, codering="utf-8"), Geweigerd)
    assert isinstance(lees(verklaard), Geweigerd)


def test_de_naamruimte_telt_en_het_voorvoegsel_niet() -> None:
    assert isinstance(lees(in_soap(di01().replace(GGK, GGK + "x"))), Geweigerd)


_GROOT = """
import resource, sys
from tests.support.ggk import SCHEMA, di01, in_soap
from services.gateway.ggk.lezen import Lezer
hoofd, staart = in_soap(di01(b64="@")).split(b"@")
stuk = (b"QUJD" * 19 + b"\\r\\n") * 800
Lezer(SCHEMA, soap=True).sluit()
voor = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
totaal = 0
lezer = Lezer(SCHEMA, soap=True, doel=lambda b: None)
lezer.voer(hoofd)
while totaal < 25_900_000 and lezer.voer(stuk):
    totaal += len(stuk)
lezer.voer(staart)
uit = lezer.sluit()
print(uit.inhoud.lengte, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - voor)
"""


def test_een_envelop_van_25_mb_wordt_in_weinig_geheugen_gelezen() -> None:
    gemeten = subprocess.run([sys.executable, "-c", _GROOT], capture_output=True, text=True, check=True)
    lengte, kilobytes = map(int, gemeten.stdout.split())
    assert lengte > 18_000_000
    assert kilobytes < 8_000


def test_wat_na_de_opvulling_komt_wordt_geweigerd_al_komt_het_los() -> None:
    lezer = Base64Lezer(None)
    for stuk in ("QQ", "==", " \r\n", "QQ==", "?"):
        lezer.voer(stuk)
    assert lezer.sluit() is Gebrek.BASE64_OPVULLING
    heel = Base64Lezer(None)
    heel.voer("QQ==?é")
    assert heel.sluit() is Gebrek.BASE64_OPVULLING
