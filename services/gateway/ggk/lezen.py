"""Reads an envelope from a stranger, in pieces: gives its values, or what is wrong with it.

The base64 is judged here and not by the schema, which sees a placeholder instead of the payload.
"""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

from lxml import etree

from services.gateway.ggk import namen
from services.gateway.ggk.base64_lezer import Doel
from services.gateway.ggk.envelop import Di01, Du01, Fo01, Gelezen, Inhoud, Parameters, Systeem
from services.gateway.ggk.gebreken import Gebrek, Geweigerd, Kop
from services.gateway.ggk.ontleden import Ontleder, Ontleed
from services.gateway.ggk.schema import EnvelopSchema


class Lezer:
    """Reads one request: feed it the bytes as they come, then close it."""

    def __init__(
        self,
        schema: EnvelopSchema,
        *,
        soap: bool,
        doel: Doel | None = None,
        codering: str | None = None,
        grootste: int = namen.GROOTSTE_IN,
    ) -> None:
        """``doel`` takes the payload as it is decoded; what it took counts only when ``sluit`` gives Gelezen.

        ``soap``: the envelope stands in SOAP 1.1; else it is bare. ``codering``: the charset of the HTTP header.
        ``grootste``: the most bytes that are taken.
        """
        self._schema = schema
        self._ontleder = Ontleder(soap=soap, doel=doel, codering=codering, grootste=grootste)

    def voer(self, stuk: bytes) -> bool:
        """Take the next bytes; false when the request is refused already and more is of no use."""
        return self._ontleder.voer(stuk)

    def sluit(self) -> Gelezen | Geweigerd:
        """The end of the request."""
        ontleed = self._ontleder.sluit()
        kop = Kop() if ontleed.wortel is None else lees_kop(ontleed.wortel)
        if ontleed.gebrek is not None:
            return Geweigerd(ontleed.gebrek, regel=ontleed.regel, kop=kop)
        assert ontleed.wortel is not None
        uitkomst = self._lees(ontleed, ontleed.wortel)
        return replace(uitkomst, kop=kop) if isinstance(uitkomst, Geweigerd) else uitkomst

    def _lees(self, ontleed: Ontleed, wortel: etree._Element) -> Gelezen | Geweigerd:
        if wortel.tag not in (namen.DI01, namen.DU01, namen.FO01):
            return Geweigerd(Gebrek.BERICHT_ONBEKEND)
        fout = self._schema.fout(wortel)
        if wortel.tag == namen.FO01:
            return Gelezen(lees_fo01(wortel), None, fout is None, vingerafdruk(ontleed, wortel, None))
        if fout is not None:
            return Geweigerd(Gebrek.SCHEMA, fout.element, fout.regel)
        bestand = wortel[1][-1][0]
        if bestand.tag == namen.TEKST_BESTAND:
            return Geweigerd(Gebrek.TEKSTBESTAND, regel=_regel(bestand))
        inhoud = ontleed.inhoud
        assert inhoud is not None
        if isinstance(inhoud, Gebrek):
            return Geweigerd(inhoud, regel=_regel(bestand))
        if inhoud.lengte == 0:
            return Geweigerd(Gebrek.INHOUD_LEEG, regel=_regel(bestand))
        return Gelezen(_lees_envelop(wortel), inhoud, True, vingerafdruk(ontleed, wortel, inhoud))


def _lees_envelop(wortel: etree._Element) -> Di01 | Du01:
    """The values of a schema-valid Di01 or Du01."""
    stuur, parameters = (_kinderen(deel) for deel in wortel)
    _, zender, ontvanger, referentienummer, tijdstip, *rest = stuur
    versies = Parameters(*(_tekst(element) for element in parameters[:4]))
    begin = _systeem(zender), _systeem(ontvanger), _tekst(referentienummer), _tekst(tijdstip)
    if wortel.tag == namen.DI01:
        return Di01(*begin, _tekst(rest[0]), versies)
    return Du01(*begin, _tekst(rest[0]), _tekst(rest[1]), versies)


def lees_fo01(wortel: etree._Element) -> Fo01:
    """A Fo01 as far as it can be read: names decide, not order or completeness.

    Texts are cut to a size that can be stored; a referentienummer that is too long to refer to is left out.
    """
    stuur, body = _kind(wortel, "stuurgegevens"), _kind(wortel, "body")
    nummer = _tekst(_kind(stuur, "referentienummer"))
    return Fo01(
        zender=_systeem_of_niets(_kind(stuur, "zender")) or Systeem(None, namen.ONBEKEND),
        ontvanger=_systeem_of_niets(_kind(stuur, "ontvanger")) or Systeem(None, namen.ONBEKEND),
        referentienummer=nummer if len(nummer) <= 40 else "",
        tijdstip_bericht=_tekst(_kind(stuur, "tijdstipBericht"))[:17],
        cross_refnummer=_tekst(_kind(stuur, "crossRefnummer"))[:50],
        code=_tekst(_kind(body, "code"))[:40],
        plek=_tekst(_kind(body, "plek"))[:40],
        omschrijving=_tekst(_kind(body, "omschrijving"))[:200],
        details=None if (details := _kind(body, "details")) is None else _tekst(details)[:1000],
    )


def lees_kop(wortel: etree._Element) -> Kop:
    """What can be read of the stuurgegevens, whatever else is wrong, even a namespace."""
    stuur = _kind(wortel, "stuurgegevens")
    nummer = _kind(stuur, "referentienummer")
    return Kop(
        referentienummer=None if nummer is None else _tekst(nummer),
        zender=_systeem_of_niets(_kind(stuur, "zender")),
        ontvanger=_systeem_of_niets(_kind(stuur, "ontvanger")),
    )


def vingerafdruk(ontleed: Ontleed, wortel: etree._Element, inhoud: Inhoud | None) -> bytes:
    """SHA-256 over what the envelope says: names, attributes, texts, payload and detailsXML."""
    hash_ = sha256()
    for element in wortel.iter():
        tekst = "" if len(element) or element.tag == namen.XML_BESTAND else _tekst(element)
        delen = (element.tag, *(f"{naam!s}={waarde!s}" for naam, waarde in sorted(element.attrib.items())), tekst)
        diepte = sum(1 for _ in element.iterancestors())
        for deel in (str(diepte), *delen):
            hash_.update(f"{len(deel)}:{deel}".encode())
    hash_.update(ontleed.details)
    hash_.update(inhoud.sha256 if inhoud else b"")
    return hash_.digest()


def _systeem(element: etree._Element) -> Systeem:
    """A party of a schema-valid envelope."""
    organisatie, applicatie, administratie, gebruiker = (
        _kind(element, naam) for naam in ("organisatie", "applicatie", "administratie", "gebruiker")
    )
    return Systeem(
        None if organisatie is None else _tekst(organisatie),
        _tekst(applicatie),
        None if administratie is None else _tekst(administratie),
        None if gebruiker is None else _tekst(gebruiker),
    )


def _systeem_of_niets(element: etree._Element | None) -> Systeem | None:
    """A party of an envelope that follows no schema, with only what would fit in an answer."""
    if element is None:
        return None
    gelezen = _systeem(element)
    return Systeem(
        gelezen.organisatie if len(gelezen.organisatie or "") <= 200 else None,
        gelezen.applicatie if 3 <= len(gelezen.applicatie) <= 50 else namen.ONBEKEND,
        gelezen.administratie if len(gelezen.administratie or "") <= 50 else None,
        gelezen.gebruiker if len(gelezen.gebruiker or "") <= 100 else None,
    )


def _regel(element: etree._Element) -> int | None:
    return element.sourceline if isinstance(element.sourceline, int) else None


def _kinderen(element: etree._Element) -> list[etree._Element]:
    return list(element)


def _kind(element: etree._Element | None, naam: str) -> etree._Element | None:
    """The first child with this local name."""
    if element is None:
        return None
    return next((kind for kind in element if etree.QName(kind).localname == naam), None)


def _tekst(element: etree._Element | None) -> str:
    return "" if element is None else element.text or ""
