"""Brings an answer to a folder or an HTTP endpoint: the same bytes under the same name, whole or not at all."""

from __future__ import annotations

import asyncio
import errno
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import quote
from uuid import NAMESPACE_URL, UUID, uuid5

import httpx

from services.gateway.attempts import Arrived, Away, Declined, Result
from services.gateway.outgoing import http_client
from services.gateway.whole_file import clear_drafts, write_whole
from services.shared.dossier.bezorgingen import Bezorging

_ABOUT_THIS_ANSWER = frozenset((400, 406, 409, 410, 411, 412, 413, 414, 415, 417, 422, 428, 431, 451))
_PRINTABLE = "".join(chr(code) for code in range(0x21, 0x7F) if chr(code) not in '%"')
_DISK = {errno.ENOSPC: "de schijf is vol", errno.EDQUOT: "de schijf is vol", errno.EROFS: "de map is niet te schrijven",
         errno.EACCES: "de map is niet te schrijven", errno.ENOENT: "de map bestaat niet"}  # fmt: skip


class Destination(Protocol):
    """Where answers go. ``name`` stands in metrics, events and attempts; it tells no address."""

    @property
    def name(self) -> str:
        """``map`` or ``http``."""

    async def deliver(self, about: Bezorging, body: bytes) -> Result:
        """Try once. The same answer may be given again after a crash; it never raises for what the other side does."""

    async def close(self) -> None:
        """Give back what is open."""


def file_name(bron: str, levering: str, own: str) -> str:
    """The name of an answer, without extension: its id when we made it, else a UUID made of source and id."""
    if bron == own:
        try:
            return str(UUID(levering))
        except ValueError:
            pass
    return str(uuid5(NAMESPACE_URL, f"{bron}|{levering}"))


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder: ``ID.xml`` per answer, which appears whole."""

    folder: Path
    own: str
    name: str = "map"

    async def deliver(self, about: Bezorging, body: bytes) -> Result:
        """See Destination."""
        try:
            await asyncio.to_thread(write_whole, self.folder, file_name(about.bron, about.levering, self.own), body)
        except OSError as error:
            return Away(_DISK.get(error.errno or 0, "de map doet het niet"))
        return Arrived()

    async def close(self) -> None:
        """See Destination."""

    def prepare(self) -> None:
        """Make the folder when it is absent, and clear away what a killed process left half written."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            clear_drafts(self.folder)
        except OSError:
            return  # the first attempt will say what is wrong


class Endpoint:
    """An HTTP endpoint: a POST with the headers of the CloudEvents HTTP binding; any 2xx is delivered."""

    name = "http"

    def __init__(self, url: str, token: str | None, timeout: float) -> None:
        """``timeout``: the limit of one attempt as a whole, in seconds."""
        self._url, self._seconds = url, timeout
        self._client = http_client(timeout, {} if token is None else {"authorization": f"Bearer {token}"})

    async def deliver(self, about: Bezorging, body: bytes) -> Result:
        """See Destination."""
        try:
            async with (
                asyncio.timeout(self._seconds),
                self._client.stream("POST", self._url, content=body, headers=headers_of(about)) as response,
            ):
                return result_of(response.status_code)
        except (TimeoutError, httpx.TimeoutException):
            return Away("geen antwoord binnen de tijd")
        except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError, OSError):
            return Away("niet te bereiken")

    async def close(self) -> None:
        """See Destination."""
        await self._client.aclose()


def headers_of(about: Bezorging) -> dict[str, str]:
    """The headers of an answer, the same for each attempt; values of others are percent-encoded as the binding asks."""
    values = {
        "ce-specversion": "1.0",
        "ce-id": about.levering,
        "ce-source": about.bron,
        "ce-type": f"nl.ijw.antwoord.{about.soort}",
        "ce-antwoordop": about.antwoord_op,
        "ce-antwoordopbron": about.antwoord_op_bron,
    }
    return {"content-type": "application/xml", **{name: quote(text, safe=_PRINTABLE) for name, text in values.items()}}


def result_of(status: int) -> Result:
    """What an HTTP status says: taken, no to this answer, or nothing can be taken now."""
    if 200 <= status < 300:
        return Arrived()
    reason = f"HTTP-status {status}"
    return Declined(reason) if status in _ABOUT_THIS_ANSWER else Away(reason)
