"""Puts a judging service together from its judges: reads intake topics, answers, publishes."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping, Sequence

from services.shared.desk.causality import Causality
from services.shared.desk.consume import Consume, Limits
from services.shared.desk.counter import Counter
from services.shared.desk.intake import topic_of
from services.shared.desk.judge import Judge
from services.shared.desk.opened import Opener
from services.shared.desk.publishing import ANSWERS
from services.shared.desk.reading import DeskReader, Kind
from services.shared.desk.relay import Relay
from services.shared.desk.settings import PORTS, Parts
from services.shared.desk.station import Opening, Place, Station


def judging_station(
    name: str,
    judges: Mapping[Kind, Judge],
    messages: Sequence[str],
    parts: Parts,
    opening: Opening,
    *,
    after: tuple[str, str] | None = None,
) -> Station:
    """A service that judges the intake of these message types (JW323).

    ``after`` names a message type and the service that judges it: a message waits for an earlier one of that type and
    of its pair.
    """
    settings = parts.settings

    async def work(place: Place) -> Sequence[Awaitable[None]]:
        station = place.station
        opener = Opener(DeskReader(parts.schemas), parts.keys, judges, parts.served, parts.gemeenten)
        station.health.topics = [*map(topic_of, messages), ANSWERS]
        relay = Relay(
            place.database, parts.keys, place.log, name, station.member, station.clock.now_ms, station.trouble
        )
        consume = Consume(
            dienst=name,
            topics=[topic_of(each) for each in messages],
            member=station.member,
            log=place.log,
            database=place.database,
            keys=parts.keys,
            counter=Counter(place.database, parts.keys, opener, judges, name, parts.rule_set),
            around=parts.around,
            now_ms=station.clock.now_ms,
            told=station.told(),
            published=relay.wake.set,
            limits=Limits(bugs=settings.bug_limit, wait=settings.wait_seconds),
            causality=None if after is None else Causality(place.log, place.database, topic_of(after[0]), after[1]),
        )
        return [consume.run(place.stop), relay.run(place.stop)]

    return Station(
        name,
        opening,
        work,
        port=PORTS[name] if settings.port is None else settings.port,
        host=settings.host,
        instance=settings.instance,
        pinned_day=settings.today.isoformat() if settings.today else None,
        keep_days=settings.keep_days,
    )
