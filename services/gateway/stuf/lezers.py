"""Reads envelopes and the messages in them beside the event loop, so that a large one does not hold up the rest."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from services.gateway.ggk.envelop import Gelezen
from services.gateway.ggk.gebreken import Gebrek, Geweigerd
from services.gateway.ggk.lezen import Lezer
from services.gateway.ggk.schema import EnvelopSchema
from services.gateway.ggk.soap import getoetst
from services.gateway.stuf.inhoud import Gezien, bekijk
from services.shared.desk.reading import DeskReader

_HAP = 262_144
Given = TypeVar("Given")


@dataclass(frozen=True, slots=True)
class Vorm:
    """How an envelope came in: in SOAP or bare, and with which charset in its HTTP header."""

    soap: bool
    codering: str | None = None


class _Own(threading.local):
    """What each thread has for itself: libxml2 keeps the errors of a document in a schema."""

    envelop: EnvelopSchema | None = None
    desk: DeskReader | None = None


@dataclass(slots=True)
class Lezers:
    """Some threads that read. ``schemas``: the folder with ``stuf/`` and ``ijw/``."""

    schemas: Path
    stuf: Path
    _own: _Own = field(default_factory=_Own)
    _pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(2, thread_name_prefix="envelop"))

    async def lees(self, data: bytes, vorm: Vorm, soapactions: Sequence[str] | None = None) -> Gelezen | Geweigerd:
        """Read a request and, with ``soapactions``, hold it against them. A bug of ours is a refusal too."""
        return await self._run(lambda: self._lees(data, vorm, soapactions))

    async def inhoud(self, data: bytes, vorm: Vorm) -> bytes:
        """The payload of an envelope that was read before."""
        return await self._run(lambda: self._inhoud(data, vorm))

    async def bekijk(self, inhoud: bytes) -> Gezien:
        """What a payload says."""
        return await self._run(lambda: bekijk(inhoud, self._desk()))

    def sluit(self) -> None:
        """End the threads."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def _run(self, work: Callable[[], Given]) -> Given:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)

    def _lees(self, data: bytes, vorm: Vorm, soapactions: Sequence[str] | None) -> Gelezen | Geweigerd:
        lezer = Lezer(self._schema(), soap=vorm.soap, codering=vorm.codering)
        _voer(lezer, data)
        try:
            uitkomst = lezer.sluit()
        except (AssertionError, ValueError, RecursionError):
            return Geweigerd(Gebrek.VERWERKING)
        return uitkomst if soapactions is None else getoetst(uitkomst, soapactions)

    def _inhoud(self, data: bytes, vorm: Vorm) -> bytes:
        inhoud = bytearray()
        lezer = Lezer(self._schema(), soap=vorm.soap, codering=vorm.codering, doel=inhoud.extend)
        _voer(lezer, data)
        assert isinstance(lezer.sluit(), Gelezen)
        return bytes(inhoud)

    def _schema(self) -> EnvelopSchema:
        if self._own.envelop is None:
            self._own.envelop = EnvelopSchema(self.stuf)
        return self._own.envelop

    def _desk(self) -> DeskReader:
        if self._own.desk is None:
            self._own.desk = DeskReader(self.schemas)
        return self._own.desk


def _voer(lezer: Lezer, data: bytes) -> None:
    view = memoryview(data)
    for begin in range(0, len(view), _HAP):
        if not lezer.voer(bytes(view[begin : begin + _HAP])):
            return
