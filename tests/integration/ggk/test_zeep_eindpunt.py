"""An ordinary SOAP client talks to the running endpoint, from the WSDL and schemas that the endpoint itself gives."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import zeep
from zeep.exceptions import Fault

from services.gateway.stuf.settings import GgkSettings
from tests.support.ggk import INHOUD
from tests.support.poort import poort

PARAMETERS = {
    "applicatieVersie": "0004",
    "applicatieSubversie": "0002",
    "functieVersie": "0003",
    "functieSubversie": "0002",
    "bericht": {"xmlBestand": INHOUD},
}


def stuur(code: str, ontvanger: str = "0193", **meer: str) -> dict[str, Any]:
    return {
        "berichtcode": code,
        "zender": {"organisatie": "65656055", "applicatie": "Zorgpakket"},
        "ontvanger": {"organisatie": ontvanger, "applicatie": "GGk"},
        "referentienummer": str(uuid4()),
        "tijdstipBericht": "20260305140405",
        **meer,
    }


def talk(url: str) -> list[str]:
    """Use all three operations; gives the crossRefnummers that were answered."""
    client = zeep.Client(url)
    cross = str(uuid4())
    with client.transport.session:
        heads = [stuur("Di01", functie="JW323"), stuur("Du01", crossRefnummer=cross, functie="JW302"),
                 stuur("Fo01", crossRefnummer=cross)]  # fmt: skip
        answers = [
            client.service.ggk_Di01(stuurgegevens=heads[0], parameters=PARAMETERS),
            client.service.ggk_Du01(stuurgegevens=heads[1], parameters=PARAMETERS),
            client.service.Fo01(
                stuurgegevens=heads[2], body={"code": "IB009", "plek": "client", "omschrijving": "geen UUID"}
            ),
        ]
        assert [each.crossRefnummer for each in answers] == [each["referentienummer"] for each in heads]
        with pytest.raises(Fault) as caught:
            client.service.ggk_Di01(stuurgegevens=stuur("Di01", "9999", functie="JW323"), parameters=PARAMETERS)
        assert caught.value.code == "soap:Client"
        return [each.berichtcode for each in answers]


async def test_zeep_talks_to_the_running_endpoint(tmp_path: Path) -> None:
    async with poort(tmp_path, ggk=GgkSettings(access="open")) as gate:
        url = f"http://127.0.0.1:{gate.station.port}/stuf/ggk0210?wsdl"
        assert await asyncio.to_thread(talk, url) == ["Bv03", "Bv03", "Bv03"]


async def test_without_the_question_there_is_no_description(tmp_path: Path) -> None:
    async with poort(tmp_path) as gate:
        assert (await gate.client.get("/stuf/ggk0210")).status_code == 404
        assert (await gate.client.get("/stuf/geheim.xsd")).status_code == 404
