"""Puts the service toewijzing together: reads JW301 and publishes its answers."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence

from services.shared.desk.consume import Consume, Limits
from services.shared.desk.counter import Counter
from services.shared.desk.intake import topic_of
from services.shared.desk.judge import Judge
from services.shared.desk.opened import Opener
from services.shared.desk.reading import DeskReader, Kind
from services.shared.desk.relay import Relay
from services.shared.desk.settings import PORTS, Parts
from services.shared.desk.station import Opening, Place, Station
from services.toewijzing.jw301 import JW301Judge
from services.toewijzing.jw315 import JW315Judge

NAME = "toewijzing"


def judges(parts: Parts) -> dict[Kind, Judge]:
    """The kinds of message that this service judges."""
    made: list[Judge] = [JW301Judge(parts.keys.pseudonym, parts.xsd_versie, parts.regios), JW315Judge()]
    return {judge.kind: judge for judge in made}


def make_station(parts: Parts, opening: Opening) -> Station:
    """The service, ready to run."""
    settings = parts.settings

    async def work(place: Place) -> Sequence[Awaitable[None]]:
        station, mine = place.station, judges(parts)
        opener = Opener(DeskReader(parts.schemas), parts.keys, mine, parts.served, parts.gemeenten)
        relay = Relay(
            place.database, parts.keys, place.log, NAME, station.member, station.clock.now_ms, station.trouble
        )
        consume = Consume(
            dienst=NAME,
            topics=[topic_of("JW301")],
            member=station.member,
            log=place.log,
            database=place.database,
            keys=parts.keys,
            counter=Counter(place.database, parts.keys, opener, mine, NAME, parts.rule_set),
            around=parts.around,
            now_ms=station.clock.now_ms,
            told=station.told(),
            published=relay.wake.set,
            limits=Limits(bugs=settings.bug_limit),
        )
        return [consume.run(place.stop), relay.run(place.stop)]

    return Station(
        NAME,
        opening,
        work,
        port=PORTS[NAME] if settings.port is None else settings.port,
        host=settings.host,
        instance=settings.instance,
        pinned_day=settings.today.isoformat() if settings.today else None,
        keep_days=settings.keep_days,
    )
