"""Puts the service normbewaking together: follows what was processed and tells when a norm or budget is passed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from hmac import compare_digest
from ipaddress import ip_address

from fastapi import Depends, FastAPI, HTTPException, Request

from services.normbewaking.api import router
from services.normbewaking.handle import Bewaking
from services.shared.desk.relay import Relay
from services.shared.desk.settings import PORTS, Parts
from services.shared.desk.station import Opening, Place, Station
from services.shared.platform.database import Database, Unavailable

NAME = "normbewaking"
_EVERY_SECONDS = 1.0
_RUN_SECONDS = 60.0


def make_station(parts: Parts, opening: Opening) -> Station:
    """The service, ready to run."""
    settings = parts.settings

    opened: list[Database] = []

    async def work(place: Place) -> Sequence[Awaitable[None]]:
        station = place.station
        opened[:] = [place.database]
        relay = Relay(
            place.database, parts.keys, place.log, NAME, station.member, station.clock.now_ms, station.trouble
        )
        return [Watch(parts, place, relay).run(place.stop), relay.run(place.stop)]

    def database() -> Database:
        if not opened:
            raise Unavailable("nog niet verbonden")
        return opened[0]

    station = Station(
        NAME,
        opening,
        work,
        port=PORTS[NAME] if settings.port is None else settings.port,
        host=settings.host,
        instance=settings.instance,
        pinned_day=settings.today.isoformat() if settings.today else None,
        keep_days=settings.keep_days,
    )
    mount(station.app, parts, database)
    return station


def mount(app: FastAPI, parts: Parts, database: Callable[[], Database]) -> None:
    """Add ``/v1/normen``, ``/v1/budgetten``, ``/v1/afspraken`` and ``/v1/rekenhulp`` to an application.

    With a token (``SLUIS_BEHEER_TOKEN``) every request must carry it; without one only this machine itself may ask.
    """
    token = parts.settings.beheer_token
    guard = Depends(_guard(None if token is None else token.get_secret_value()))
    app.include_router(router(database, parts.regios, lambda: parts.around().today), dependencies=[guard])


def _guard(token: str | None) -> Callable[[Request], None]:
    def guard(request: Request) -> None:
        if token is None:
            if request.client is None or not ip_address(request.client.host).is_loopback:
                raise HTTPException(403, "Zonder SLUIS_BEHEER_TOKEN mag alleen deze machine zelf dit vragen.")
        elif not compare_digest(request.headers.get("authorization", "").encode(), f"Bearer {token}".encode()):
            raise HTTPException(401, "Geef het beheertoken mee als Authorization: Bearer.")

    return guard


@dataclass(slots=True)
class Watch:
    """The loop of the service. What was processed stands in a queue beside the ledger, written with it; taking from it
    and counting is one transaction, so that a declaration counts once whatever is killed."""

    parts: Parts
    place: Place
    relay: Relay

    async def run(self, stop: asyncio.Event) -> None:
        """Follow until ``stop``; begin anew when the day changes and every minute, because permissions are looked up
        when a run begins."""
        bewaking: Bewaking | None = None
        begun = 0.0
        while not stop.is_set():
            today, now = self.parts.around().today, self.place.station.clock.steady()
            try:
                told = 0
                if bewaking is None or bewaking.today != today or now - begun > _RUN_SECONDS:
                    begun = now
                    bewaking = Bewaking(
                        self.place.database, self.parts.regios, today, NAME, self.place.station.clock.stamp
                    )
                    told += await bewaking.start()
                told += await bewaking.follow()
                if told:
                    self.relay.wake.set()
                self.place.station.health.polled()
            except Exception as error:  # noqa: BLE001 - nothing was counted, so it is tried again, and told each time
                bewaking = None
                self.place.station.trouble(type(error).__name__)
            try:
                await asyncio.wait_for(stop.wait(), _EVERY_SECONDS)
            except TimeoutError:
                continue
