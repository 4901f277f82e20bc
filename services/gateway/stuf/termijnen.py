"""Gives an alarm when what must follow on an envelope has not and its last day is near, and again when it is past."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.gateway.ggk.termijn import Stand, na_werkdagen
from services.gateway.moment import iso
from services.gateway.stuf import told
from services.shared.dossier import enveloppen, gebeurtenissen
from services.shared.dossier.enveloppen import Envelop
from services.shared.platform.database import Database, DatabaseError
from services.shared.standard.tijd import plaatselijk

_EVERY_SECONDS = 60.0
_AT_ONCE = 500
_ALARMS = ((2, Stand.VERSTREKEN), (1, Stand.IN_GEVAAR))


@dataclass(frozen=True, slots=True)
class Termijnen:
    """Watches deadlines. ``margin``: how many working days before the last one; ``alarm`` logs and counts."""

    dienst: str
    database: Database
    margin: int
    now: Callable[[], datetime]
    now_ms: Callable[[], int]
    alarm: Callable[[Envelop, Stand], None]
    published: Callable[[], None]
    trouble: Callable[[str], None]

    async def run(self, stop: asyncio.Event) -> None:
        """Watch until ``stop``."""
        while not stop.is_set():
            try:
                await self.ronde()
            except (DatabaseError, TimeoutError) as error:
                self.trouble(type(error).__name__)
            try:
                await asyncio.wait_for(stop.wait(), _EVERY_SECONDS)
            except TimeoutError:
                continue

    async def ronde(self) -> int:
        """Give the alarms that are due, each once; how many."""
        given = 0
        for level, stand in _ALARMS:
            async with self.database.transaction(write=False) as tx:
                late = await enveloppen.unanswered(tx, self._until(stand), level, _AT_ONCE)
            for each in late:
                async with self.database.transaction() as tx:
                    await enveloppen.alarmed(tx, each.envelop_id, level)
                    event = told.te_laat(each, stand.value, iso(self.now_ms()))
                    await gebeurtenissen.append(tx, self.dienst, [event])
                self.alarm(each, stand)
                given += 1
        if given:
            self.published()
        return given

    def _until(self, stand: Stand) -> str:
        today = plaatselijk(self.now()).date()
        last = today - timedelta(days=1) if stand is Stand.VERSTREKEN else na_werkdagen(today, self.margin)
        return last.isoformat()
