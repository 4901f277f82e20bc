"""Puts the gateway together: its door, the intake, the collecting of answers and their delivery."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from services.gateway.access import Access
from services.gateway.api import Connected, Door, routes
from services.gateway.attempts import Again, Done, GivenUp, Plan
from services.gateway.collect import Collect
from services.gateway.deliver import Deliver, Tried
from services.gateway.destinations import Destination, Endpoint, Folder
from services.gateway.follow import Follow
from services.gateway.intake import Intake, Receipt
from services.gateway.settings import GatewaySettings
from services.gateway.storing import tell_away
from services.gateway.stuf import api as stuf_api
from services.gateway.stuf import opbouw
from services.gateway.stuf.api import Deur
from services.gateway.stuf.settings import GgkSettings
from services.gateway.timeline import Timeline
from services.shared.desk.events import SOURCE
from services.shared.desk.publishing import ANSWERS
from services.shared.desk.relay import Relay
from services.shared.desk.settings import PORTS, Parts
from services.shared.desk.station import Opening, Place, Station

NAME = "gateway"
_OPEN = "de inname is zonder token open, alleen voor deze machine zelf"


def make_station(
    parts: Parts, opening: Opening, own: GatewaySettings | None = None, ggk: GgkSettings | None = None
) -> Station:
    """The service, ready to run; what is not given is read from the environment. Raises UsageError."""
    mine = own or GatewaySettings.of_environment()
    envelopes = ggk or GgkSettings.of_environment(parts.settings.ggk_url or None)
    settings = parts.settings
    token = None if mine.intake_token is None else mine.intake_token.get_secret_value()

    async def work(place: Place) -> Sequence[Awaitable[None]]:
        return _start(parts, mine, envelopes, door, deur, place)

    station = Station(
        NAME,
        opening,
        work,
        port=PORTS[NAME] if settings.port is None else settings.port,
        host=settings.host,
        instance=settings.instance,
        pinned_day=settings.today.isoformat() if settings.today else None,
        keep_days=settings.keep_days,
        tls=settings.tls(),
    )
    door = Door(Access(token), _refused(station), _received(station))
    deur = opbouw.maak_deur(parts, envelopes, station, door.room)
    door.certified = lambda scope: deur.toegang.mag_inleveren(stuf_api.verbinding_van(scope))
    station.app.include_router(routes(door))
    station.app.include_router(stuf_api.routes(deur))
    if token is None:
        station.health.notes.append(_OPEN)
    return station


def _start(
    parts: Parts, mine: GatewaySettings, envelopes: GgkSettings, door: Door, deur: Deur, place: Place
) -> Sequence[Awaitable[None]]:
    station, database, told = place.station, place.database, place.station.told()
    relay = Relay(database, parts.keys, place.log, NAME, station.member, station.clock.now_ms, station.trouble)
    deliver = _deliver(parts, mine, place, relay)
    ggk_tasks, pack = opbouw.start(parts, envelopes, deur, place, relay, NAME)
    collect = Collect(
        dienst=NAME,
        database=database,
        keys=parts.keys,
        now_ms=station.clock.now_ms,
        arrived=_both(deliver.wake.set if deliver else _nothing, pack),
        parked=told.parked,
        repeated=told.repeated,
    )
    follow = Follow(
        group=NAME,
        member=station.member,
        topics=[ANSWERS],
        log=place.log,
        database=database,
        take=collect.take,
        set_aside=collect.set_aside,
        each_round=collect.retry_parked,
        polled=told.polled,
        trouble=station.trouble,
    )
    intake = Intake(NAME, database, place.log, station.clock.stamp, relay.wake.set, station.trouble)
    door.connected = Connected(intake, Timeline(database, parts.keys, opbouw.levensloop(parts.keys)))
    if door.access.token is None:
        station.logs("inname_open", "warning", wat=_OPEN)
    tasks = [follow.run(place.stop), relay.run(place.stop), *ggk_tasks]
    return [*tasks, deliver.run(place.stop)] if deliver else tasks


def _deliver(parts: Parts, mine: GatewaySettings, place: Place, relay: Relay) -> Deliver | None:
    """The deliverer; None without a destination: then answers wait."""
    destination = _destination(mine)
    if destination is None:
        return None
    station = place.station
    return Deliver(
        dienst=NAME,
        database=place.database,
        keys=parts.keys,
        destination=destination,
        plan=Plan(first_ms=round(mine.delivery_pause * 1000), refusals=mine.delivery_refusals),
        holder=station.member,
        now_ms=station.clock.now_ms,
        tell=_tried(station),
        published=relay.wake.set,
        trouble=station.trouble,
        away=tell_away(station, "antwoorden"),
    )


def _destination(mine: GatewaySettings) -> Destination | None:
    if mine.delivery_folder is not None:
        folder = Folder(mine.delivery_folder, SOURCE)
        folder.prepare()
        return folder
    if mine.delivery_url is not None:
        token = None if mine.delivery_token is None else mine.delivery_token.get_secret_value()
        return Endpoint(mine.delivery_url, token, mine.delivery_timeout)
    return None


def _refused(station: Station) -> Callable[[int, str], None]:
    def tell(status: int, reason: str) -> None:
        station.metrics.refused.labels(NAME, str(status)).inc()
        station.logs("verzoek_geweigerd", "warning", status=status, reden=reason)

    return tell


def _received(station: Station) -> Callable[[Receipt], None]:
    def tell(receipt: Receipt) -> None:
        station.logs("bericht_ontvangen", levering=receipt.levering, soort=receipt.soort)

    return tell


def _tried(station: Station) -> Callable[[Tried, str], None]:
    def tell(tried: Tried, bestemming: str) -> None:
        about: dict[str, Any] = {
            "levering": tried.bezorging.levering,
            "bestemming": bestemming,
            "poging": tried.attempt,
        }
        match tried.next:
            case Done():
                station.metrics.delivered.labels(NAME, bestemming).inc()
                station.logs("antwoord_bezorgd", **about)
            case Again(at_ms, reason):
                station.logs("bezorgen_mislukt", "warning", reden=reason, volgende=at_ms, **about)
            case GivenUp(reason):
                station.logs("bezorgen_opgegeven", "error", reden=reason, **about)
        station.metrics.attempts.labels(NAME, type(tried.next).__name__.lower()).inc()

    return tell


def _both(first: Callable[[], None], second: Callable[[], None]) -> Callable[[], None]:
    def call() -> None:
        first()
        second()

    return call


def _nothing() -> None:
    """Nobody waits for answers."""
