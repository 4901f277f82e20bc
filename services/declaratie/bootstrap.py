"""Puts the service declaratie together: reads JW303 and JW323, waits for earlier allocations, publishes its answers."""

from __future__ import annotations

from services.declaratie.jw303 import JW303Judge
from services.declaratie.jw323 import JW323Judge
from services.shared.desk.judge import Judge
from services.shared.desk.judging_station import judging_station
from services.shared.desk.reading import Kind
from services.shared.desk.settings import Parts
from services.shared.desk.station import Opening, Station

NAME = "declaratie"
EARLIER = ("JW301", "toewijzing")


def judges(parts: Parts) -> dict[Kind, Judge]:
    """The kinds of message that this service judges."""
    made: list[Judge] = [
        JW323Judge(parts.keys.pseudonym, parts.xsd_versie("JW325"), parts.regios),
        JW303Judge(parts.keys.pseudonym),
    ]
    return {judge.kind: judge for judge in made}


def make_station(parts: Parts, opening: Opening) -> Station:
    """The service, ready to run."""
    return judging_station(NAME, judges(parts), ["JW303", "JW323"], parts, opening, after=EARLIER)
