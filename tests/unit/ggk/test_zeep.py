"""An ordinary SOAP client that we did not write understands our WSDL, requests and responses, without a network."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
import requests
import zeep
from lxml import etree
from zeep.exceptions import Fault
from zeep.transports import Transport

from services.gateway.ggk import namen, soap
from services.gateway.ggk.envelop import Gelezen
from services.gateway.ggk.gebreken import Fo03Gevolg
from services.gateway.ggk.soap import getoetst
from services.shared.platform.resources import schemas_dir
from tests.support.ggk import CROSS, INHOUD, REF, SCHEMA, antwoorder, lees

WSDL = schemas_dir() / "stuf" / "ggk0210.wsdl"


class Draad(Transport):
    """Takes what zeep would send and answers as the endpoint would."""

    def __init__(self) -> None:
        super().__init__()
        self.inhoud = bytearray()
        self.gelezen: Gelezen | None = None

    def load(self, url: str) -> bytes:
        return Path(url).read_bytes()

    def post(self, address: str, message: bytes, headers: dict[str, str]) -> requests.Response:
        antwoord = requests.Response()
        antwoord.headers["Content-Type"] = soap.CONTENT_TYPE
        uit = getoetst(lees(message, doel=self.inhoud.extend), [headers["SOAPAction"]])
        if isinstance(uit, Gelezen):
            self.gelezen = uit
            antwoord.status_code = 200
            antwoord._content = soap.bevestiging(antwoorder().bv03(uit.envelop))
        else:
            assert isinstance(uit.gevolg, Fo03Gevolg)
            antwoord.status_code = 500
            antwoord._content = soap.fout(antwoorder().fo03(uit), uit.gebrek)
        return antwoord


@pytest.fixture
def draad() -> Draad:
    return Draad()


@pytest.fixture
def client(draad: Draad) -> zeep.Client:
    return zeep.Client(str(WSDL), transport=draad)


def stuur(code: str, **meer: str) -> dict[str, Any]:
    return {
        "berichtcode": code,
        "zender": {"organisatie": "65656055", "applicatie": "Zorgpakket"},
        "ontvanger": {"organisatie": "0193", "applicatie": "GGk"},
        "referentienummer": REF,
        "tijdstipBericht": "20260305140405",
        **meer,
    }


PARAMETERS = {
    "applicatieVersie": "0004",
    "applicatieSubversie": "0002",
    "functieVersie": "0003",
    "functieSubversie": "0002",
    "bericht": {"xmlBestand": INHOUD},
}


def test_zeep_stuurt_een_di01_en_krijgt_een_bv03(client: zeep.Client, draad: Draad) -> None:
    antwoord = client.service.ggk_Di01(stuurgegevens=stuur("Di01", functie="JW323"), parameters=PARAMETERS)
    assert antwoord.crossRefnummer == REF
    assert antwoord.zender.organisatie == "0193"
    assert bytes(draad.inhoud) == INHOUD


def test_zeep_stuurt_een_du01_en_krijgt_een_bv03(client: zeep.Client, draad: Draad) -> None:
    kop = stuur("Du01", crossRefnummer=CROSS, functie="JW302")
    antwoord = client.service.ggk_Du01(stuurgegevens=kop, parameters=PARAMETERS)
    assert antwoord.crossRefnummer == REF


def test_zeep_stuurt_een_fo01_en_krijgt_een_bv03(client: zeep.Client, draad: Draad) -> None:
    body = {"code": "IB009", "plek": "client", "omschrijving": "geen UUID"}
    antwoord = client.service.Fo01(stuurgegevens=stuur("Fo01", crossRefnummer=CROSS), body=body)
    assert antwoord.crossRefnummer == REF
    assert draad.gelezen is not None
    assert draad.gelezen.schema_geldig


def test_zeep_krijgt_een_fault_met_een_geldige_fo03(client: zeep.Client) -> None:
    kop = stuur("Di01", functie="JW323") | {"referentienummer": "geen-uuid"}
    with pytest.raises(Fault) as gevangen:
        client.service.ggk_Di01(stuurgegevens=kop, parameters=PARAMETERS)
    fault = gevangen.value
    assert fault.code == "soap:Client"
    assert fault.detail is not None
    (fo03,) = fault.detail
    assert fo03.tag == namen.FO03
    assert SCHEMA.fout(fo03) is None
    assert fo03.findtext(f".//{{{namen.STUF}}}crossRefnummer") == "geen-uuid"


def test_zeep_leest_een_verzoek_van_ons(client: zeep.Client) -> None:
    envelop = antwoorder().di01("0193", "65656055", "JW301", "3", "2")
    body = etree.fromstring(b"".join(soap.verzoek(envelop, INHOUD)))[0][0]
    gelezen = client.get_element(namen.DI01).parse(body, client.wsdl.types)
    assert gelezen.stuurgegevens.functie == "JW301"
    assert base64.b64decode(base64.b64encode(gelezen.parameters.bericht.xmlBestand)) == INHOUD
