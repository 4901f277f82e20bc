"""Hostile and wrong requests at the SOAP endpoint: a Fo03 or a clear HTTP status, soon, and without any effect."""

from __future__ import annotations

import asyncio
import base64
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.gateway import body
from services.gateway.stuf.settings import GgkSettings
from tests.support.ggk import ACTIE_DI01, ACTIE_DU01, GGK, INHOUD, SCHEMA, SOAP, di01, du01, in_soap
from tests.support.keten import Partij, kern
from tests.support.poort import Poort, poort

OPEN = GgkSettings(access="open")
GOED = in_soap(di01())
BOM = (
    b'<!DOCTYPE lol [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>' + GOED.replace(b"Zorgpakket", b"&c;")
)
EXTERN = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>' + GOED.replace(b"Zorgpakket", b"&e;")
XOP = '<x:Include xmlns:x="http://www.w3.org/2004/08/xop/include" href="cid:1"/>'
DIEP = b"<a>" * 5000
NAMESPACES = " ".join(f'xmlns:n{n}="urn:{n}"' for n in range(3000))

FO03 = {
    "geen actie": (GOED, []),
    "lege actie": (GOED, ['""']),
    "onbekende actie": (GOED, ['"urn:iets"']),
    "andere actie": (GOED, [ACTIE_DU01]),
    "twee acties": (GOED, [ACTIE_DI01, ACTIE_DU01]),
    "lege body": (in_soap(), [ACTIE_DI01]),
    "twee berichten": (in_soap(di01(), di01()), [ACTIE_DI01]),
    "twee bodies": (GOED.replace(b"</soap:Envelope>", b"<soap:Body/></soap:Envelope>"), [ACTIE_DI01]),
    "entiteitenbom": (BOM, [ACTIE_DI01]),
    "externe entiteit": (EXTERN, [ACTIE_DI01]),
    "xop": (in_soap(di01(b64=XOP)), [ACTIE_DI01]),
    "genest": (in_soap(di01(b64=di01())), [ACTIE_DI01]),
    "soap in soap": (in_soap(GOED.decode()), [ACTIE_DI01]),
    "base64 met teken": (in_soap(di01(b64="QUJD*")), [ACTIE_DI01]),
    "base64 te kort": (in_soap(di01(b64="QUJDR")), [ACTIE_DI01]),
    "base64 url-alfabet": (in_soap(di01(b64=base64.urlsafe_b64encode(b"\xff\xfe\xfd" * 3).decode())), [ACTIE_DI01]),
    "leeg bestand": (in_soap(di01(b64="")), [ACTIE_DI01]),
    "uuid in hoofdletters": (in_soap(di01(referentienummer="0B3C9F1E-6A54-4C1D-9E0A-2F6D1B7A8C90")), [ACTIE_DI01]),
    "referentie te lang": (in_soap(di01(referentienummer="x" * 60)), [ACTIE_DI01]),
    "onbekende functie": (in_soap(di01(functie="XX999")), [ACTIE_DI01]),
    "andere ontvanger": (in_soap(di01(ontvanger="9999")), [ACTIE_DI01]),
    "du01 zonder cross": (in_soap(du01(crossRefnummer="")), [ACTIE_DU01]),
    "diep": (in_soap(di01(b64=DIEP.decode() + "</a>" * 5000)), [ACTIE_DI01]),
    "mustUnderstand": (in_soap(di01(), header=f'<x xmlns="u" xmlns:s="{SOAP}" s:mustUnderstand="1"/>'), [ACTIE_DI01]),
    "namespaces": (GOED.replace(b"<g:parameters>", f"<g:parameters {NAMESPACES}>".encode()), [ACTIE_DU01]),
}


async def nothing_stored(gate: Poort) -> None:
    assert await gate.rows("SELECT * FROM envelop") == []


async def test_what_is_wrong_about_the_envelope_gets_one_valid_fo03(tmp_path: Path) -> None:
    async with poort(tmp_path, ggk=OPEN) as gate:
        for name, (data, acties) in FO03.items():
            start = time.monotonic()
            refused = await Partij(gate.client).stuur(data, *acties)
            assert time.monotonic() - start < 5, name
            assert refused.status_code == 500, name
            assert refused.headers["content-type"] == "text/xml; charset=utf-8", name
            fo03 = kern(refused)
            assert fo03.tag.endswith("}Fo03Bericht"), name
            assert SCHEMA.fout(fo03) is None, name
            assert b"localhost" not in refused.content, name
        await nothing_stored(gate)


SOAP12 = GOED.replace(SOAP.encode(), b"http://www.w3.org/2003/05/soap-envelope")
STATUS = {
    "soap 1.2": (SOAP12, "application/soap+xml", 415),
    "soap 1.2 als text/xml": (SOAP12, "text/xml", 415),
    "json": (b"{}", "application/json", 415),
    "mtom": (GOED, 'multipart/related; type="application/xop+xml"; boundary=x', 415),
    "geen soap": (di01().encode(), "text/xml", 415),
    "niet welgevormd": (GOED[:-20], "text/xml", 400),
    "leeg": (b"", "text/xml", 400),
    "latin-1": (GOED, "text/xml; charset=iso-8859-1", 415),
}


async def test_what_is_no_soap_gets_an_http_status(tmp_path: Path) -> None:
    async with poort(tmp_path, ggk=OPEN) as gate:
        for name, (data, kind, status) in STATUS.items():
            refused = await Partij(gate.client).stuur(data, ACTIE_DI01, content_type=kind)
            assert refused.status_code == status, name
            assert refused.headers["content-type"] == "application/problem+json", name
        packed = await Partij(gate.client).stuur(GOED, ACTIE_DI01, content_encoding="gzip")
        assert packed.status_code == 415
        await nothing_stored(gate)


async def test_thirty_megabytes_are_refused_and_twenty_five_million_bytes_taken(tmp_path: Path) -> None:
    async def chunks(size: int) -> AsyncIterator[bytes]:
        yield GOED[:-1]
        for _ in range(size // 1_000_000):
            yield b" " * 1_000_000

    heads = {"content-type": "text/xml", "soapaction": ACTIE_DI01}
    async with poort(tmp_path, ggk=OPEN) as gate:
        for content in (GOED + b" " * 30_000_000, chunks(30_000_000)):
            refused = await gate.client.post("/stuf/ggk0210", content=content, headers=heads, timeout=60)
            assert refused.status_code == 413
        await nothing_stored(gate)
        whole = in_soap(di01(b"<a/>" + b" " * 18_700_000))
        assert 24_900_000 < len(whole) < 25_000_000
        taken = await gate.client.post("/stuf/ggk0210", content=whole, headers=heads, timeout=60)
        assert taken.status_code == 200
        edge = in_soap(di01(referentienummer="11111111-2222-4333-8444-555555555555"))
        edge += b" " * (26_214_400 - len(edge))
        assert (await gate.client.post("/stuf/ggk0210", content=edge, headers=heads, timeout=60)).status_code == 200
        over = await gate.client.post("/stuf/ggk0210", content=edge + b" ", headers=heads, timeout=60)
        assert over.status_code == 413


async def test_utf_16_and_other_prefixes_are_ordinary_soap(tmp_path: Path) -> None:
    async with poort(tmp_path, ggk=OPEN) as gate:
        plain = in_soap(di01(INHOUD)).decode()
        wide = ('<?xml version="1.0" encoding="UTF-16"?>' + plain).encode("utf-16")
        taken = await Partij(gate.client).stuur(wide, ACTIE_DI01, content_type="text/xml; charset=utf-16")
        assert taken.status_code == 200
        other = plain.replace("<g:", "<q:").replace("</g:", "</q:").replace("xmlns:g=", "xmlns:q=")
        again = await Partij(gate.client).stuur(other.encode(), ACTIE_DI01.strip('"'))
        assert again.content == taken.content
        assert GGK in other


async def test_a_body_that_comes_too_slowly_is_cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body, "BODY_SECONDS", 0.5)
    monkeypatch.setattr(body, "GRACE_SECONDS", 0.0)
    async with poort(tmp_path, ggk=OPEN) as gate:
        reader, writer = await asyncio.open_connection("127.0.0.1", gate.station.port)
        head = (
            f"POST /stuf/ggk0210 HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: text/xml\r\nsoapaction: {ACTIE_DI01}\r\n"
        )
        writer.write(head.encode() + b"content-length: 20000000\r\n\r\n" + GOED[:200])
        back = await asyncio.wait_for(reader.read(), 10)
        writer.close()
        assert back.startswith(b"HTTP/1.1 408 ")
        await nothing_stored(gate)
