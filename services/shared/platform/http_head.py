"""Knows how long a client may take to say what it wants: a request head that comes too slowly ends the connection."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS = 10.0
_DETAIL = b"De kop van het verzoek kwam te traag."
_BODY = b'{"type":"about:blank","title":"Request Timeout","status":408,"detail":"%s"}' % _DETAIL
_TOO_LATE = (
    b"HTTP/1.1 408 Request Timeout\r\ncontent-type: application/problem+json\r\nconnection: close\r\n"
    b"content-length: " + str(len(_BODY)).encode() + b"\r\n\r\n" + _BODY
)


CERTIFICATE = "sluis.certificaat"
"""Under which name among the extensions of a request the certificate of its client stands, as ``ssl`` gives it."""


def _with_certificate(app: Any, certificate: Any) -> Any:
    """The application, told with each request of this connection who the client is."""

    async def told(scope: Any, receive: Any, send: Any) -> None:
        await app({**scope, "extensions": {**scope.get("extensions", {}), CERTIFICATE: certificate}}, receive, send)

    return told


class PatientH11Protocol(H11Protocol):
    """uvicorn's HTTP/1.1 with a limit on the time for a request head; give it as ``http=`` to uvicorn.

    The time starts when a connection is made, and on a connection that stays open with the first byte of the next
    head. A body has limits of its own, which only who reads it can know.
    """

    head_seconds = HEAD_SECONDS
    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Start counting at once: a client that says nothing holds a connection too."""
        super().connection_made(cast("asyncio.Transport", transport))
        certificate = transport.get_extra_info("peercert")
        if certificate:
            self.app = _with_certificate(self.app, certificate)
        self._count()

    def data_received(self, data: bytes) -> None:
        """Count from the first byte of a head until the last."""
        if self._waiting is None and self._in_head():
            self._count()
        super().data_received(data)
        if not self._in_head():
            self._stop_counting()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing to wait for any longer."""
        self._stop_counting()
        super().connection_lost(exc)

    def _in_head(self) -> bool:
        return self.conn.their_state is h11.IDLE

    def _count(self) -> None:
        self._waiting = self.loop.call_later(self.head_seconds, self._too_late)

    def _stop_counting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _too_late(self) -> None:
        self._waiting = None
        if not self.transport.is_closing():
            self.transport.write(_TOO_LATE)
            self.transport.close()
