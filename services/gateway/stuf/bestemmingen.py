"""Brings an envelope to the other side: by SOAP over HTTP, or in a folder for an adapter; the same bytes each time."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import httpx

from services.gateway.ggk import soap
from services.gateway.ggk.bezorging import Bezorgd, Instelling, Mislukt, Oorzaak, Uitslag, alleen_status, uitslag
from services.gateway.outgoing import http_client
from services.gateway.whole_file import clear_drafts, write_whole
from services.shared.dossier.enveloppen import Envelop


class Bestemming(Protocol):
    """Where envelopes go. ``naam`` stands in metrics and events; it tells no address."""

    naam: str

    async def bezorg(self, each: Envelop, document: bytes) -> Uitslag:
        """Try once; it never raises for what the other side does."""

    async def sluit(self) -> None:
        """Give back what is open."""


class Eindpunt:
    """A SOAP 1.1 endpoint. Delivered is what it says it is: a Bv03 for ours, or with an adapter a 2xx."""

    naam = "ggk"

    def __init__(self, url: str, instelling: Instelling, certificaat: tuple[Path, Path] | None) -> None:
        """``certificaat``: our own certificate and key, for an endpoint that asks who we are."""
        self._url, self._instelling = url, instelling
        self._seconds = instelling.wachttijd.total_seconds()
        self._client = http_client(self._seconds, certificate=certificaat)

    async def bezorg(self, each: Envelop, document: bytes) -> Uitslag:
        """See Bestemming."""
        size = sum(len(piece) for piece in soap.omlijst(document))
        headers = {
            "content-type": soap.CONTENT_TYPE,
            "soapaction": soap.actie_van(each.berichtcode),
            "content-length": str(size),
        }
        try:
            async with (
                asyncio.timeout(self._seconds),
                self._client.stream("POST", self._url, content=_pieces(document), headers=headers) as response,
            ):
                reactie: soap.Reactie = soap.Onbegrepen()
                if not alleen_status(response.status_code, self._instelling):
                    body = await _read(response)
                    reactie = reactie if body is None else soap.lees_reactie(body)
                return uitslag(response.status_code, reactie, each.referentienummer, self._instelling)
        except (httpx.ConnectError, httpx.ConnectTimeout):
            return Mislukt(Oorzaak.ONBEREIKBAAR)
        except (TimeoutError, httpx.TimeoutException):
            return Mislukt(Oorzaak.GEEN_ANTWOORD)
        except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError, OSError):
            return Mislukt(Oorzaak.AFGEBROKEN)

    async def sluit(self) -> None:
        """See Bestemming."""
        await self._client.aclose()


async def _pieces(document: bytes) -> AsyncIterator[bytes]:
    for piece in soap.omlijst(document):
        yield piece


async def _read(response: httpx.Response) -> bytes | None:
    """The body of a response, None when it is larger than any answer can be."""
    parts: list[bytes] = []
    size = 0
    async for part in response.aiter_bytes():
        size += len(part)
        if size > soap.GROOTSTE_REACTIE:
            return None
        parts.append(part)
    return b"".join(parts)


@dataclass(slots=True)
class Map:
    """The folder ``uit/`` of an adapter: ``REFERENTIENUMMER.xml`` per envelope, bare, which appears whole."""

    folder: Path
    naam: str = "map"

    async def bezorg(self, each: Envelop, document: bytes) -> Uitslag:
        """See Bestemming. That a file stands there is all that can be known: it is delivered."""
        try:
            await asyncio.to_thread(self._write, each.referentienummer, document)
        except OSError:
            return Mislukt(Oorzaak.ONBEREIKBAAR)
        return Bezorgd()

    async def sluit(self) -> None:
        """See Bestemming."""

    def maak_klaar(self) -> None:
        """Make the folder when it is absent, and clear away what a killed process left half written."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            clear_drafts(self.folder)
        except OSError:
            return  # the first attempt will say what is wrong

    def _write(self, name: str, document: bytes) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        write_whole(self.folder, name, document)
