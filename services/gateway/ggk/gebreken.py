"""Knows everything that can be wrong with an envelope or the SOAP around it, and what the sender hears of it.

No sentence holds a value from the envelope: only names of elements that the schema itself knows, and a line number.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, unique
from typing import Literal

from services.gateway.ggk.envelop import Systeem

Plek = Literal["client", "server"]


@dataclass(frozen=True, slots=True)
class HttpGevolg:
    """The request is refused by its HTTP status alone: there is no SOAP conversation to answer in."""

    status: int
    zin: str


@dataclass(frozen=True, slots=True)
class Fo03Gevolg:
    """The envelope is refused with a Fo03 with this StUF code."""

    code: str
    plek: Plek
    zin: str


@unique
class Gebrek(Enum):
    """A fault, with what follows from it. The codes are those of StUF 03.01."""

    # Not a conversation in SOAP 1.1 over text/xml.
    GEEN_TEXT_XML = HttpGevolg(415, "Alleen SOAP 1.1 met Content-Type text/xml wordt aangenomen.")
    GEEN_APPLICATION_XML = HttpGevolg(415, "Alleen een envelop met Content-Type application/xml wordt aangenomen.")
    MTOM_BIJLAGE = HttpGevolg(415, "Bijlagen (MTOM of SwA) worden niet aangenomen; zet de inhoud als base64 erin.")
    GECOMPRIMEERD = HttpGevolg(415, "Een gecomprimeerd verzoek wordt niet aangenomen.")
    CODERING = HttpGevolg(415, "Het verzoek is niet in UTF-8 of UTF-16.")
    GEEN_SOAP = HttpGevolg(415, "Het verzoek is geen SOAP 1.1-envelop.")
    TE_GROOT = HttpGevolg(413, "Het verzoek is groter dan 26.214.400 bytes.")
    TE_TRAAG = HttpGevolg(408, "Het verzoek kwam te langzaam binnen.")
    NIET_WELGEVORMD = HttpGevolg(400, "Het verzoek is geen welgevormde XML.")

    # The SOAP around the envelope.
    DTD = Fo03Gevolg("StUF055", "client", "Een DTD of entiteiten zijn niet toegestaan")
    INSTRUCTIE = Fo03Gevolg("StUF055", "client", "Een verwerkingsinstructie is niet toegestaan in SOAP 1.1")
    SOAP_OPBOUW = Fo03Gevolg("StUF055", "client", "De SOAP-envelop bevat meer dan een Header en een Body")
    BODY_LEEG = Fo03Gevolg("StUF055", "client", "De SOAP-body is leeg of ontbreekt")
    BODY_MEER = Fo03Gevolg("StUF055", "client", "De SOAP-body bevat meer dan een bericht")
    MUST_UNDERSTAND = Fo03Gevolg("StUF058", "client", "Een SOAP-header met mustUnderstand wordt hier niet begrepen")
    MTOM = Fo03Gevolg("StUF055", "client", "Een bijlage (xop:Include) is niet toegestaan; gebruik base64")
    ACTIE_ONTBREEKT = Fo03Gevolg("StUF022", "client", "De SOAPAction ontbreekt of is leeg")
    ACTIE_ONBEKEND = Fo03Gevolg("StUF022", "client", "De SOAPAction is hier niet bekend")
    ACTIE_ANDERS = Fo03Gevolg("StUF022", "client", "De SOAPAction hoort bij een ander bericht dan dit")

    # The envelope itself.
    BERICHT_ONBEKEND = Fo03Gevolg("StUF022", "client", "Alleen Di01, Du01 en Fo01 van ggk0210 worden aangenomen")
    GENEST = Fo03Gevolg("StUF055", "client", "Er staat een envelop in een envelop")
    TE_DIEP = Fo03Gevolg("StUF055", "client", "De elementen zijn te diep genest")
    TE_VEEL = Fo03Gevolg("StUF055", "client", "Er staan te veel elementen, attributen of tekst buiten het bericht")
    TE_LANG = Fo03Gevolg("StUF055", "client", "Een naam, attribuut of commentaar is te lang")
    SCHEMA = Fo03Gevolg("StUF055", "client", "De envelop voldoet niet aan het schema")
    BASE64_TEKEN = Fo03Gevolg("StUF055", "client", "De base64 van het bericht bevat een teken dat daar niet in hoort")
    BASE64_OPVULLING = Fo03Gevolg("StUF055", "client", "De base64 van het bericht is aan het eind niet goed aangevuld")
    BASE64_LENGTE = Fo03Gevolg("StUF055", "client", "De base64 van het bericht is afgebroken")
    INHOUD_LEEG = Fo03Gevolg("StUF055", "client", "De envelop is leeg: xmlBestand heeft geen inhoud")
    TEKSTBESTAND = Fo03Gevolg("StUF040", "client", "Een tekstBestand wordt hier niet verwerkt")
    FUNCTIE_ONBEKEND = Fo03Gevolg("StUF034", "client", "De functie is hier niet bekend")
    FUNCTIE_HIER_NIET = Fo03Gevolg("StUF040", "client", "Deze functie hoort niet in deze envelop aan een gemeente")
    ONTVANGER_ONBEKEND = Fo03Gevolg("StUF010", "client", "De ontvanger wordt op dit adres niet bediend")
    ZENDER_LEEG = Fo03Gevolg("StUF013", "client", "De zender heeft geen organisatie, zodat antwoorden niet kan")
    ZENDER_NIET_TOEGESTAAN = Fo03Gevolg("StUF052", "client", "Deze verbinding mag niet namens deze zender aanleveren")
    REFERENTIE_HERGEBRUIKT = Fo03Gevolg(
        "StUF016", "client", "Dit referentienummer is al met een andere inhoud ontvangen"
    )

    # Ours.
    OPSLAG = Fo03Gevolg("StUF046", "server", "Het bericht kan nu niet worden opgeslagen; lever het later opnieuw aan")
    VERWERKING = Fo03Gevolg("StUF058", "server", "Het ontvangen mislukte; lever het later opnieuw aan")


@dataclass(frozen=True, slots=True)
class Kop:
    """What can still be read of the stuurgegevens of a refused envelope, for the Fo03; all as received."""

    referentienummer: str | None = None
    zender: Systeem | None = None
    ontvanger: Systeem | None = None


@dataclass(frozen=True, slots=True)
class Geweigerd:
    """A refusal. ``element`` is a name from the schema, ``regel`` a line from 1, both when known."""

    gebrek: Gebrek
    element: str | None = None
    regel: int | None = None
    kop: Kop = Kop()

    @property
    def gevolg(self) -> HttpGevolg | Fo03Gevolg:
        """What the sender gets."""
        gevolg: HttpGevolg | Fo03Gevolg = self.gebrek.value
        return gevolg

    @property
    def status_kaal(self) -> int:
        """The HTTP status where a bare envelope is handed in and no Fo03 can be given."""
        match self.gebrek:
            case Gebrek.ZENDER_NIET_TOEGESTAAN:
                return 403
            case Gebrek.REFERENTIE_HERGEBRUIKT:
                return 409
            case _:
                gevolg = self.gevolg
        if isinstance(gevolg, HttpGevolg):
            return gevolg.status
        return 400 if gevolg.plek == "client" else 503

    @property
    def omschrijving(self) -> str:
        """The Dutch sentence for the sender, at most 200 characters."""
        zin = self.gevolg.zin.rstrip(".")
        bij = f" bij element {self.element}" if self.element else ""
        op = f" (regel {self.regel})" if self.regel else ""
        return f"{zin}{bij}{op}."
