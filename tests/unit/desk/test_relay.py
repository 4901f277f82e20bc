"""A full outbox empties in order once the log is back: nothing lost, and only one relay at a time."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from random import Random

from services.shared.desk import events
from services.shared.desk.relay import AT_ONCE, Relay
from services.shared.dossier import gebeurtenissen
from tests.simulation.world import Chance, SimLog
from tests.support.balie import Balie, balie

MANY = 2 * AT_ONCE + 200
NOW = 1_750_000_000_000


async def fill(desk: Balie, count: int) -> None:
    """Events of three keys, each with a rising number."""
    async with desk.desk.database.transaction() as tx:
        waiting = [
            events.event("bericht", "beoordeeld", str(n), f"0193:{n % 3}", "2025-01-01T00:00:00Z", {"n": n})
            for n in range(count)
        ]
        await gebeurtenissen.append(tx, "toewijzing", waiting)


def relay(desk: Balie, log: SimLog, holder: str, now_ms: Callable[[], int] = lambda: NOW) -> Relay:
    return Relay(desk.desk.database, desk.desk.keys, log, "toewijzing", holder, now_ms, lambda kind: None)


async def test_a_full_outbox_waits_for_the_log_and_then_leaves_in_order(tmp_path: Path) -> None:
    chance = Chance(Random(1), log_away=1.0, slow=0.0)
    log = SimLog(chance, lambda: NOW)
    async with balie(f"sqlite:///{tmp_path}/sluis.db") as desk:
        await fill(desk, MANY)
        stop = asyncio.Event()
        running = asyncio.create_task(relay(desk, log, "een").run(stop))
        await asyncio.sleep(1.5)
        assert await desk.rows("SELECT COUNT(*) FROM gebeurtenis") == [(MANY,)]
        chance.calm = True
        for _ in range(200):
            if await desk.rows("SELECT COUNT(*) FROM gebeurtenis") == [(0,)]:
                break
            await asyncio.sleep(0.1)
        stop.set()
        await running
        told: dict[bytes | None, list[bytes]] = defaultdict(list)
        for records in log.records.values():
            for record in records:
                told[record.key].append(record.value or b"")
        assert sum(map(len, told.values())) == MANY
        for n in range(3):
            assert told[f"0193:{n}".encode()] == [b'{"n":%d}' % k for k in range(n, MANY, 3)]


async def test_a_second_relay_publishes_nothing_while_the_first_holds_the_lease(tmp_path: Path) -> None:
    log = SimLog(Chance(Random(1), calm=True, slow=0.0), lambda: NOW)
    async with balie(f"sqlite:///{tmp_path}/sluis.db") as desk:
        await fill(desk, AT_ONCE + 1)
        assert await relay(desk, log, "een").once() == AT_ONCE
        assert await relay(desk, log, "twee").once() == 0
        assert await relay(desk, log, "twee", lambda: NOW + 60_000).once() == 1
