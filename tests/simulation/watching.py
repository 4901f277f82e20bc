"""Puts the service normbewaking in the simulated world: its own composition, with a clock that the seed drives."""

from __future__ import annotations

import sqlite3
from asyncio import Lock
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from random import Random

from services.normbewaking.bootstrap import make_station
from services.normbewaking.vastleggen import Opgave, leg_vast
from services.shared.desk.settings import Parts, Settings
from services.shared.desk.station import Clock, Opening, Station
from services.shared.platform.database import Database, parse_url
from services.shared.platform.keys import Keys
from services.shared.platform.log.port import Log
from services.shared.platform.observability import Logs
from services.shared.region.regios import Regios
from tests.simulation.messages import HOURS, MONEY, PAIRS
from tests.simulation.world import Chance, database_for
from tests.support.regio import regios

REGIO = f"""
[region]
name = "Simulatie"
organisation = "Regio Simulatie"
valid_from = 2025-01-01

[[municipality]]
code = "0193"
name = "Zwolle"

[[municipality]]
code = "0148"
name = "Dalfsen"

[[product]]
code = "{HOURS}"
category = "50"
unit = "04"
tariff = 100000

[[product]]
code = "{MONEY}"
category = "50"
unit = "04"
tariff = 100000

[[norm]]
product = "{HOURS}"
year = 2025
hours_per_client = 2.5
minimum_clients = 2

[[budget]]
segment = "1"
subsegment = "Uren"
year = 2025
amount = 500000
products = ["{HOURS}"]
excluded_municipalities = ["0148"]

[[budget]]
segment = "2"
subsegment = "Geld"
year = 2025
amount = 400000
products = ["{MONEY}"]
"""
"""A norm that providers come near, pass and come back from, and two budgets that are too small for what is asked."""


@cache
def watched() -> Regios:
    """The region of the story."""
    return regios(REGIO)


@dataclass(slots=True)
class SimClock(Clock):
    """The virtual clock of the world, for all that a station asks of a clock."""

    ms: Callable[[], int]

    def now_ms(self) -> int:
        """See Clock."""
        return self.ms()

    def steady(self) -> float:
        """See Clock."""
        return self.ms() / 1000

    def stamp(self) -> str:
        """See Clock."""
        return datetime.fromtimestamp(self.ms() / 1000, UTC).isoformat(timespec="milliseconds")


class _Silence(Logs):
    """Writes nothing: in a story there is trouble all the time."""

    def __call__(self, event: object, level: str = "info", **fields: object) -> None:
        """See Logs."""


def watcher(member: str, today: date, keys: Keys, now_ms: Callable[[], int]) -> Station:
    """The service as it is put together for production; who has it gives its ``work`` a place in the world."""
    parts = Parts(Settings(today=today), parse_url("sqlite:///simulatie.db"), keys, watched(), frozenset())
    station = make_station(parts, Opening(_no_database, _no_log))
    station.instance, station.clock, station.logs = member, SimClock(now_ms), _Silence(station.dienst)
    return station


async def _no_database() -> Database:
    raise AssertionError("the world gives the database")


async def _no_log(_: Database) -> Log:
    raise AssertionError("the world gives the log")


async def record_permission(connection: sqlite3.Connection, turn: Lock, today: date) -> None:
    """One provider may exceed the norm, up to a limit: then its norm has all four states."""
    asked = Opgave(
        soort="toestemming", aanbieder=PAIRS[1][1], product=HOURS, jaar=2025, limiet_uren=Decimal(3), auteur="proef",
        reden="proef",
    )  # fmt: skip
    await leg_vast(database_for(connection, Chance(Random(0), calm=True), turn), asked, today)
