"""Knows the fixed names and limits of the GGk coupling: namespaces, operations, sizes."""

from __future__ import annotations

GGK = "http://www.stufstandaarden.nl/koppelvlak/ggk0210"
STUF = "http://www.egem.nl/StUF/StUF0301"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
BRON = "urn:nld:ggk:"
"""Begins the CloudEvents source of a message that came in an envelope; the sender follows."""

XOP = "http://www.w3.org/2004/08/xop/include"
ACTOR_NEXT = "http://schemas.xmlsoap.org/soap/actor/next"

DI01 = f"{{{GGK}}}envelopHeenbericht-ggk_Di01"
DU01 = f"{{{GGK}}}envelopRetourbericht-ggk_Du01"
FO01 = f"{{{STUF}}}Fo01Bericht"
BV03 = f"{{{STUF}}}Bv03Bericht"
FO03 = f"{{{STUF}}}Fo03Bericht"
XML_BESTAND = f"{{{GGK}}}xmlBestand"
TEKST_BESTAND = f"{{{GGK}}}tekstBestand"
DETAILS_XML = f"{{{STUF}}}detailsXML"

ACTIES = {
    f"{GGK}/ggk_Di01": DI01,
    f"{GGK}/ggk_Du01": DU01,
    f"{STUF}/Fo01": FO01,
}
"""The root element that belongs to each soapAction (ggk 3)."""

GGK_APPLICATIE = "GGk"
"""What every ontvanger/applicatie in the chain is (ggk 2.1)."""

ONBEKEND = "onbekend"
"""Stands where the schema wants a text and what came in gives none that fits."""

GROOTSTE_UIT = 25_000_000
"""Bytes of an outgoing request with its base64; the chain takes no more."""

GROOTSTE_IN = 26_214_400
"""Bytes of an incoming request; anything larger is refused."""
