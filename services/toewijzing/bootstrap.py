"""Puts the service toewijzing together: reads JW301 and publishes its answers."""

from __future__ import annotations

from services.shared.desk.judge import Judge
from services.shared.desk.judging_station import judging_station
from services.shared.desk.reading import Kind
from services.shared.desk.settings import Parts
from services.shared.desk.station import Opening, Station
from services.toewijzing.jw301 import JW301Judge
from services.toewijzing.jw315 import JW315Judge

NAME = "toewijzing"


def judges(parts: Parts) -> dict[Kind, Judge]:
    """The kinds of message that this service judges."""
    made: list[Judge] = [JW301Judge(parts.keys.pseudonym, parts.xsd_versie("JW302"), parts.regios), JW315Judge()]
    return {judge.kind: judge for judge in made}


def make_station(parts: Parts, opening: Opening) -> Station:
    """The service, ready to run."""
    return judging_station(NAME, judges(parts), ["JW301"], parts, opening)
