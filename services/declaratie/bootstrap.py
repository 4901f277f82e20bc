"""Puts the service declaratie together: reads JW303 and JW323, waits for earlier allocations, publishes its answers."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence

from services.declaratie.jw303 import JW303Judge
from services.declaratie.jw323 import JW323Judge
from services.shared.desk.causality import Causality
from services.shared.desk.consume import Consume, Limits
from services.shared.desk.counter import Counter
from services.shared.desk.intake import topic_of
from services.shared.desk.judge import Judge
from services.shared.desk.opened import Opener
from services.shared.desk.reading import DeskReader, Kind
from services.shared.desk.relay import Relay
from services.shared.desk.settings import PORTS, Parts
from services.shared.desk.station import Opening, Place, Station

NAME = "declaratie"
EARLIER = "toewijzing"


def judges(parts: Parts) -> dict[Kind, Judge]:
    """The kinds of message that this service judges."""
    made: list[Judge] = [
        JW323Judge(parts.keys.pseudonym, parts.xsd_versie, parts.regios),
        JW303Judge(parts.keys.pseudonym),
    ]
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
            topics=[topic_of("JW303"), topic_of("JW323")],
            member=station.member,
            log=place.log,
            database=place.database,
            keys=parts.keys,
            counter=Counter(place.database, parts.keys, opener, mine, NAME, parts.rule_set),
            around=parts.around,
            now_ms=station.clock.now_ms,
            told=station.told(),
            published=relay.wake.set,
            limits=Limits(bugs=settings.bug_limit, wait=settings.wait_seconds),
            causality=Causality(place.log, place.database, topic_of("JW301"), EARLIER),
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
