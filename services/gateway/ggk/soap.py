"""Knows SOAP 1.1 as the GGk uses it: which operation a request is, and how requests and responses are framed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from services.gateway.ggk import namen, schrijven
from services.gateway.ggk.envelop import Bv03, Di01, Du01, Envelop, Fo01, Fo03, Gelezen, type_codes
from services.gateway.ggk.gebreken import Gebrek, Geweigerd, Kop
from services.gateway.ggk.lezen import lees_fo01
from services.gateway.ggk.ontleden import Ontleder

CONTENT_TYPE = "text/xml; charset=utf-8"
GROOTSTE_REACTIE = 1_048_576

_HOOFD = schrijven.VERKLARING + f'<soap:Envelope xmlns:soap="{namen.SOAP}"><soap:Body>\r\n'.encode()
_STAART = b"\r\n</soap:Body></soap:Envelope>\r\n"
_WORTELS: dict[type[Envelop], str] = {Di01: namen.DI01, Du01: namen.DU01, Fo01: namen.FO01}


def getoetst(uitkomst: Gelezen | Geweigerd, soapactions: Sequence[str]) -> Gelezen | Geweigerd:
    """What was read, unless the SOAPAction does not go with it.

    ``soapactions``: the values of the SOAPAction headers of the request, as received; there must be exactly one. Quotes
    may be absent. A request that was refused already stays refused for the same reason.
    """
    if isinstance(uitkomst, Geweigerd):
        return uitkomst
    if len(soapactions) != 1 or not (actie := _zonder_aanhaling(soapactions[0])):
        gebrek = Gebrek.ACTIE_ONTBREEKT if len(soapactions) < 2 else Gebrek.ACTIE_ANDERS
    elif actie not in namen.ACTIES:
        gebrek = Gebrek.ACTIE_ONBEKEND
    elif namen.ACTIES[actie] != _WORTELS[type(uitkomst.envelop)]:
        gebrek = Gebrek.ACTIE_ANDERS
    else:
        return uitkomst
    return geweigerd(uitkomst.envelop, gebrek)


def geweigerd(envelop: Envelop, gebrek: Gebrek) -> Geweigerd:
    """The refusal of an envelope that could be read."""
    return Geweigerd(gebrek, kop=Kop(envelop.referentienummer, envelop.zender, envelop.ontvanger))


def _zonder_aanhaling(waarde: str) -> str:
    kaal = waarde.strip(" \t")
    return kaal[1:-1] if len(kaal) >= 2 and kaal[0] == kaal[-1] == '"' else kaal


def soapaction(envelop: Envelop) -> str:
    """The value of the SOAPAction header for an envelope, with its quotes."""
    wortel = _WORTELS[type(envelop)]
    return next(f'"{actie}"' for actie, bij in namen.ACTIES.items() if bij == wortel)


def bevestiging(bv03: Bv03) -> bytes:
    """The response that takes an envelope over (HTTP 200)."""
    return _HOOFD + schrijven.document(bv03, verklaring=False) + _STAART


def fout(fo03: Fo03, gebrek: Gebrek) -> bytes:
    """The response that refuses an envelope: a Fault (HTTP 500) with the Fo03 as the only detail."""
    soort = "MustUnderstand" if gebrek is Gebrek.MUST_UNDERSTAND else fo03.plek.capitalize()
    tekst = schrijven.tekst(fo03.omschrijving)
    kop = f"<soap:Fault><faultcode>soap:{soort}</faultcode><faultstring>{tekst}</faultstring><detail>\r\n"
    return _HOOFD + kop.encode() + schrijven.document(fo03, verklaring=False) + b"\r\n</detail></soap:Fault>" + _STAART


def verzoek(envelop: Envelop, inhoud: bytes | None) -> Iterator[bytes]:
    """The request that delivers an envelope, in pieces; ``inhoud`` is the payload of a Di01 or Du01."""
    yield _HOOFD
    if isinstance(envelop, Fo01):
        yield schrijven.document(envelop, verklaring=False)
    else:
        assert inhoud is not None
        yield from schrijven.stukken(envelop, inhoud, verklaring=False)
    yield _STAART


def omlijst(document: bytes) -> Iterator[bytes]:
    """The request that delivers an envelope that was written before, with its XML declaration."""
    yield _HOOFD
    yield document[len(schrijven.VERKLARING) :]
    yield _STAART


def actie_van(berichtcode: str) -> str:
    """The value of the SOAPAction header for a berichtcode (Di01, Du01 or Fo01), with its quotes."""
    wortel = next(_WORTELS[soort] for soort in _WORTELS if type_codes[soort] == berichtcode)
    return next(f'"{actie}"' for actie, bij in namen.ACTIES.items() if bij == wortel)


def omvang(envelop: Envelop, lengte: int) -> int:
    """How many bytes ``verzoek`` will give for a payload of ``lengte`` bytes."""
    if isinstance(envelop, Fo01):
        kern = len(schrijven.document(envelop, verklaring=False))
    else:
        kern = schrijven.omvang(envelop, lengte, verklaring=False)
    return len(_HOOFD) + kern + len(_STAART)


@dataclass(frozen=True, slots=True)
class Bevestigd:
    """The other side took an envelope over: the one with this referentienummer."""

    cross_refnummer: str


@dataclass(frozen=True, slots=True)
class Afgewezen:
    """The other side refused with a Fo03. The texts are theirs, cut to what the schema allows."""

    code: str
    plek: str
    omschrijving: str


@dataclass(frozen=True, slots=True)
class Onbegrepen:
    """The response is neither a Bv03 nor a Fo03."""


Reactie = Bevestigd | Afgewezen | Onbegrepen


def lees_reactie(body: bytes) -> Reactie:
    """What the body of a response says, whatever its HTTP status; read with the same care as a request."""
    ontleder = Ontleder(soap=True, grootste=GROOTSTE_REACTIE)
    ontleder.voer(body)
    ontleed = ontleder.sluit()
    if not ontleed.compleet or ontleed.wortel is None:
        return Onbegrepen()
    wortel = ontleed.wortel
    if wortel.tag == namen.BV03:
        nummer = wortel.find(f"{{{namen.STUF}}}stuurgegevens/{{{namen.STUF}}}crossRefnummer")
        return Bevestigd((nummer.text or "").strip()) if nummer is not None else Onbegrepen()
    fo03 = _fo03(wortel)
    if fo03 is None:
        return Onbegrepen()
    gelezen = lees_fo01(fo03)
    return Afgewezen(gelezen.code[:7], gelezen.plek[:6], gelezen.omschrijving[:200])


def _fo03(wortel: etree._Element) -> etree._Element | None:
    """The Fo03Bericht in a Fault, or by itself."""
    if wortel.tag == namen.FO03:
        return wortel
    if wortel.tag != f"{{{namen.SOAP}}}Fault":
        return None
    return wortel.find(f"detail/{namen.FO03}")
