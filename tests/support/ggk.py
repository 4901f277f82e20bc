"""Makes GGk envelopes for tests: with markup of its own, so that a mistake of the writer is not repeated here."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from services.gateway.ggk.antwoord import Afzender, Antwoorder
from services.gateway.ggk.envelop import Gelezen
from services.gateway.ggk.gebreken import Geweigerd
from services.gateway.ggk.lezen import Lezer
from services.gateway.ggk.schema import EnvelopSchema
from services.gateway.ggk.soap import getoetst
from services.shared.platform.resources import schemas_dir

GGK = "http://www.stufstandaarden.nl/koppelvlak/ggk0210"
STUF = "http://www.egem.nl/StUF/StUF0301"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
ACTIE_DI01 = f'"{GGK}/ggk_Di01"'
ACTIE_DU01 = f'"{GGK}/ggk_Du01"'
ACTIE_FO01 = f'"{STUF}/Fo01"'
REF = "0b3c9f1e-6a54-4c1d-9e0a-2f6d1b7a8c90"
CROSS = "7e1d2c3b-4a59-4687-8f10-0123456789ab"
NIEUW = "11111111-2222-4333-8444-555555555555"
INHOUD = b'<?xml version="1.0" encoding="UTF-8"?>\r\n<Bericht/>\r\n'
NU = datetime(2026, 3, 5, 13, 4, 5, tzinfo=UTC)

SCHEMA = EnvelopSchema(schemas_dir() / "stuf")


def antwoorder() -> Antwoorder:
    """One with a fixed number and time."""
    return Antwoorder(Afzender(), lambda: NIEUW, lambda: NU)


def di01(inhoud: bytes = INHOUD, *, b64: str | None = None, **anders: str) -> str:
    """A valid Di01 with a JW323, or with other texts for some elements."""
    w = {"berichtcode": "Di01", "functie": "JW323", **_gewoon(), **anders}
    return _envelop("envelopHeenbericht-ggk_Di01", w, "", inhoud, b64)


def du01(inhoud: bytes = INHOUD, *, b64: str | None = None, **anders: str) -> str:
    """A valid Du01 with a JW302, or with other texts for some elements."""
    w = {"berichtcode": "Du01", "functie": "JW302", "crossRefnummer": CROSS, **_gewoon(), **anders}
    cross = f"<s:crossRefnummer>{w['crossRefnummer']}</s:crossRefnummer>"
    return _envelop("envelopRetourbericht-ggk_Du01", w, cross, inhoud, b64)


def fo01(*, extra: str = "", **anders: str) -> str:
    """A valid Fo01; ``extra`` stands after details."""
    w = {"berichtcode": "Fo01", "crossRefnummer": CROSS, **_gewoon(), "code": "IB009", "plek": "client"}
    w |= {"omschrijving": "geen UUID", "details": "JW301-00030002"} | anders
    return (
        f'<s:Fo01Bericht xmlns:s="{STUF}"><s:stuurgegevens><s:berichtcode>{w["berichtcode"]}</s:berichtcode>'
        f"{_partijen(w)}<s:referentienummer>{w['referentienummer']}</s:referentienummer>"
        f"<s:tijdstipBericht>{w['tijdstipBericht']}</s:tijdstipBericht>"
        f"<s:crossRefnummer>{w['crossRefnummer']}</s:crossRefnummer></s:stuurgegevens><s:body>"
        f"<s:code>{w['code']}</s:code><s:plek>{w['plek']}</s:plek><s:omschrijving>{w['omschrijving']}</s:omschrijving>"
        f"<s:details>{w['details']}</s:details>{extra}</s:body></s:Fo01Bericht>"
    )


def in_soap(*body: str, header: str = "") -> bytes:
    """A SOAP 1.1 request."""
    kop = f"<soap:Header>{header}</soap:Header>" if header else ""
    return (f'<soap:Envelope xmlns:soap="{SOAP}">{kop}<soap:Body>{"".join(body)}</soap:Body></soap:Envelope>').encode()


def lees(
    data: bytes | Iterable[bytes],
    *,
    soap: bool = True,
    doel: Callable[[bytes], object] | None = None,
    codering: str | None = None,
) -> Gelezen | Geweigerd:
    """Read a request that is there as a whole or in pieces."""
    lezer = Lezer(SCHEMA, soap=soap, doel=doel, codering=codering)
    for stuk in [data] if isinstance(data, bytes) else data:
        if not lezer.voer(stuk):
            break
    return lezer.sluit()


def lees_soap(data: bytes, *acties: str) -> Gelezen | Geweigerd:
    """Read a request and hold it against its SOAPAction headers."""
    return getoetst(lees(data), acties)


def gelezen(data: bytes, *, soap: bool = True) -> Gelezen:
    """Read a request that must be in order."""
    uitkomst = lees(data, soap=soap)
    assert isinstance(uitkomst, Gelezen), uitkomst
    return uitkomst


def _gewoon() -> dict[str, str]:
    return {
        "zender": "65656055",
        "zenderApplicatie": "Zorgpakket",
        "ontvanger": "0193",
        "ontvangerApplicatie": "GGk",
        "referentienummer": REF,
        "tijdstipBericht": "20260305140405",
        "applicatieVersie": "0004",
        "applicatieSubversie": "0002",
        "functieVersie": "0003",
        "functieSubversie": "0002",
    }


def _partijen(w: dict[str, str]) -> str:
    return "".join(
        f"<s:{rol}><s:organisatie>{w[rol]}</s:organisatie>"
        f"<s:applicatie>{w[rol + 'Applicatie']}</s:applicatie></s:{rol}>"
        for rol in ("zender", "ontvanger")
    )


def _envelop(naam: str, w: dict[str, str], cross: str, inhoud: bytes, b64: str | None) -> str:
    tekst = base64.b64encode(inhoud).decode() if b64 is None else b64
    versies = "".join(
        f"<g:{v}>{w[v]}</g:{v}>"
        for v in ("applicatieVersie", "applicatieSubversie", "functieVersie", "functieSubversie")
    )
    return (
        f'<g:{naam} xmlns:g="{GGK}" xmlns:s="{STUF}"><g:stuurgegevens><s:berichtcode>{w["berichtcode"]}'
        f"</s:berichtcode>{_partijen(w)}<s:referentienummer>{w['referentienummer']}</s:referentienummer>"
        f"<s:tijdstipBericht>{w['tijdstipBericht']}</s:tijdstipBericht>{cross}<s:functie>{w['functie']}</s:functie>"
        f"</g:stuurgegevens><g:parameters>{versies}<g:bericht><g:xmlBestand>{tekst}</g:xmlBestand></g:bericht>"
        f"</g:parameters></g:{naam}>"
    )
