"""Writes envelopes: the same values always give the same bytes, and a payload is never held twice.

Lines end in CR LF, which older versions of the GGk asked for and the present one allows (ggk 4).
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator

from services.gateway.ggk import namen
from services.gateway.ggk.envelop import Bv03, Di01, Du01, Fo01, Fo03, Systeem, type_codes

VERKLARING = b'<?xml version="1.0" encoding="UTF-8"?>\r\n'
_STUK = 48 * 1024  # a multiple of three, so that the base64 of the pieces is that of the whole
_BIJZONDER = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
_GEEN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def stukken(envelop: Di01 | Du01, inhoud: bytes, *, verklaring: bool = True) -> Iterator[bytes]:
    """The envelope with its payload, in pieces. ``verklaring``: begin with the XML declaration."""
    hoofd, staart = _omhulsel(envelop)
    yield VERKLARING + hoofd if verklaring else hoofd
    blik = memoryview(inhoud)
    for begin in range(0, len(blik), _STUK):
        yield binascii.b2a_base64(blik[begin : begin + _STUK], newline=False)
    yield staart


def omvang(envelop: Di01 | Du01, lengte: int, *, verklaring: bool = True) -> int:
    """How many bytes ``stukken`` will give for a payload of ``lengte`` bytes."""
    hoofd, staart = _omhulsel(envelop)
    return (len(VERKLARING) if verklaring else 0) + len(hoofd) + 4 * ((lengte + 2) // 3) + len(staart)


def document(envelop: Bv03 | Fo01 | Fo03, *, verklaring: bool = True) -> bytes:
    """An envelope without payload, whole. ``verklaring``: begin with the XML declaration."""
    naam = f"{type_codes[type(envelop)]}Bericht"
    regels = [f'<StUF:{naam} xmlns:StUF="{namen.STUF}">', "<StUF:stuurgegevens>", *_stuur(envelop)]
    regels.append("</StUF:stuurgegevens>")
    if not isinstance(envelop, Bv03):
        regels += ["<StUF:body>", _blad("code", envelop.code), _blad("plek", envelop.plek)]
        regels += [_blad("omschrijving", envelop.omschrijving), *_mag("details", envelop.details), "</StUF:body>"]
    regels.append(f"</StUF:{naam}>")
    return (VERKLARING if verklaring else b"") + "\r\n".join(regels).encode()


def _omhulsel(envelop: Di01 | Du01) -> tuple[bytes, bytes]:
    """What stands before and after the base64."""
    naam = "envelopHeenbericht-ggk_Di01" if isinstance(envelop, Di01) else "envelopRetourbericht-ggk_Du01"
    p = envelop.parameters
    hoofd = (
        f'<GGK:{naam} xmlns:GGK="{namen.GGK}" xmlns:StUF="{namen.STUF}">',
        "<GGK:stuurgegevens>",
        *_stuur(envelop),
        _blad("functie", envelop.functie),
        "</GGK:stuurgegevens>",
        "<GGK:parameters>",
        _blad("applicatieVersie", p.applicatie_versie, "GGK"),
        _blad("applicatieSubversie", p.applicatie_subversie, "GGK"),
        _blad("functieVersie", p.functie_versie, "GGK"),
        _blad("functieSubversie", p.functie_subversie, "GGK"),
        "<GGK:bericht>",
        "<GGK:xmlBestand>",
    )
    staart = ("</GGK:xmlBestand>", "</GGK:bericht>", "</GGK:parameters>", f"</GGK:{naam}>")
    return "\r\n".join(hoofd).encode(), "\r\n".join(staart).encode()


def _stuur(envelop: Di01 | Du01 | Bv03 | Fo01 | Fo03) -> list[str]:
    """The lines that the stuurgegevens of all messages begin with."""
    regels = [
        _blad("berichtcode", type_codes[type(envelop)]),
        *_systeem("zender", envelop.zender),
        *_systeem("ontvanger", envelop.ontvanger),
        _blad("referentienummer", envelop.referentienummer),
        _blad("tijdstipBericht", envelop.tijdstip_bericht),
    ]
    return regels if isinstance(envelop, Di01) else [*regels, _blad("crossRefnummer", envelop.cross_refnummer)]


def _systeem(naam: str, systeem: Systeem) -> list[str]:
    return [
        f"<StUF:{naam}>",
        *_mag("organisatie", systeem.organisatie),
        _blad("applicatie", systeem.applicatie),
        *_mag("administratie", systeem.administratie),
        *_mag("gebruiker", systeem.gebruiker),
        f"</StUF:{naam}>",
    ]


def _blad(naam: str, waarde: str, ruimte: str = "StUF") -> str:
    return f"<{ruimte}:{naam}>{tekst(waarde)}</{ruimte}:{naam}>"


def tekst(waarde: str) -> str:
    """A value as it stands between tags; a character that XML does not know becomes the replacement character."""
    return "".join(_BIJZONDER.get(teken, teken) for teken in _GEEN_XML.sub("\ufffd", waarde))


def _mag(naam: str, waarde: str | None) -> list[str]:
    return [] if waarde is None else [_blad(naam, waarde)]
