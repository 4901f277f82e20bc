"""Laws of the envelope: what is written is read back, pieces do not matter, and nothing makes the reader fall over."""

from __future__ import annotations

import base64
import binascii
import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from services.gateway.ggk import schrijven, soap
from services.gateway.ggk.base64_lezer import Base64Lezer
from services.gateway.ggk.envelop import Bv03, Di01, Du01, Envelop, Fo01, Fo03, Gelezen, Inhoud, Parameters, Systeem
from services.gateway.ggk.gebreken import Fo03Gevolg, Gebrek, Geweigerd
from services.gateway.ggk.lezen import Lezer
from services.gateway.ggk.soap import Afgewezen, Bevestigd, lees_reactie
from tests.support.ggk import ACTIE_DI01, SCHEMA, antwoorder, di01, fo01, in_soap, lees, lees_soap

# XML turns a lone carriage return into a line feed unless it is written as a reference, which the writer does.
letters = st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\ufffe\uffff").filter(
    lambda teken: teken in "\t\n\r" or ord(teken) >= 0x20
)


def tekst(kleinst: int, grootst: int) -> st.SearchStrategy[str]:
    return st.text(letters, min_size=kleinst, max_size=grootst)


uuids = st.uuids(version=4).map(str)
cijfers = st.from_regex(r"[0-9]{4}", fullmatch=True)
tijden = st.from_regex(r"[0-9]{8,17}", fullmatch=True)
systemen = st.builds(
    Systeem,
    tekst(0, 200),
    tekst(3, 50),
    st.none() | tekst(0, 50),
    st.none() | tekst(0, 100),
)
parameters = st.builds(Parameters, cijfers, cijfers, cijfers, cijfers)
di01s = st.builds(Di01, systemen, systemen, uuids, tijden, tekst(0, 30), parameters)
du01s = st.builds(Du01, systemen, systemen, uuids, tijden, uuids, tekst(0, 30), parameters)
fouten = (
    systemen,
    systemen,
    tekst(0, 40),
    tijden,
    tekst(0, 40),
    tekst(0, 7),
    st.sampled_from(["client", "server"]),
    tekst(0, 200),
    st.none() | tekst(0, 100),
)
fo01s = st.builds(Fo01, *fouten)
inhouden = st.binary(min_size=1, max_size=300)
stappen = st.integers(1, 400)


def in_happen(data: bytes, stap: int) -> list[bytes]:
    return [data[i : i + stap] for i in range(0, len(data), stap)]


@given(di01s | du01s, inhouden, stappen)
def test_wat_geschreven_is_wordt_zo_teruggelezen(envelop: Di01 | Du01, inhoud: bytes, stap: int) -> None:
    ontvangen = bytearray()
    data = b"".join(soap.verzoek(envelop, inhoud))
    uit = lees(in_happen(data, stap), doel=ontvangen.extend)
    assert isinstance(uit, Gelezen)
    assert (uit.envelop, bytes(ontvangen)) == (envelop, inhoud)
    assert len(data) == soap.omvang(envelop, len(inhoud))


@given(fo01s, stappen)
def test_een_fo01_wordt_zo_teruggelezen(envelop: Fo01, stap: int) -> None:
    uit = lees(in_happen(b"".join(soap.verzoek(envelop, None)), stap))
    assert isinstance(uit, Gelezen)
    assert (uit.envelop, uit.schema_geldig) == (envelop, True)


@given(di01s | du01s | fo01s)
def test_de_bv03_op_elke_envelop_is_geldig_en_bevestigt_hem(envelop: Envelop) -> None:
    bv03 = antwoorder().bv03(envelop)
    assert SCHEMA.fout(etree.fromstring(schrijven.document(bv03))) is None
    if not isinstance(envelop, Fo01):
        assert lees_reactie(soap.bevestiging(bv03)) == Bevestigd(envelop.referentienummer)


@given(st.builds(Fo03, *fouten))
def test_een_fo03_komt_als_fo03_over(fo03: Fo03) -> None:
    assert lees_reactie(soap.fout(fo03, Gebrek.SCHEMA)) == Afgewezen(fo03.code, fo03.plek, fo03.omschrijving)


@given(st.builds(Bv03, systemen, systemen, uuids, tijden, tekst(0, 40)))
def test_een_bv03_is_altijd_geldig(bv03: Bv03) -> None:
    assert SCHEMA.fout(etree.fromstring(schrijven.document(bv03))) is None


def undo(stukken: list[str]) -> tuple[Inhoud | Gebrek, bytes]:
    uit = bytearray()
    lezer = Base64Lezer(uit.extend)
    for stuk in stukken:
        lezer.voer(stuk)
    return lezer.sluit(), bytes(uit)


wit = st.text(" \t\r\n", max_size=3)


@given(st.binary(max_size=200), st.lists(wit, max_size=300), stappen)
def test_base64_met_witruimte_overal_geeft_de_inhoud_terug(inhoud: bytes, witruimte: list[str], stap: int) -> None:
    letters_ = base64.b64encode(inhoud).decode()
    tekst_ = "".join(a + b for a, b in zip(letters_, witruimte + [""] * len(letters_), strict=False))
    uit, terug = undo([tekst_[i : i + stap] for i in range(0, len(tekst_), stap)])
    assert isinstance(uit, Inhoud)
    assert terug == inhoud
    assert uit.lengte == len(inhoud)


@given(st.text("AQBg=+/ ?-_\u00e9\n", max_size=24), st.data())
def test_het_oordeel_over_base64_hangt_niet_af_van_de_stukken(tekst_: str, data: st.DataObject) -> None:
    heel, _ = undo([tekst_])
    knip = sorted(data.draw(st.lists(st.integers(0, len(tekst_)), max_size=6)))
    randen = [0, *knip, len(tekst_)]
    stukken = [tekst_[a:b] for a, b in pairwise(randen)]
    assert undo(stukken)[0] == heel


_XSD = re.compile(
    r"(?:(?:[A-Za-z0-9+/] ?){4})*(?:(?:[A-Za-z0-9+/] ?){3}[A-Za-z0-9+/]"
    r"|(?:[A-Za-z0-9+/] ?){2}[AEIMQUYcgkosw048] ?=|[A-Za-z0-9+/] ?[AQgw] ?= ?=)?"
)


@given(st.text("AQBCgw=+/ ?", max_size=16))
def test_base64_is_goed_precies_als_de_grammatica_van_xsd_het_zegt(tekst_: str) -> None:
    uit, terug = undo([tekst_])
    samengevat = " ".join(tekst_.split(" ")).strip()
    samengevat = re.sub(" +", " ", samengevat)
    assert isinstance(uit, Inhoud) == (_XSD.fullmatch(samengevat) is not None)
    if isinstance(uit, Inhoud):
        assert terug == binascii.a2b_base64(tekst_.replace(" ", ""))


@given(st.binary(max_size=400) | st.text(letters, max_size=400).map(str.encode), st.booleans())
def test_rommel_geeft_altijd_een_oordeel(data: bytes, is_soap: bool) -> None:
    assert isinstance(lees(data, soap=is_soap), Geweigerd)


GOED = in_soap(di01(b"inhoud"))
FO01 = in_soap(fo01(extra="<s:detailsXML><a>b</a></s:detailsXML>"))


@given(st.sampled_from([GOED, FO01]), st.data())
def test_een_beschadigde_envelop_geeft_een_oordeel_met_een_geldig_antwoord(basis: bytes, data: st.DataObject) -> None:
    van = data.draw(st.integers(0, len(basis)))
    tot = data.draw(st.integers(van, min(len(basis), van + 40)))
    nieuw = data.draw(
        st.sampled_from([b"", b"<", b">", b"&", b"<a>", b"</a>", b"<!--", b"]]>", b"x", b"\x00", b"=", basis])
    )
    uit = lees_soap(basis[:van] + nieuw + basis[tot:], ACTIE_DI01)
    if isinstance(uit, Geweigerd) and isinstance(uit.gevolg, Fo03Gevolg):
        antwoord = schrijven.document(antwoorder().fo03(uit))
    elif isinstance(uit, Gelezen):
        antwoord = schrijven.document(antwoorder().bv03(uit.envelop))
    else:
        return
    assert SCHEMA.fout(etree.fromstring(antwoord)) is None


@given(st.data(), stappen)
def test_het_oordeel_hangt_niet_af_van_de_stukken(data: st.DataObject, stap: int) -> None:
    van = data.draw(st.integers(0, len(GOED)))
    nieuw = data.draw(st.sampled_from([b"", b"<a/>", b"x", b"=", b"&", b"<!DOCTYPE x>"]))
    kapot = GOED[:van] + nieuw + GOED[van + data.draw(st.integers(0, 3)) :]
    assert lees(in_happen(kapot, stap)) == lees(kapot)


@given(st.integers(0, 200))
def test_een_lezer_die_halverwege_sluit_valt_niet_om(tot: int) -> None:
    lezer = Lezer(SCHEMA, soap=True)
    lezer.voer(GOED[:tot])
    assert isinstance(lezer.sluit(), Geweigerd)
