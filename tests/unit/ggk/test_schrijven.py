"""What we write: valid against the schema, of the size that was foretold, readable by a parser that is not ours."""

from __future__ import annotations

import base64
import tracemalloc

import pytest
from lxml import etree

from services.gateway.ggk import namen, schrijven, soap
from services.gateway.ggk.antwoord import past
from services.gateway.ggk.envelop import Bv03, Di01, Du01, Envelop, Fo01, Fo03, Parameters, Systeem
from services.gateway.ggk.gebreken import Gebrek
from tests.support.ggk import CROSS, REF, SCHEMA, gelezen

A, B = Systeem("0193", "Sluis"), Systeem("65656055", "GGk")
P = Parameters("0000", "0001", "0003", "0002")
DI01 = Di01(A, B, REF, "20260305140405", "JW301", P)
DU01 = Du01(A, B, REF, "20260305140405", CROSS, "JW325", P)
FO01 = Fo01(A, B, REF, "20260305140405", CROSS, "StUF055", "client", "Fout & <erger>", "JW323-00030002")
BV03 = Bv03(A, B, REF, "20260305140405", CROSS)
FO03 = Fo03(A, B, REF, "20260305140405", "onbekend", "StUF055", "client", "Fout")


@pytest.mark.parametrize("envelop", [DI01, DU01])
@pytest.mark.parametrize("lengte", [1, 2, 3, 4, 49_151, 49_152, 49_153, 200_000])
def test_een_envelop_is_geldig_en_zo_groot_als_voorzegd(envelop: Di01 | Du01, lengte: int) -> None:
    inhoud = bytes(i % 251 for i in range(lengte))
    data = b"".join(schrijven.stukken(envelop, inhoud))
    wortel = etree.fromstring(data)
    assert SCHEMA.fout(wortel) is None
    tekst = wortel.findtext(f".//{namen.XML_BESTAND}")
    assert tekst is not None
    assert base64.b64decode(tekst, validate=True) == inhoud
    assert len(data) == schrijven.omvang(envelop, lengte)
    assert gelezen(data, soap=False).envelop == envelop


@pytest.mark.parametrize("envelop", [BV03, FO01, FO03])
def test_een_envelop_zonder_inhoud_is_geldig(envelop: Bv03 | Fo01 | Fo03) -> None:
    assert SCHEMA.fout(etree.fromstring(schrijven.document(envelop))) is None


def test_tekens_met_een_betekenis_in_xml_komen_heel_over() -> None:
    assert gelezen(schrijven.document(FO01), soap=False).envelop == FO01


def test_een_teken_dat_xml_niet_kent_wordt_vervangen() -> None:
    krom = Fo01(A, B, REF, "20260305", CROSS, "x", "client", "a\x00b\ud800c")
    envelop = gelezen(schrijven.document(krom), soap=False).envelop
    assert isinstance(envelop, Fo01)
    assert envelop.omschrijving == "a\ufffdb\ufffdc"


def test_de_regels_eindigen_op_cr_lf() -> None:
    data = b"".join(schrijven.stukken(DI01, b"x"))
    assert data.count(b"\n") == data.count(b"\r\n") > 10


@pytest.mark.parametrize(("envelop", "inhoud"), [(DI01, b"inhoud"), (DU01, b"inhoud"), (FO01, None)])
def test_een_verzoek_is_zo_groot_als_voorzegd_en_leesbaar(envelop: Envelop, inhoud: bytes | None) -> None:
    data = b"".join(soap.verzoek(envelop, inhoud))
    assert len(data) == soap.omvang(envelop, len(inhoud or b""))
    assert gelezen(data).envelop == envelop
    assert data.count(b"<?xml") == 1


@pytest.mark.parametrize(("envelop", "actie"), [(DI01, "ggk_Di01"), (DU01, "ggk_Du01"), (FO01, "Fo01")])
def test_de_actie_staat_tussen_aanhalingstekens(envelop: Envelop, actie: str) -> None:
    waarde = soap.soapaction(envelop)
    assert waarde.startswith('"http://')
    assert waarde.endswith(f'/{actie}"')


def test_25_000_000_bytes_mag_nog_en_meer_niet() -> None:
    lengte = 0
    while past(DI01, lengte + 300_000):
        lengte += 300_000
    while past(DI01, lengte + 1):
        lengte += 1
    assert 24_999_996 < soap.omvang(DI01, lengte) <= 25_000_000
    assert soap.omvang(DI01, lengte + 1) > 25_000_000


def test_schrijven_houdt_de_inhoud_geen_tweede_keer_vast() -> None:
    inhoud = bytes(18_000_000)
    tracemalloc.start()
    geschreven = sum(len(stuk) for stuk in soap.verzoek(DI01, inhoud))
    _, piek = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert geschreven == soap.omvang(DI01, len(inhoud))
    assert piek < 1_000_000


def test_een_fault_noemt_wie_de_fout_maakte() -> None:
    for gebrek, plek, code in (
        (Gebrek.SCHEMA, "client", "soap:Client"),
        (Gebrek.OPSLAG, "server", "soap:Server"),
        (Gebrek.MUST_UNDERSTAND, "client", "soap:MustUnderstand"),
    ):
        fo03 = Fo03(A, B, REF, "20260305140405", CROSS, "StUF055", plek, "Fout & <erger>")
        fault = etree.fromstring(soap.fout(fo03, gebrek))[0][0]
        assert [kind.tag for kind in fault] == ["faultcode", "faultstring", "detail"]
        assert (fault[0].text, fault[1].text) == (code, "Fout & <erger>")
        assert [kind.tag for kind in fault[2]] == [namen.FO03]
