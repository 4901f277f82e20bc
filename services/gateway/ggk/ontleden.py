"""Feeds the bytes of a request to expat and keeps only what is small: a skeleton of the envelope without its payload.

Bounded whatever comes in: a DTD is refused when its first word is seen, depth, number of elements and attributes, text
outside the payload and the length of one tag or comment have limits, and the payload streams through without being
kept. Expat hands text on in pieces, so a text node of 25 MB is as cheap as one of 25 bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from xml.parsers import expat

from lxml import etree

from services.gateway.ggk import namen
from services.gateway.ggk.base64_lezer import Base64Lezer, Doel
from services.gateway.ggk.envelop import Inhoud
from services.gateway.ggk.gebreken import Gebrek, HttpGevolg
from services.gateway.ggk.soap_kader import Kader

DIEPSTE = 64
MEESTE_ELEMENTEN = 2_000
"""Elements, attributes and prefixes outside detailsXML; libxml2 goes through all attributes to add one more."""

MEESTE_IN_DETAILS = 1_000_000
"""Elements and attributes in detailsXML."""

MEESTE_TEKST = 262_144
LANGSTE_TEKEN = 524_288
_HAP = 65_536
_WIT = " \t\r\n"
_XSI_TYPE = "http://www.w3.org/2001/XMLSchema-instance type"
_CODERINGEN = frozenset({"utf-8", "utf8", "us-ascii", "ascii", "utf-16", "utf16"})


@dataclass(frozen=True, slots=True)
class Ontleed:
    """What is left of a document. ``wortel`` is the skeleton of the envelope, as far as it came.

    ``details`` is the SHA-256 of what stood in detailsXML; ``inhoud`` is there when an xmlBestand was. ``compleet`` is
    false when the reader gave up before the end.
    """

    wortel: etree._Element | None
    inhoud: Inhoud | Gebrek | None
    details: bytes
    gebrek: Gebrek | None
    regel: int | None
    compleet: bool


class _Stop(Exception):
    """Reading on makes no sense."""


class Ontleder:
    """Reads one document that comes in pieces of any size."""

    def __init__(
        self,
        *,
        soap: bool,
        doel: Doel | None = None,
        codering: str | None = None,
        grootste: int = namen.GROOTSTE_IN,
    ) -> None:
        """``soap``: the envelope stands in SOAP 1.1. ``codering``: the charset of the HTTP header.

        That charset goes before what the document declares; UTF-16 is always known by its first bytes.
        """
        self._kader = Kader() if soap else None
        self._doel, self._grootste = doel, grootste
        self._gebrek: Gebrek | None = None
        self._regel: int | None = None
        self._gestopt = False
        self._wachtend = bytearray()
        self._bytes = self._ontleed_tot = self._diepte = self._tekst = 0
        self._elementen = self._in_details = 0
        self._letterstukken: list[str] = []
        self._wortel: etree._Element | None = None
        self._ruimten: dict[str | None, list[str]] = {}  # what each prefix means, the innermost last
        self._open: list[etree._Element] = []
        self._overslaan = 0  # depth of the detailsXML whose content is passed over; 0 when not in one
        self._details = sha256()
        self._base64: Base64Lezer | None = None
        self._in_base64: etree._Element | None = None
        self._gevuld = False
        self._parser = self._maak(codering)

    def _maak(self, codering: str | None) -> expat.XMLParserType:
        parser = expat.ParserCreate(codering, " ")
        parser.buffer_text = True
        parser.buffer_size = _HAP
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.XmlDeclHandler = self._verklaring
        parser.StartDoctypeDeclHandler = self._doctype
        parser.ProcessingInstructionHandler = self._instructie
        parser.StartNamespaceDeclHandler = self._ruimte
        parser.EndNamespaceDeclHandler = self._ruimte_uit
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._eind
        parser.CharacterDataHandler = self._letters
        return parser

    def voer(self, stuk: bytes) -> bool:
        """Take the next bytes; false when more is of no use, because the document is refused already.

        Small pieces are gathered first: expat starts a tag again at every call that does not complete it.
        """
        self._bytes += len(stuk)
        if self._bytes > self._grootste:
            self._halt(Gebrek.TE_GROOT)
        if self._gestopt:
            return False
        for begin in range(0, len(stuk), _HAP):
            self._wachtend += stuk[begin : begin + _HAP]
            if len(self._wachtend) >= _HAP:
                self._verwerk()
        return not self._gestopt

    def sluit(self) -> Ontleed:
        """The end of the document."""
        self._verwerk()
        if not self._gestopt:
            self._ontleed(b"", einde=True)
        if not self._gestopt and self._kader is not None and self._wortel is None:
            self._meld(Gebrek.BODY_LEEG)
        inhoud = self._base64.sluit() if self._base64 is not None else None
        return Ontleed(self._wortel, inhoud, self._details.digest(), self._gebrek, self._regel, not self._gestopt)

    def _verwerk(self) -> None:
        if self._gestopt or not self._wachtend:
            return
        hap = bytes(self._wachtend)
        self._wachtend.clear()
        self._ontleed(hap, einde=False)
        self._ontleed_tot += len(hap)
        if not self._gestopt and self._ontleed_tot - self._parser.CurrentByteIndex > LANGSTE_TEKEN:
            self._halt(Gebrek.TE_LANG)

    def _ontleed(self, stuk: bytes, *, einde: bool) -> None:
        try:
            self._parser.Parse(stuk, einde)
        except _Stop:
            self._gestopt = True
        except expat.ExpatError:
            self._halt(Gebrek.NIET_WELGEVORMD)

    def _halt(self, gebrek: Gebrek) -> None:
        """Stop for good; this fault is the one that counts."""
        if not self._gestopt:
            self._gestopt, self._gebrek = True, gebrek
            self._regel = None if gebrek is Gebrek.TE_GROOT else self._parser.CurrentLineNumber

    def _stop(self, gebrek: Gebrek) -> None:
        self._halt(gebrek)
        raise _Stop

    def _meld(self, gebrek: Gebrek) -> None:
        """Note a fault and read on, since the referentienummer may still come."""
        if self._gebrek is None:
            self._gebrek, self._regel = gebrek, self._parser.CurrentLineNumber

    def _verklaring(self, versie: str, codering: str | None, _: int) -> None:
        if versie != "1.0":
            self._stop(Gebrek.NIET_WELGEVORMD)
        if codering is not None and codering.lower() not in _CODERINGEN:
            self._stop(Gebrek.CODERING)

    def _doctype(self, *_: object) -> None:
        self._stop(Gebrek.DTD)

    def _instructie(self, *_: object) -> None:
        if self._kader is not None:
            self._meld(Gebrek.INSTRUCTIE)

    def _ruimte(self, voorvoegsel: str | None, ruimte: str | None) -> None:
        if not self._overslaan:
            self._elementen += 1  # counts as an attribute, which it looks like
            self._ruimten.setdefault(voorvoegsel, []).append(ruimte or "")

    def _ruimte_uit(self, voorvoegsel: str | None) -> None:
        if not self._overslaan:
            self._ruimten[voorvoegsel].pop()

    def _voor_type(self, attributen: dict[str, str]) -> dict[str, str]:
        """The prefix in an xsi:type, which says nothing without what it means."""
        voorvoegsel = attributen.get(_XSI_TYPE, "").strip(_WIT).rpartition(":")[0]
        ruimten = self._ruimten.get(voorvoegsel) if voorvoegsel else None
        return {voorvoegsel: ruimten[-1]} if ruimten else {}

    def _begin(self, naam: str, attributen: dict[str, str]) -> None:
        self._diepte += 1
        if self._overslaan:
            self._in_details += 1 + len(attributen)
        else:
            self._elementen += 1 + len(attributen)
        if self._diepte > DIEPSTE:
            self._stop(Gebrek.TE_DIEP)
        if self._elementen > MEESTE_ELEMENTEN or self._in_details > MEESTE_IN_DETAILS:
            self._stop(Gebrek.TE_VEEL)
        if self._overslaan:
            self._onthoud("<", naam, *(f" {sleutel}={attributen[sleutel]!r}" for sleutel in sorted(attributen)))
        elif self._open:
            self._plaats()
            self._onder(_clark(naam), attributen)
        elif self._kader is None:
            self._als_wortel(_clark(naam), attributen)
        else:
            self._in_kader(self._kader, _clark(naam), attributen)

    def _in_kader(self, kader: Kader, naam: str, attributen: dict[str, str]) -> None:
        gebrek = kader.begin(naam, attributen)
        if gebrek is not None:
            if isinstance(gebrek.value, HttpGevolg):
                self._stop(gebrek)
            self._meld(gebrek)
        elif kader.is_bericht:
            self._als_wortel(naam, attributen)

    def _als_wortel(self, naam: str, attributen: dict[str, str]) -> None:
        if naam == f"{{{namen.SOAP}}}Envelope":
            self._meld(Gebrek.GENEST)
        self._wortel = self._maak_element(
            lambda: etree.Element(naam, _attributen(attributen), self._voor_type(attributen))
        )
        self._open.append(self._wortel)

    def _onder(self, naam: str, attributen: dict[str, str]) -> None:
        ouder = self._open[-1]
        if ouder is self._in_base64 and naam == f"{{{namen.XOP}}}Include":
            self._meld(Gebrek.MTOM)
        if naam in (namen.DI01, namen.DU01, f"{{{namen.SOAP}}}Envelope"):
            self._meld(Gebrek.GENEST)
        ruimten = self._voor_type(attributen)
        element = self._maak_element(lambda: etree.SubElement(ouder, naam, _attributen(attributen), ruimten))
        self._open.append(element)
        if naam in (namen.XML_BESTAND, namen.TEKST_BESTAND) and self._base64 is None:
            self._in_base64 = element
            self._base64 = Base64Lezer(self._doel if naam == namen.XML_BESTAND else None)
        elif naam == namen.DETAILS_XML:
            self._overslaan = self._diepte

    def _maak_element(self, maak: Callable[[], etree._Element]) -> etree._Element:
        try:
            element = maak()
        except ValueError:  # a name or value that libxml2 does not know as one
            self._stop(Gebrek.SCHEMA)
        element.sourceline = self._parser.CurrentLineNumber  # type: ignore[assignment]
        return element

    def _eind(self, naam: str) -> None:
        if self._overslaan and self._diepte == self._overslaan:
            self._overslaan = 0
        if self._overslaan:
            self._onthoud(">")
        elif self._open:
            self._plaats()
            if self._open.pop() is self._in_base64:
                self._in_base64 = None
        elif self._kader is not None:
            self._kader.eind()
        self._diepte -= 1

    def _letters(self, tekst: str) -> None:
        if self._overslaan:
            self._onthoud(tekst)
            if self._diepte == self._overslaan and tekst.strip(_WIT):
                self._open[-1].text = "x"
        elif self._in_base64 is not None and self._open[-1] is self._in_base64 and self._base64 is not None:
            self._base64.voer(tekst)
            if not self._gevuld and tekst.strip(_WIT):
                self._gevuld = True
                self._letterstukken.append("AAAA")
        elif self._open:
            self._tekst += len(tekst)
            if self._tekst > MEESTE_TEKST:
                self._stop(Gebrek.TE_VEEL)
            self._letterstukken.append(tekst)
        elif self._kader is not None and tekst.strip(_WIT) and self._kader.buiten_header:
            self._meld(Gebrek.SOAP_OPBOUW)

    def _plaats(self) -> None:
        """Put the text since the last tag in the skeleton where it stood in the document."""
        if not self._letterstukken:
            return
        element, tekst = self._open[-1], "".join(self._letterstukken)
        self._letterstukken.clear()
        try:
            if len(element):
                element[-1].tail = tekst
            else:
                element.text = (element.text or "") + tekst
        except ValueError:  # a character that libxml2 does not know as one of XML
            self._stop(Gebrek.SCHEMA)

    def _onthoud(self, *delen: str) -> None:
        self._details.update("".join(delen).encode("utf-8", "surrogatepass"))


def _clark(naam: str) -> str:
    ruimte, _, lokaal = naam.rpartition(" ")
    return f"{{{ruimte}}}{lokaal}" if ruimte else lokaal


def _attributen(attributen: dict[str, str]) -> dict[str, str]:
    return {_clark(naam): waarde for naam, waarde in attributen.items()}
