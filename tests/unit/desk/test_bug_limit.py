"""A bad deploy must not empty the topic into the parking lot: above a limit of own faults the reading stops."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

from services.shared.desk.consume import Consume, Limits
from services.shared.desk.handing import Told
from services.shared.desk.intake import topic_of
from services.shared.desk.reading import JW301_KIND
from services.shared.dossier import parkeerplaats
from services.shared.platform.log.port import New
from services.shared.standard.judging.result import Result
from services.toewijzing.jw301 import JW301Judge
from tests.simulation.world import Chance, SimLog
from tests.support.balie import Balie, balie
from tests.unit.desk.test_parking import allocation

LIMIT = 2


class AlwaysFails(JW301Judge):
    """A judge with a bug that every message meets."""

    def judge(self, message: Any, *rest: Any) -> Result:
        raise RuntimeError("bug")


def record(n: int) -> New:
    headers = {
        "ce_specversion": "1.0",
        "ce_id": str(n),
        "ce_source": "urn:proef",
        "ce_type": "nl.ijw.bericht.ontvangen.jw301",
        "ce_time": "2025-01-02T00:00:00Z",
        "content-type": "application/xml",
    }
    return New(topic_of("JW301"), b"k", allocation(n), tuple((name, value.encode()) for name, value in headers.items()))


def told(stopped: asyncio.Event) -> Told:
    return Told(
        answered=lambda answers: None,
        parked=lambda kind, reason: None,
        repeated=lambda name: None,
        trouble=lambda kind: None,
        waiting=lambda count, seconds: None,
        polled=lambda: None,
        took=lambda seconds: None,
        stopped=lambda reason: stopped.set(),
    )


def consume(desk: Balie, log: SimLog, stopped: asyncio.Event) -> Consume:
    counter = desk.desk.counter
    old = counter.judges[JW301_KIND]
    assert isinstance(old, JW301Judge)
    judges = {JW301_KIND: AlwaysFails(old._pseudonym, old._xsd_versie, desk.desk.regios)}
    return Consume(
        dienst="toewijzing",
        topics=[topic_of("JW301")],
        member="een",
        log=log,
        database=desk.desk.database,
        keys=desk.desk.keys,
        counter=replace(counter, judges=judges, opener=replace(counter.opener, judges=judges)),
        around=lambda: desk.desk.around,
        now_ms=lambda: 1_750_000_000_000,
        told=told(stopped),
        published=lambda: None,
        limits=Limits(bugs=LIMIT),
    )


async def test_reading_stops_when_too_many_messages_were_parked_by_our_own_fault(tmp_path: Path) -> None:
    log = SimLog(Chance(Random(1), calm=True), lambda: 1_750_000_000_000, partitions=1)
    stopped, stop = asyncio.Event(), asyncio.Event()
    async with balie(f"sqlite:///{tmp_path}/sluis.db") as desk:
        loop = consume(desk, log, stopped)
        log.put(record(0))
        running = asyncio.create_task(loop.run(stop))
        await _parked(desk, 1)
        log.put(record(1))
        await asyncio.wait_for(stopped.wait(), 30)
        log.put(record(2))
        await asyncio.sleep(1)
        assert await _parked(desk, LIMIT) == LIMIT
        assert await desk.rows("SELECT volgende FROM positie") == [(LIMIT,)]
        stop.set()
        await running


async def _parked(desk: Balie, wanted: int) -> int:
    """Wait until so many are parked; how many are."""
    for _ in range(200):
        async with desk.desk.database.transaction(write=False) as tx:
            found = await parkeerplaats.listed(tx, parkeerplaats.PARKED)
        if len(found) >= wanted:
            assert {(each.soort_fout, each.eigenaar) for each in found} == {("bug", "beheer")}
            return len(found)
        await asyncio.sleep(0.05)
    raise AssertionError("nothing was parked")
