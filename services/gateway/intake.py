"""Takes a message in: remembered, then on the log, then told; done only when the log confirmed it.

INVARIANT: whoever got a receipt has a message on the log, and an id under which its answer will be found. A process
that dies in between leaves an entry of which nobody has the id, or a message that is told of when its answer comes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from uuid import uuid4

from services.gateway import told
from services.gateway.opschrift import soort_of
from services.shared.desk.events import SOURCE
from services.shared.desk.intake import topic_of
from services.shared.desk.publishing import answer_id
from services.shared.desk.reading import parties
from services.shared.dossier import bezorgingen, gebeurtenissen
from services.shared.dossier.bezorgingen import ToStore
from services.shared.platform.database import Database, DatabaseError
from services.shared.platform.log.port import Log, LogUnavailable, New, RecordRefused

GATEWAY_SOURCE = "urn:nld:sluis:gateway"
_LOG_SECONDS = 15.0
_DATABASE_SECONDS = 10.0
_PAUSE = 0.25


@dataclass(frozen=True, slots=True)
class Receipt:
    """The message stands on the log under this id; ``moment`` is when it came in (ISO 8601, UTC)."""

    levering: str
    soort: str
    moment: str


class NotTaken(Enum):
    """Why there is no receipt. Only after LOG_AWAY the message can be on the log all the same."""

    UNKNOWN = "geen bekend bericht"
    DATABASE_AWAY = "de database antwoordt niet"
    LOG_AWAY = "het log antwoordt niet"
    LOG_REFUSES = "het log neemt het bericht niet aan"


@dataclass(frozen=True, slots=True)
class Intake:
    """The intake of a connected gateway. ``stamp`` gives the moment, ``published`` is called when an event waits."""

    dienst: str
    database: Database
    log: Log
    stamp: Callable[[], str]
    published: Callable[[], None]
    trouble: Callable[[str], None]

    async def take(self, data: bytes) -> Receipt | NotTaken:
        """Hand in one message."""
        soort = soort_of(data)
        if soort is None:
            return NotTaken.UNKNOWN
        named = parties(data)
        key = f"{named.gemeente}:{named.aanbieder}" if named.gemeente and named.aanbieder else None
        receipt = Receipt(str(uuid4()), soort, self.stamp())
        if not await self._remember(receipt, key):
            return NotTaken.DATABASE_AWAY
        failure = await self._append(receipt, key, data)
        if failure is not None:
            await self._forget(receipt)
            return failure
        await self._tell(receipt, key)
        return receipt

    async def _remember(self, receipt: Receipt, key: str | None) -> bool:
        expected = ToStore(
            bron=SOURCE,
            levering=answer_id(GATEWAY_SOURCE, receipt.levering),
            antwoord_op=receipt.levering,
            antwoord_op_bron=GATEWAY_SOURCE,
            soort=receipt.soort,
            sleutel=key,
            stand=bezorgingen.RECEIVING,
            volgende_poging=0,
            sinds=receipt.moment,
            inhoud=b"",
        )
        try:
            async with asyncio.timeout(_DATABASE_SECONDS), self.database.transaction() as tx:
                await bezorgingen.add(tx, [expected])
        except (DatabaseError, TimeoutError) as error:
            self.trouble(type(error).__name__)
            return False
        return True

    async def _append(self, receipt: Receipt, key: str | None, data: bytes) -> NotTaken | None:
        """Append until the log confirms, for a bounded time; the same record each time."""
        record = New(topic_of(receipt.soort), None if key is None else key.encode(), data, headers_of(receipt))
        try:
            async with asyncio.timeout(_LOG_SECONDS):
                while True:
                    try:
                        await self.log.append([record])
                        return None
                    except LogUnavailable as error:
                        self.trouble(type(error).__name__)
                        await asyncio.sleep(_PAUSE)
        except TimeoutError:
            return NotTaken.LOG_AWAY
        except RecordRefused:
            return NotTaken.LOG_REFUSES

    async def _tell(self, receipt: Receipt, key: str | None) -> None:
        """Put the event in the outbox. When that fails now, it goes out with the answer."""
        event = told.received(GATEWAY_SOURCE, receipt.levering, receipt.soort, key, receipt.moment)
        try:
            async with asyncio.timeout(_DATABASE_SECONDS), self.database.transaction() as tx:
                if await bezorgingen.confirm(tx, SOURCE, answer_id(GATEWAY_SOURCE, receipt.levering)):
                    await gebeurtenissen.append(tx, self.dienst, [event])
        except (DatabaseError, TimeoutError) as error:
            self.trouble(type(error).__name__)
        self.published()

    async def _forget(self, receipt: Receipt) -> None:
        try:
            async with asyncio.timeout(_DATABASE_SECONDS), self.database.transaction() as tx:
                await bezorgingen.forget(tx, SOURCE, answer_id(GATEWAY_SOURCE, receipt.levering))
        except (DatabaseError, TimeoutError) as error:
            self.trouble(type(error).__name__)


def headers_of(receipt: Receipt) -> tuple[tuple[str, bytes], ...]:
    """The headers of an intake record: CloudEvents in binary mode."""
    return (
        ("ce_specversion", b"1.0"),
        ("ce_id", receipt.levering.encode()),
        ("ce_source", GATEWAY_SOURCE.encode()),
        ("ce_type", f"nl.ijw.bericht.ontvangen.{receipt.soort.lower()}".encode()),
        ("ce_time", receipt.moment.encode()),
        ("content-type", b"application/xml"),
    )
