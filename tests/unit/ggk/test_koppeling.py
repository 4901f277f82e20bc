"""To which envelope of ours a Du01 or Fo01 belongs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.gateway.ggk.envelop import Du01, Fo01
from services.gateway.ggk.koppeling import Gekoppeld, NietGekoppeld, Reden, Verzonden, gezocht, koppel_du01, koppel_fo01
from tests.support.ggk import CROSS, du01, fo01, gelezen, in_soap

JW301 = Verzonden(CROSS, "Di01", "JW301", "0193", "65656055", "T1", beantwoord=False)


def een_du01(**anders: str) -> Du01:
    envelop = gelezen(in_soap(du01(**anders))).envelop
    assert isinstance(envelop, Du01)
    return envelop


def een_fo01(**anders: str) -> Fo01:
    envelop = gelezen(in_soap(fo01(**anders))).envelop
    assert isinstance(envelop, Fo01)
    return envelop


@pytest.mark.parametrize("zender", ["65656055", "VECOZO"])
def test_een_jw302_hoort_bij_de_jw301_waar_hij_naar_verwijst(zender: str) -> None:
    assert koppel_du01(een_du01(zender=zender), "T1", JW301) == Gekoppeld(JW301)


def test_zonder_bewaarde_identificatie_telt_alleen_de_envelop() -> None:
    zonder = replace(JW301, identificatie=None)
    assert koppel_du01(een_du01(), None, zonder) == Gekoppeld(zonder)


@pytest.mark.parametrize(
    ("verzonden", "reden"),
    [
        (None, Reden.ONBEKEND),
        (replace(JW301, berichtcode="Du01", functie="JW325"), Reden.GEEN_DI01),
        (replace(JW301, zender="0363"), Reden.ANDERE_PARTIJ),
        (replace(JW301, ontvanger="65656056"), Reden.ANDERE_PARTIJ),
        (replace(JW301, functie="JW305"), Reden.ANDERE_FUNCTIE),
        (replace(JW301, identificatie="T2"), Reden.ANDER_BERICHT),
        (replace(JW301, beantwoord=True), Reden.AL_BEANTWOORD),
    ],
)
def test_wat_niet_past_wordt_niet_gekoppeld(verzonden: Verzonden | None, reden: Reden) -> None:
    assert koppel_du01(een_du01(), "T1", verzonden) == NietGekoppeld(reden)


@pytest.mark.parametrize("nummer", [CROSS, CROSS.upper(), f" {CROSS}\n"])
def test_een_fo01_wordt_gekoppeld_hoe_het_nummer_ook_geschreven_is(nummer: str) -> None:
    assert gezocht(nummer) == CROSS
    assert koppel_fo01(een_fo01(crossRefnummer=nummer, zender="VECOZO"), JW301) == Gekoppeld(JW301)


def test_een_fo01_over_iets_onbekends_wordt_niet_gekoppeld() -> None:
    assert koppel_fo01(een_fo01(), None) == NietGekoppeld(Reden.ONBEKEND)
    assert koppel_fo01(een_fo01(crossRefnummer="123"), JW301) == NietGekoppeld(Reden.ONBEKEND)
