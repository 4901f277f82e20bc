"""What the head and the pace of a request decide."""

from __future__ import annotations

import pytest

from services.gateway.ggk.gebreken import Gebrek
from services.gateway.ggk.wire import Hoofd, hoofd, te_traag


def soap(content_type: str | None, *, encoding: str | None = None, lengte: int | None = None) -> Hoofd | Gebrek:
    return hoofd(content_type=content_type, content_encoding=encoding, content_length=lengte, soap=True)


@pytest.mark.parametrize(
    ("content_type", "codering"),
    [
        ("text/xml", None),
        ("text/xml; charset=utf-8", "utf-8"),
        ('Text/XML;charset="UTF-8"', "utf-8"),
        ("text/xml ; charset = utf8 ; action=x", "utf-8"),
        ("text/xml; charset=us-ascii", "utf-8"),
        ("text/xml; charset=UTF-16", "utf-16"),
        ("text/xml;", None),
    ],
)
def test_text_xml_wordt_aangenomen(content_type: str, codering: str | None) -> None:
    assert soap(content_type) == Hoofd(codering)


@pytest.mark.parametrize(
    ("content_type", "gebrek"),
    [
        (None, Gebrek.GEEN_TEXT_XML),
        ("", Gebrek.GEEN_TEXT_XML),
        ("application/soap+xml; charset=utf-8", Gebrek.GEEN_TEXT_XML),
        ("application/xml", Gebrek.GEEN_TEXT_XML),
        ("application/json", Gebrek.GEEN_TEXT_XML),
        ("text/xml, text/xml", Gebrek.GEEN_TEXT_XML),
        ("text/plain; x=text/xml", Gebrek.GEEN_TEXT_XML),
        ('multipart/related; type="application/xop+xml"; start-info="text/xml"', Gebrek.MTOM_BIJLAGE),
        ('multipart/related; type="text/xml"', Gebrek.MTOM_BIJLAGE),
        ("application/xop+xml", Gebrek.MTOM_BIJLAGE),
        ("text/xml; charset=iso-8859-1", Gebrek.CODERING),
        ("text/xml; charset=utf-7", Gebrek.CODERING),
        ("text/xml; charset=", Gebrek.CODERING),
    ],
)
def test_al_het_andere_wordt_geweigerd(content_type: str | None, gebrek: Gebrek) -> None:
    assert soap(content_type) is gebrek


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "identity, gzip", "zstd"])
def test_gecomprimeerd_wordt_geweigerd(encoding: str) -> None:
    assert soap("text/xml", encoding=encoding) is Gebrek.GECOMPRIMEERD


def test_de_lengte_beslist_voor_de_body_er_is() -> None:
    assert soap("text/xml", lengte=26_214_400) == Hoofd(None)
    assert soap("text/xml", lengte=26_214_401) is Gebrek.TE_GROOT
    assert soap("text/xml", encoding=" Identity ", lengte=0) == Hoofd(None)


def test_een_kale_envelop_komt_als_application_xml() -> None:
    def kaal(content_type: str | None) -> Hoofd | Gebrek:
        return hoofd(content_type=content_type, content_encoding=None, content_length=None, soap=False)

    assert kaal("application/xml; charset=UTF-8") == Hoofd("utf-8")
    assert kaal("application/json") is Gebrek.GEEN_APPLICATION_XML
    assert kaal(None) is Gebrek.GEEN_APPLICATION_XML


@pytest.mark.parametrize(
    ("seconden", "ontvangen", "traag"),
    [
        (60.0, 0, False),
        (60.1, 0, True),
        (60.1, 3_000_000, True),
        (60.1, 3_010_000, False),
        (500.0, 25_000_000, False),
        (501.0, 25_000_000, True),
    ],
)
def test_een_body_mag_60_seconden_duren_of_50_kb_per_seconde_gaan(seconden: float, ontvangen: int, traag: bool) -> None:
    assert te_traag(seconden, ontvangen) is traag
