"""Does what a stored envelope asks for, once in effect: hands its message on, answers its faults, links what came back.

INVARIANT: what is done for an envelope is written in the transaction that says it is done; only the log comes before
that, and who reads the log recognises a record that is there twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import assert_never

from services.gateway import told as gateway_told
from services.gateway.ggk.antwoord import Antwoorder
from services.gateway.ggk.envelop import Di01, Du01, Fo01, Gelezen
from services.gateway.ggk.koppeling import gezocht
from services.gateway.ggk.oordeel import over_inhoud
from services.gateway.moment import iso
from services.gateway.stuf.klaarleggen import Aanleiding, Klaarleggen, zet_apart
from services.gateway.stuf.koppelen import Koppelen
from services.gateway.stuf.lezers import Lezers, Vorm
from services.gateway.stuf.namen import bron_van, geopend, label
from services.gateway.waking import rest
from services.shared.desk.intake import topic_of
from services.shared.dossier import enveloppen, gebeurtenissen
from services.shared.dossier.enveloppen import IN, PARKED, PROCESSED, RECEIVED, Envelop
from services.shared.dossier.leiding import Lease
from services.shared.platform.database import Database, DatabaseError
from services.shared.platform.keys import Keys
from services.shared.platform.log.port import Log, LogUnavailable, New, RecordRefused

AT_ONCE = 20
_IDLE_SECONDS = 0.5
_LONGEST_PAUSE = 10.0
_TASK = "enveloppen"


@dataclass(slots=True)
class Verwerken:
    """The one active processor. ``pack`` sees to answers in the same turn; ``published`` is called when events wait."""

    dienst: str
    holder: str
    database: Database
    log: Log
    keys: Keys
    lezers: Lezers
    antwoorder: Antwoorder
    klaarleggen: Klaarleggen
    koppelen: Koppelen
    pack: Callable[[], Awaitable[int]]
    now_ms: Callable[[], int]
    published: Callable[[], None]
    klaargelegd: Callable[[], None]
    parked: Callable[[str, str], None]
    trouble: Callable[[str], None]
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    _lease: Lease = field(init=False)

    def __post_init__(self) -> None:
        self._lease = Lease(self.database, f"{_TASK}:{self.dienst}", self.holder, self.now_ms, self.trouble)

    async def run(self, stop: asyncio.Event) -> None:
        """Process until ``stop``; what was begun is finished or begun again after the restart."""
        pause = 0.0
        while not stop.is_set():
            self.wake.clear()
            try:
                if await self.ronde(stop):
                    pause = 0.0
                    continue
                pause = 0.0
            except (DatabaseError, LogUnavailable, TimeoutError) as error:
                self.trouble(type(error).__name__)
                pause = min(_LONGEST_PAUSE, pause * 2 or 0.2)
            await rest(self.wake, stop, pause or _IDLE_SECONDS)
        await self._lease.let_go()

    async def ronde(self, stop: asyncio.Event) -> int:
        """What is due now, when this process has the lease; how much was done."""
        async with self.database.transaction(write=False) as tx:
            due = await enveloppen.due(tx, IN, RECEIVED, self.now_ms(), AT_ONCE)
            answers = await enveloppen.unpacked(tx, 1)
        if not (due or answers) or not await self._lease.hold():
            return 0
        for each in due:
            if stop.is_set() or not await self._lease.hold():
                return 0
            await self._een(each)
        return len(due) + await self.pack()

    async def _een(self, each: Envelop) -> None:
        try:
            await self._verwerk(each)
        except RecordRefused:
            await self._apart(each, "data", "Het log neemt het bericht in deze envelop niet aan.")
        except (DatabaseError, LogUnavailable, TimeoutError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, one envelope must not stop the rest
            await self._apart(each, "bug", f"Het programma liep vast ({type(error).__name__}).")
        self.published()

    async def _verwerk(self, each: Envelop) -> None:
        async with self.database.transaction(write=False) as tx:
            sealed, bijlage = await enveloppen.sealed(tx, each.envelop_id)
        data = self.keys.open(sealed, label(IN, each.sleutel))
        known = geopend(self.keys, IN, each.sleutel, bijlage)
        vorm = Vorm(bool(known.get("soap")), known.get("codering"))
        gelezen = await self.lezers.lees(data, vorm)
        assert isinstance(gelezen, Gelezen)
        envelop = gelezen.envelop
        match envelop:
            case Di01():
                await self._di01(each, envelop, data, vorm)
            case Du01():
                await self._du01(each, envelop, data, vorm)
            case Fo01():
                await self.koppelen.fo01(each, envelop)
            case _:
                assert_never(envelop)

    async def _di01(self, each: Envelop, envelop: Di01, data: bytes, vorm: Vorm) -> None:
        inhoud = await self.lezers.inhoud(data, vorm)
        kop = (await self.lezers.bekijk(inhoud)).kop
        bezwaar = over_inhoud(envelop, kop)
        if bezwaar is not None:
            await self._fo01_terug(each, envelop, bezwaar)
            return
        sleutel = f"{kop.gemeente}:{kop.aanbieder}"
        await self.log.append([New(topic_of(envelop.functie), sleutel.encode(), inhoud, koppen(each, envelop.functie))])
        async with self.database.transaction() as tx:
            if await enveloppen.settle(
                tx, each, PROCESSED, "Doorgegeven aan de beoordeling.", iso(self.now_ms()),
                identificatie=kop.identificatie,
            ):  # fmt: skip
                event = gateway_told.received(
                    each.bron or "", each.levering or "", envelop.functie, sleutel, each.sinds
                )
                await gebeurtenissen.append(tx, self.dienst, [event])

    async def _du01(self, each: Envelop, envelop: Du01, data: bytes, vorm: Vorm) -> None:
        gezien = await self.lezers.bekijk(await self.lezers.inhoud(data, vorm))
        bezwaar = over_inhoud(envelop, gezien.kop)
        if bezwaar is not None:
            await self._fo01_terug(each, envelop, bezwaar)
        else:
            await self.koppelen.du01(each, envelop, gezien)

    async def _fo01_terug(self, each: Envelop, envelop: Di01 | Du01, bezwaar: str) -> None:
        om = Aanleiding(f"fout:{each.sleutel}", each.bron, each.levering, each.envelop_id)
        new = await self.klaarleggen.maak(self.antwoorder.fo01(envelop, bezwaar), None, om)
        async with self.database.transaction() as tx:
            reden = f"Beantwoord met Fo01 StUF055: {bezwaar}"
            sent = await enveloppen.sent(tx, gezocht(each.cross_refnummer or ""))
            about = (sent.bron, sent.levering) if sent and sent.bron and sent.levering else None
            if await enveloppen.settle(tx, each, PROCESSED, reden, iso(self.now_ms()), levering=about):
                await self.klaarleggen.bewaar(tx, replace(new, bron=about[0], levering=about[1]) if about else new)
        self.klaargelegd()

    async def _apart(self, each: Envelop, soort: str, reden: str) -> None:
        async with self.database.transaction() as tx:
            _, bijlage = await enveloppen.sealed(tx, each.envelop_id)
            if await enveloppen.settle(tx, each, PARKED, reden, iso(self.now_ms()), bijlage=bijlage):
                await zet_apart(tx, self.dienst, self.keys, each, soort, reden, self.now_ms())
        self.parked(soort, reden)


def koppen(each: Envelop, functie: str) -> tuple[tuple[str, bytes], ...]:
    """The headers of the record; the same each time, so that a record that is there twice is recognised."""
    return (
        ("ce_specversion", b"1.0"),
        ("ce_id", each.referentienummer.encode()),
        ("ce_source", bron_van(each.zender or "").encode()),
        ("ce_type", f"nl.ijw.bericht.ontvangen.{functie.lower()}".encode()),
        ("ce_time", each.sinds.encode()),
        ("content-type", b"application/xml"),
    )
