"""Who hears what: a Fo03 about the envelope, a Fo01 about the message in it, and nothing twice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.gateway.ggk.envelop import Di01, Du01, Gelezen
from services.gateway.ggk.gebreken import Gebrek, Geweigerd
from services.gateway.ggk.oordeel import (
    Berichtkop,
    Eerder,
    Herhaald,
    Nieuw,
    over_envelop,
    over_herhaling,
    over_inhoud,
)
from tests.support.ggk import CROSS, REF, di01, du01, fo01, gelezen, in_soap


def oordeel(envelop: str, *, van_ons: bool = False) -> Gelezen | Geweigerd:
    return over_envelop(gelezen(in_soap(envelop)), bediend={"0193"}.__contains__, van_ons=lambda nummer: van_ons)


@pytest.mark.parametrize("envelop", [di01(), di01(functie="JW303"), du01(), fo01()])
def test_wat_bij_een_gemeente_hoort_wordt_aangenomen(envelop: str) -> None:
    assert isinstance(oordeel(envelop), Gelezen)


@pytest.mark.parametrize(
    ("envelop", "gebrek"),
    [
        (di01(functie="JW301"), Gebrek.FUNCTIE_HIER_NIET),
        (di01(functie="JW302"), Gebrek.FUNCTIE_HIER_NIET),
        (di01(functie="JW325"), Gebrek.FUNCTIE_HIER_NIET),
        (di01(functie="JW304"), Gebrek.FUNCTIE_HIER_NIET),
        (di01(functie="JW305"), Gebrek.FUNCTIE_HIER_NIET),
        (du01(functie="JW301"), Gebrek.FUNCTIE_HIER_NIET),
        (du01(functie="JW323"), Gebrek.FUNCTIE_HIER_NIET),
        (du01(functie="JW325"), Gebrek.FUNCTIE_HIER_NIET),
        (di01(functie="JW999"), Gebrek.FUNCTIE_ONBEKEND),
        (di01(functie="jw323"), Gebrek.FUNCTIE_ONBEKEND),
        (di01(functie=" JW323"), Gebrek.FUNCTIE_ONBEKEND),
        (di01(functie="JW323-00030002"), Gebrek.FUNCTIE_ONBEKEND),
        (di01(functie="WMO323"), Gebrek.FUNCTIE_ONBEKEND),
        (di01(functie=""), Gebrek.FUNCTIE_ONBEKEND),
        (di01(ontvanger="0363"), Gebrek.ONTVANGER_ONBEKEND),
        (di01(ontvanger="193"), Gebrek.ONTVANGER_ONBEKEND),
        (di01(ontvanger=" 0193"), Gebrek.ONTVANGER_ONBEKEND),
        (di01(ontvanger=""), Gebrek.ONTVANGER_ONBEKEND),
        (du01(ontvanger="0363"), Gebrek.ONTVANGER_ONBEKEND),
        (di01(zender=""), Gebrek.ZENDER_LEEG),
        (di01(zender="  "), Gebrek.ZENDER_LEEG),
        (fo01(ontvanger="0363"), Gebrek.ONTVANGER_ONBEKEND),
    ],
)
def test_wat_niet_bij_een_gemeente_hoort_krijgt_een_fo03(envelop: str, gebrek: Gebrek) -> None:
    uit = oordeel(envelop)
    assert isinstance(uit, Geweigerd)
    assert uit.gebrek is gebrek
    assert uit.kop.referentienummer == REF


def test_een_fo01_over_een_envelop_van_ons_wordt_altijd_aangenomen() -> None:
    assert isinstance(oordeel(fo01(ontvanger="0363"), van_ons=True), Gelezen)
    assert isinstance(oordeel(fo01(ontvanger="")), Gelezen)


JW323 = Berichtkop("JW323", "3", "2", "0193", "65656055", "A1", None)
JW302 = replace(JW323, functie="JW302")


def envelop_van(tekst: str) -> Di01 | Du01:
    envelop = gelezen(in_soap(tekst)).envelop
    assert isinstance(envelop, (Di01, Du01))
    return envelop


def test_een_bericht_dat_past_bij_zijn_envelop_krijgt_geen_fo01() -> None:
    assert over_inhoud(envelop_van(di01()), JW323) is None
    assert over_inhoud(envelop_van(du01()), JW302) is None
    jw303 = Berichtkop("JW303", "2", "3", "0193", "65656055", None, None)
    assert over_inhoud(envelop_van(di01(functie="JW303", functieVersie="0002", functieSubversie="0003")), jw303) is None


@pytest.mark.parametrize(
    ("kop", "woord"),
    [
        (replace(JW323, bezwaar="Het bericht begint met een byte order mark."), "byte order mark"),
        (replace(JW323, functie="JW303"), "ander bericht"),
        (replace(JW323, functie=None), "ander bericht"),
        (replace(JW323, versie="2"), "functieVersie"),
        (replace(JW323, subversie="1"), "functieSubversie"),
        (replace(JW323, versie=None), "functieVersie"),
        (replace(JW323, gemeente="0363"), "ontvanger"),
        (replace(JW323, gemeente=None), "ontvanger"),
        (replace(JW323, aanbieder="65656056"), "zender"),
        (replace(JW323, aanbieder=None), "zender"),
        (replace(JW323, aanbieder="0193", gemeente="65656055"), "ontvanger"),
    ],
)
def test_een_bericht_dat_zijn_envelop_tegenspreekt_krijgt_een_fo01(kop: Berichtkop, woord: str) -> None:
    bezwaar = over_inhoud(envelop_van(di01()), kop)
    assert bezwaar is not None
    assert woord in bezwaar
    assert len(bezwaar) <= 200


def test_vecozo_mag_een_du01_zenden_namens_de_aanbieder_maar_geen_di01() -> None:
    assert over_inhoud(envelop_van(du01(zender="VECOZO")), JW302) is None
    assert over_inhoud(envelop_van(di01(zender="VECOZO")), JW323) is not None


def test_wat_niet_eerder_kwam_is_nieuw() -> None:
    assert over_herhaling(gelezen(in_soap(di01())), None) == Nieuw()


def test_dezelfde_envelop_krijgt_dezelfde_bv03_nog_eens() -> None:
    uit = gelezen(in_soap(di01()))
    assert over_herhaling(uit, Eerder(uit.vingerafdruk, b"bv03")) == Herhaald(b"bv03")


def test_hetzelfde_nummer_met_een_andere_inhoud_krijgt_een_fo03() -> None:
    eerder = gelezen(in_soap(di01()))
    uit = over_herhaling(gelezen(in_soap(di01(b"anders"))), Eerder(eerder.vingerafdruk, b"bv03"))
    assert isinstance(uit, Geweigerd)
    assert uit.gebrek is Gebrek.REFERENTIE_HERGEBRUIKT
    assert uit.kop.referentienummer == REF


def test_de_vingerafdruk_onderscheidt_een_di01_van_een_du01_met_hetzelfde_nummer() -> None:
    assert gelezen(in_soap(du01(crossRefnummer=CROSS))).vingerafdruk != gelezen(in_soap(di01())).vingerafdruk
