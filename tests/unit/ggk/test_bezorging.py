"""The life of an outgoing envelope, and what an attempt says of its destination."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from services.gateway.ggk import soap
from services.gateway.ggk.bezorging import (
    Afgeleverd,
    Bezorgd,
    Definitief,
    Geparkeerd,
    Instelling,
    Mislukt,
    Oorzaak,
    Toestand,
    Uitslag,
    Wachtend,
    bestemming_weg,
    na_poging,
    nieuw,
    uitslag,
    vervroegd,
)
from services.gateway.ggk.envelop import Bv03, Fo03, Systeem
from services.gateway.ggk.gebreken import Gebrek
from services.gateway.ggk.soap import Afgewezen, Bevestigd, Onbegrepen, lees_reactie
from tests.support.ggk import CROSS, REF, SOAP, STUF, antwoorder, di01, fo01, gelezen, in_soap

NU = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
GEWOON = Instelling()
STATUS = Instelling(bevestiging="status")
STUK = Mislukt(Oorzaak.ONBEREIKBAAR)


def bv03(nummer: str) -> bytes:
    partij = Systeem(None, "GGk")
    return soap.bevestiging(Bv03(partij, partij, CROSS, "20260305120000", nummer))


def fo03(code: str = "StUF010") -> bytes:
    partij = Systeem(None, "GGk")
    return soap.fout(
        Fo03(partij, partij, CROSS, "20260305120000", "onbekend", code, "client", "weg ermee"), Gebrek.SCHEMA
    )


@pytest.mark.parametrize(
    ("status", "body", "verwacht"),
    [
        (200, bv03(REF), Bezorgd()),
        (202, bv03(REF), Bezorgd()),
        (200, bv03(CROSS), Mislukt(Oorzaak.ANDERE_BEVESTIGING, 200)),
        (500, bv03(REF), Mislukt(Oorzaak.SERVERFOUT, 500)),
        (500, fo03(), Definitief("StUF010", "client", "weg ermee")),
        (200, fo03(), Definitief("StUF010", "client", "weg ermee")),
        (400, fo03(), Definitief("StUF010", "client", "weg ermee")),
        (200, b"", Mislukt(Oorzaak.ONBEGRIJPELIJK, 200)),
        (200, b"<html>ok</html>", Mislukt(Oorzaak.ONBEGRIJPELIJK, 200)),
        (204, b"", Mislukt(Oorzaak.ONBEGRIJPELIJK, 204)),
        (500, b"kapot", Mislukt(Oorzaak.SERVERFOUT, 500)),
        (503, b"", Mislukt(Oorzaak.SERVERFOUT, 503)),
        (429, b"", Mislukt(Oorzaak.SERVERFOUT, 429)),
        (404, b"", Mislukt(Oorzaak.GEWEIGERD, 404)),
        (413, b"", Mislukt(Oorzaak.GEWEIGERD, 413)),
        (302, b"", Mislukt(Oorzaak.GEWEIGERD, 302)),
    ],
)
def test_alleen_een_bv03_voor_ons_is_bezorgd_en_een_fo03_is_definitief(
    status: int, body: bytes, verwacht: Uitslag
) -> None:
    assert uitslag(status, lees_reactie(body), REF, GEWOON) == verwacht


@pytest.mark.parametrize(
    ("status", "body", "verwacht"),
    [
        (200, b"", Bezorgd()),
        (202, b"wat dan ook", Bezorgd()),
        (500, b"", Mislukt(Oorzaak.SERVERFOUT, 500)),
        (500, fo03(), Definitief("StUF010", "client", "weg ermee")),
    ],
)
def test_met_een_adapter_ertussen_telt_de_status(status: int, body: bytes, verwacht: Uitslag) -> None:
    assert uitslag(status, lees_reactie(body), REF, STATUS) == verwacht


@pytest.mark.parametrize(
    "body",
    [
        in_soap(di01()),
        in_soap(fo01()),
        in_soap(f'<Bv03Bericht xmlns="{STUF}"/>'),
        in_soap("<soap:Fault><faultcode>soap:Server</faultcode><faultstring>x</faultstring></soap:Fault>"),
        b"<!DOCTYPE x>" + bv03(REF),
        bv03(REF)[:-10],
        bv03(REF) + b" " * 1_048_576,
    ],
)
def test_wat_geen_bv03_en_geen_fo03_is_wordt_niet_begrepen(body: bytes) -> None:
    assert lees_reactie(body) == Onbegrepen()


def test_een_reactie_mag_er_anders_uitzien_dan_de_onze() -> None:
    kern = f'<Bv03Bericht xmlns="{STUF}"><stuurgegevens><crossRefnummer>{REF}\n</crossRefnummer></stuurgegevens>'
    assert lees_reactie(in_soap(kern + "</Bv03Bericht>", header="<x/>")) == Bevestigd(REF)
    body = "<body><code>ABCDEFGHIJ</code><plek>server</plek><omschrijving>o</omschrijving></body>"
    kaal = f'<Fo03Bericht xmlns="{STUF}">{body}</Fo03Bericht>'
    assert lees_reactie(in_soap(kaal)) == Afgewezen("ABCDEFG", "server", "o")
    echo = f"<soap:Fault><faultcode>x</faultcode><detail>{kaal}<echo>{di01()}</echo></detail></soap:Fault>"
    assert lees_reactie(in_soap(echo)) == Afgewezen("ABCDEFG", "server", "o")


def test_onze_eigen_bv03_wordt_begrepen() -> None:
    envelop = gelezen(in_soap(di01())).envelop
    assert lees_reactie(soap.bevestiging(antwoorder().bv03(envelop))) == Bevestigd(REF)
    assert SOAP.encode() in soap.bevestiging(antwoorder().bv03(envelop))


def test_de_pauze_verdubbelt_tot_een_uur() -> None:
    seconden = [GEWOON.pauze(n).total_seconds() for n in range(1, 13)]
    assert seconden == [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]
    assert GEWOON.pauze(10_000_000) == timedelta(hours=1)
    assert Instelling(eerste_pauze=timedelta(hours=2)).pauze(1) == timedelta(hours=1)


def poging(toestand: Toestand, gevolg: Uitslag, begin: datetime) -> Toestand:
    assert isinstance(toestand, Wachtend)
    return na_poging(toestand, gevolg, begin, begin + timedelta(seconds=1), GEWOON)[0]


def test_een_mislukte_poging_wordt_vastgelegd_en_herhaald() -> None:
    toestand, gedaan = na_poging(nieuw(NU), STUK, NU, NU + timedelta(seconds=2), GEWOON)
    assert toestand == Wachtend(1, NU + timedelta(seconds=7))
    assert (gedaan.nummer, gedaan.begin, gedaan.einde, gedaan.uitslag) == (1, NU, NU + timedelta(seconds=2), STUK)
    assert gedaan.volgende == NU + timedelta(seconds=7)
    assert poging(toestand, STUK, NU) == Wachtend(2, NU + timedelta(seconds=11))


def test_een_bezorgde_envelop_is_klaar() -> None:
    assert poging(nieuw(NU), Bezorgd(), NU) == Afgeleverd(NU + timedelta(seconds=1))


def test_een_fo03_parkeert_met_code_en_tekst() -> None:
    uit = poging(nieuw(NU), Definitief("StUF010", "client", "weg ermee"), NU)
    assert isinstance(uit, Geparkeerd)
    assert uit.code == "StUF010"
    assert "StUF010 (client): weg ermee" in uit.reden


def test_wat_wacht_hoeft_niet_te_wachten_als_de_bestemming_terug_is() -> None:
    assert vervroegd(Wachtend(9, NU + timedelta(hours=1)), NU) == Wachtend(9, NU)
    assert vervroegd(Wachtend(1, NU - timedelta(hours=1)), NU) == Wachtend(1, NU - timedelta(hours=1))


@pytest.mark.parametrize(
    "gevolg",
    [Bezorgd(), Definitief("x", "client", "y"), Mislukt(Oorzaak.GEWEIGERD, 404), Mislukt(Oorzaak.ONBEGRIJPELIJK)],
)
def test_elk_antwoord_toont_dat_de_bestemming_er_is(gevolg: Uitslag) -> None:
    assert not bestemming_weg(gevolg)


@pytest.mark.parametrize(
    "oorzaak", [Oorzaak.ONBEREIKBAAR, Oorzaak.GEEN_ANTWOORD, Oorzaak.AFGEBROKEN, Oorzaak.SERVERFOUT]
)
def test_een_storing_van_de_bestemming_is_niet_van_de_envelop(oorzaak: Oorzaak) -> None:
    assert bestemming_weg(Mislukt(oorzaak))
