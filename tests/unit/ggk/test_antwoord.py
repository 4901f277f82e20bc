"""The envelopes we make: their parties, references and numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from lxml import etree

from services.gateway.ggk import schrijven
from services.gateway.ggk.antwoord import afzender
from services.gateway.ggk.envelop import Di01, Du01, Fo01, Parameters, Systeem
from services.gateway.ggk.gebreken import Gebrek, Geweigerd, Kop
from services.shared.standard.answers import fo01 as kern_fo01
from services.shared.standard.tijd import tijdstip
from tests.support.ggk import NIEUW, NU, REF, SCHEMA, antwoorder, di01, du01, fo01, gelezen, in_soap


def binnen(tekst: str) -> Di01:
    envelop = gelezen(in_soap(tekst)).envelop
    assert isinstance(envelop, Di01)
    return envelop


@pytest.mark.parametrize("tekst", [di01(), du01(), fo01()])
def test_een_bv03_draait_zender_en_ontvanger_om(tekst: str) -> None:
    envelop = gelezen(in_soap(tekst)).envelop
    bv03 = antwoorder().bv03(envelop)
    assert (bv03.zender, bv03.ontvanger) == (envelop.ontvanger, envelop.zender)
    assert (bv03.referentienummer, bv03.cross_refnummer) == (NIEUW, REF)
    assert SCHEMA.fout(etree.fromstring(schrijven.document(bv03))) is None


def test_een_bv03_neemt_administratie_en_gebruiker_mee() -> None:
    extra = "<s:administratie>Regio</s:administratie><s:gebruiker>x</s:gebruiker></s:zender>"
    envelop = binnen(di01().replace("</s:zender>", extra))
    assert antwoorder().bv03(envelop).ontvanger == Systeem("65656055", "Zorgpakket", "Regio", "x")


def test_een_bv03_op_een_fo01_met_een_te_lang_nummer_verwijst_naar_onbekend() -> None:
    envelop = gelezen(in_soap(fo01(referentienummer="r" * 41))).envelop
    assert antwoorder().bv03(envelop).cross_refnummer == "onbekend"


def test_een_fo01_zegt_wat_en_waarover() -> None:
    uit = antwoorder().fo01(binnen(di01()), "Element Bsn heeft een te lange waarde.")
    assert uit == Fo01(
        Systeem("0193", "Sluis"),
        Systeem("65656055", "GGk"),
        NIEUW,
        "20260305140405",
        REF,
        "StUF055",
        "client",
        "Element Bsn heeft een te lange waarde.",
        "JW323-00030002",
    )


def test_een_fo01_kort_een_lange_omschrijving_in() -> None:
    uit = antwoorder().fo01(binnen(di01()), "woord " * 100)
    assert len(uit.omschrijving) <= 200
    assert uit.omschrijving.endswith("…")
    assert SCHEMA.fout(etree.fromstring(schrijven.document(uit))) is None


def test_een_fo01_zegt_hetzelfde_als_die_van_de_kern() -> None:
    uit = antwoorder().fo01(binnen(di01()), "Fout & <erger>")
    kern = kern_fo01.render(
        zender_organisatie="0193",
        zender_applicatie="Sluis",
        ontvanger_organisatie="65656055",
        referentienummer=NIEUW,
        cross_refnummer=REF,
        tijdstip=datetime(2026, 3, 5, 14, 4, 5, tzinfo=UTC),
        omschrijving="Fout & <erger>",
        details="JW323-00030002",
    )
    assert gelezen(kern, soap=False).vingerafdruk == gelezen(schrijven.document(uit), soap=False).vingerafdruk


def test_een_antwoord_gaat_terug_naar_de_zender_met_zijn_nummer() -> None:
    uit = antwoorder().du01(binnen(di01()), "JW325", "3", "2")
    assert uit == Du01(
        Systeem("0193", "Sluis"),
        Systeem("65656055", "GGk"),
        NIEUW,
        "20260305140405",
        REF,
        "JW325",
        Parameters("0000", "0001", "0003", "0002"),
    )


def test_een_toewijzing_gaat_van_de_gemeente_naar_de_aanbieder() -> None:
    uit = antwoorder().di01("0193", "65656055", "JW301", "3", "2")
    assert (uit.zender, uit.ontvanger) == (Systeem("0193", "Sluis"), Systeem("65656055", "GGk"))
    assert (uit.functie, uit.parameters.functie_versie, uit.parameters.functie_subversie) == ("JW301", "0003", "0002")
    assert SCHEMA.fout(etree.fromstring(b"".join(schrijven.stukken(uit, b"x")))) is None


def test_een_fo03_zonder_leesbare_kop_is_nog_geldig() -> None:
    fo03 = antwoorder().fo03(Geweigerd(Gebrek.DTD))
    assert (fo03.zender, fo03.ontvanger) == (Systeem(None, "Sluis"), Systeem(None, "onbekend"))
    assert fo03.cross_refnummer == "onbekend"
    assert SCHEMA.fout(etree.fromstring(schrijven.document(fo03))) is None


def test_een_gebrek_zonder_fo03_krijgt_er_geen() -> None:
    with pytest.raises(TypeError):
        antwoorder().fo03(Geweigerd(Gebrek.NIET_WELGEVORMD, kop=Kop(REF)))


@pytest.mark.parametrize("gebrek", list(Gebrek))
def test_elke_omschrijving_past(gebrek: Gebrek) -> None:
    langste = Geweigerd(gebrek, "envelopRetourbericht-ggk_Du01", 999_999)
    assert len(langste.omschrijving) <= 200
    assert langste.omschrijving.endswith(".")


@pytest.mark.parametrize(
    ("moment", "verwacht"),
    [
        (datetime(2026, 3, 5, 13, 4, 5, 999, tzinfo=UTC), "20260305140405"),
        (datetime(2026, 7, 1, 22, 30, tzinfo=UTC), "20260702003000"),
        (datetime(2025, 12, 31, 23, 0, tzinfo=UTC), "20260101000000"),
    ],
)
def test_het_tijdstip_is_veertien_cijfers_plaatselijke_tijd(moment: datetime, verwacht: str) -> None:
    assert tijdstip(moment) == verwacht
    assert moment.tzinfo is NU.tzinfo


@pytest.mark.parametrize(
    ("versie", "verwacht"), [("0.1.0", ("0000", "0001")), ("12.3", ("0012", "0003")), ("4", ("0004", "0000"))]
)
def test_de_versie_van_sluis_is_twee_keer_vier_cijfers(versie: str, verwacht: tuple[str, str]) -> None:
    uit = afzender(versie)
    assert (uit.versie, uit.subversie) == verwacht
    assert replace(uit, applicatie="x").applicatie == "x"


@pytest.mark.parametrize(
    ("gebrek", "status"),
    [
        (Gebrek.SCHEMA, 400),
        (Gebrek.NIET_WELGEVORMD, 400),
        (Gebrek.TE_GROOT, 413),
        (Gebrek.ZENDER_NIET_TOEGESTAAN, 403),
        (Gebrek.REFERENTIE_HERGEBRUIKT, 409),
        (Gebrek.OPSLAG, 503),
    ],
)
def test_een_kale_envelop_wordt_met_een_http_status_geweigerd(gebrek: Gebrek, status: int) -> None:
    assert Geweigerd(gebrek).status_kaal == status
