"""Delivers the envelopes that wait: one active deliverer, every attempt recorded, a breaker when the way is closed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import assert_never

from services.gateway.breaker import Breaker
from services.gateway.ggk.bezorging import (
    Afgeleverd,
    Definitief,
    Geparkeerd,
    Instelling,
    Mislukt,
    Oorzaak,
    Toestand,
    Uitslag,
    Wachtend,
    bestemming_weg,
    na_poging,
)
from services.gateway.moment import iso
from services.gateway.rounds import Rounds
from services.gateway.stuf import told
from services.gateway.stuf.bestemmingen import Bestemming
from services.gateway.stuf.klaarleggen import zet_apart
from services.gateway.stuf.namen import label, toonbaar
from services.shared.dossier import enveloppen, gebeurtenissen
from services.shared.dossier.enveloppen import DELIVERED, OUT, PARKED, WAITING, Envelop, Poging
from services.shared.dossier.leiding import Lease
from services.shared.platform.database import Database, DatabaseError, Transaction
from services.shared.platform.keys import Keys

IN_FLIGHT = 8
_IDLE_SECONDS = 0.5
_TASK = "enveloppen-bezorgen"


@dataclass(frozen=True, slots=True)
class Geprobeerd:
    """An attempt that ended: what came of it and what the envelope is now."""

    envelop: Envelop
    begin_ms: int
    einde_ms: int
    uitslag: Uitslag
    toestand: Toestand

    @property
    def poging(self) -> int:
        """The number of the attempt, from 1."""
        return self.envelop.pogingen + 1


@dataclass(slots=True)
class Bezorgen:
    """The deliverer of one process. ``tell`` logs and counts an attempt, ``away`` that the way closed or opened."""

    dienst: str
    holder: str
    database: Database
    keys: Keys
    bestemming: Bestemming
    instelling: Instelling
    now_ms: Callable[[], int]
    tell: Callable[[Geprobeerd, str], None]
    published: Callable[[], None]
    trouble: Callable[[str], None]
    away: Callable[[bool], None]
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    _bezig: dict[int, asyncio.Task[None]] = field(default_factory=dict, init=False)
    _rounds: Rounds = field(init=False)

    def __post_init__(self) -> None:
        lease = Lease(self.database, f"{_TASK}:{self.dienst}", self.holder, self.now_ms, self.trouble)
        breaker = Breaker(self.instelling.eerste_ms)
        idle = min(_IDLE_SECONDS, self.instelling.eerste_pauze.total_seconds())
        self._rounds = Rounds(lease, breaker, enveloppen.release, self.away, self.wake, idle)

    async def run(self, stop: asyncio.Event) -> None:
        """Deliver until ``stop``. An attempt that runs then is broken off and made again after the restart."""
        await self._rounds.run(self.ronde, self._sluit, stop)

    async def ronde(self) -> int:
        """Begin attempts at those that are due, when this process has the lease; how many were begun.

        Each is recorded when it ends, so that one that takes long holds up nothing else.
        """
        lease = self._rounds.lease
        if self._bezig:
            await lease.hold()
        allowed = self._rounds.allowed()
        room = IN_FLIGHT if allowed is None else allowed
        if len(self._bezig) >= room:
            return 0
        async with self.database.transaction(write=False) as tx:
            found = await enveloppen.due(tx, OUT, WAITING, self.now_ms(), 2 * IN_FLIGHT)
        due = [each for each in found if each.envelop_id not in self._bezig][: room - len(self._bezig)]
        if not due or not await lease.hold():
            return 0
        for each in due:
            self._bezig[each.envelop_id] = asyncio.create_task(self._een_en_klaar(each))
        return len(due)

    async def _een_en_klaar(self, each: Envelop) -> None:
        """One attempt with its record; when that fails, the envelope is still due and is tried again, not at once."""
        try:
            done = await self._een(each)
            if done is not None:
                await self._record(done)
        except Exception as error:  # noqa: BLE001 - whatever it is, the other side must not get it without a pause
            self.trouble(type(error).__name__)
            await asyncio.sleep(_IDLE_SECONDS)
        finally:
            self._bezig.pop(each.envelop_id, None)
            self.wake.set()

    async def _sluit(self) -> None:
        """Break off what runs, and give back what is open."""
        tasks = list(self._bezig.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.bestemming.sluit()

    async def _een(self, each: Envelop) -> Geprobeerd | None:
        """One attempt; None when it was not made, because the database is away."""
        begin = self.now_ms()
        try:
            async with self.database.transaction(write=False) as tx:
                sealed, _ = await enveloppen.sealed(tx, each.envelop_id)
            document = await asyncio.to_thread(self.keys.open, sealed, label(OUT, each.sleutel))
            outcome = await self.bestemming.bezorg(each, document)
        except DatabaseError as error:
            self.trouble(type(error).__name__)
            return None
        except Exception as error:  # noqa: BLE001 - one envelope must not stop the others
            self.trouble(type(error).__name__)
            outcome = Mislukt(Oorzaak.ONBEGRIJPELIJK)
        self._rounds.note(bestemming_weg(outcome))
        return self._na(each, outcome, begin)

    def _na(self, each: Envelop, outcome: Uitslag, begin: int) -> Geprobeerd:
        end = self.now_ms()
        was = Wachtend(each.pogingen, _moment(each.volgende_poging))
        toestand, _ = na_poging(was, _getoond(outcome), _moment(begin), _moment(end), self.instelling)
        return Geprobeerd(each, begin, end, outcome, toestand)

    async def _record(self, done: Geprobeerd) -> None:
        """Write what came of an attempt, with its event; then tell it."""
        async with self._rounds.recording() as tx:
            recorded = await self._schrijf(tx, done)
        if recorded:
            self.tell(done, self.bestemming.naam)
        self.published()

    async def _schrijf(self, tx: Transaction, done: Geprobeerd) -> bool:
        each, moment, name = done.envelop, iso(done.einde_ms), self.bestemming.naam
        match done.toestand:
            case Afgeleverd():
                attempt = Poging(each.envelop_id, done.poging, moment, "bezorgd", None)
                if not await enveloppen.attempted(tx, each, DELIVERED, None, done.einde_ms, attempt):
                    return False
                await gebeurtenissen.append(tx, self.dienst, [told.bezorgd(each, name, done.poging, moment)])
            case Wachtend(_, next_moment):
                reden = waarom(done.uitslag)
                attempt = Poging(each.envelop_id, done.poging, moment, reden, iso(_ms(next_moment)))
                return await enveloppen.attempted(tx, each, WAITING, reden, _ms(next_moment), attempt)
            case Geparkeerd(_, reden):
                attempt = Poging(each.envelop_id, done.poging, moment, reden, None)
                if not await enveloppen.attempted(tx, each, PARKED, reden, done.einde_ms, attempt):
                    return False
                await zet_apart(tx, self.dienst, self.keys, each, "data", reden, done.einde_ms)
                await gebeurtenissen.append(tx, self.dienst, [told.mislukt(each, name, done.poging, moment, reden)])
            case _:
                assert_never(done.toestand)
        return True


def waarom(outcome: Uitslag) -> str:
    """Why an attempt came to nothing, in Dutch."""
    if not isinstance(outcome, Mislukt):
        return ""
    return outcome.oorzaak.value + (f" (HTTP-status {outcome.status})" if outcome.status is not None else "")


def _getoond(outcome: Uitslag) -> Uitslag:
    """A refusal with the texts of the other side as they may be kept and shown."""
    if not isinstance(outcome, Definitief):
        return outcome
    return Definitief(toonbaar(outcome.code), toonbaar(outcome.plek), toonbaar(outcome.omschrijving))


def _moment(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
