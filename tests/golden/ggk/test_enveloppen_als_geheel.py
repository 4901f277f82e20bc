"""Whole envelopes as we write them, byte for byte; a change shows as a diff in the files beside this test.

To renew them: ``SLUIS_GOLDEN=1 pytest tests/golden/ggk``.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from services.gateway.ggk import schrijven, soap
from services.gateway.ggk.envelop import Di01
from services.gateway.ggk.gebreken import Gebrek, Geweigerd
from services.gateway.ggk.soap import geweigerd
from tests.support.ggk import INHOUD, antwoorder, di01, gelezen, in_soap

HIER = Path(__file__).parent


def op() -> Di01:
    envelop = gelezen(in_soap(di01())).envelop
    assert isinstance(envelop, Di01)
    return envelop


def fault(weigering: Geweigerd) -> bytes:
    return soap.fout(antwoorder().fo03(weigering), weigering.gebrek)


STUKKEN: dict[str, Callable[[], bytes]] = {
    "di01-jw301.xml": lambda: b"".join(
        schrijven.stukken(antwoorder().di01("0193", "65656055", "JW301", "3", "2"), INHOUD)
    ),
    "du01-jw325-verzoek.xml": lambda: b"".join(soap.verzoek(antwoorder().du01(op(), "JW325", "3", "2"), INHOUD)),
    "fo01.xml": lambda: schrijven.document(antwoorder().fo01(op(), "Element Bsn heeft een te lange waarde.")),
    "bv03-antwoord.xml": lambda: soap.bevestiging(antwoorder().bv03(op())),
    "fo03-fault.xml": lambda: fault(geweigerd(op(), Gebrek.ONTVANGER_ONBEKEND)),
    "fo03-fault-zonder-kop.xml": lambda: fault(Geweigerd(Gebrek.DTD, regel=1)),
    "fo03-fault-must-understand.xml": lambda: fault(Geweigerd(Gebrek.MUST_UNDERSTAND)),
}


@pytest.mark.parametrize("naam", STUKKEN)
def test_de_envelop_is_byte_voor_byte_zoals_bekeken(naam: str) -> None:
    bestand, geschreven = HIER / naam, STUKKEN[naam]()
    if os.environ.get("SLUIS_GOLDEN"):
        bestand.write_bytes(geschreven)
    assert geschreven == bestand.read_bytes()
