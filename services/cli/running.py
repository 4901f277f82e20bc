"""Knows how services are started from the command line: their options, and how they get database and log."""

from __future__ import annotations

import argparse
import importlib
import os
from collections.abc import Callable

from pydantic import ValidationError

from services.shared.desk.loading import UsageError
from services.shared.desk.settings import Parts, Settings
from services.shared.desk.station import Clock, Opening, Station
from services.shared.dossier.opening import open_database
from services.shared.platform.database import Database
from services.shared.platform.log.port import Log

Make = Callable[[Parts, Opening], Station]


def _maker(name: str) -> Callable[[], Make]:
    def load() -> Make:
        make: Make = importlib.import_module(f"services.{name}.bootstrap").make_station
        return make

    return load


STATIONS: dict[str, Callable[[], Make]] = {
    name: _maker(name) for name in ("toewijzing", "declaratie", "normbewaking", "gateway")
}


def add_service_options(parser: argparse.ArgumentParser, *, kafka: bool = True) -> None:
    """The options that every service has; each also as environment variable SLUIS_<NAAM>."""
    parser.add_argument("--database", metavar="URL", help="sqlite:///BESTAND of postgresql://... (SLUIS_DATABASE)")
    if kafka:
        parser.add_argument(
            "--kafka", metavar="HOST:POORT,...", help="Apache Kafka; zonder: ingebouwd log (SLUIS_KAFKA)"
        )
    parser.add_argument("--region", metavar="BESTAND", nargs="+", action="extend", help="regiobestanden (SLUIS_REGION)")
    parser.add_argument("--port", metavar="N", type=int, help="poort voor HTTP (SLUIS_PORT)")
    parser.add_argument(
        "--today", metavar="JJJJ-MM-DD", help="zet de dag van de regels vast, voor proeven (SLUIS_TODAY)"
    )
    parser.add_argument("--ggk-url", metavar="URL", help="waar enveloppen heen gaan (SLUIS_GGK_URL)")


def settings_from(options: argparse.Namespace) -> Settings:
    """Options over environment; raises UsageError."""
    given = {
        name: value
        for name in ("database", "kafka", "port", "today", "ggk_url")
        if (value := getattr(options, name, None)) is not None
    }
    if options.region:
        given["region"] = os.pathsep.join(options.region)
    try:
        return Settings(**given)
    except ValidationError as error:
        names = ", ".join(sorted({str(each["loc"][0]) for each in error.errors() if each["loc"]}))
        raise UsageError(f"Deze instelling klopt niet: {names}. Zie --help.") from None


def opening_for(parts: Parts) -> Opening:
    """How a service on its own gets its database and its log."""

    async def database() -> Database:
        return await open_database(parts.url, parts.keys.fingerprint, migrate=parts.url.file is not None)

    async def log(opened: Database) -> Log:
        return await open_log(parts, opened)

    return Opening(database, log)


async def open_log(parts: Parts, database: Database) -> Log:
    """Kafka when it is named, otherwise the log in the database."""
    if parts.settings.kafka:
        from services.shared.platform.log.kafka import KafkaLog
        from services.shared.platform.log.kafka_settings import KafkaSettings

        return KafkaLog(KafkaSettings(parts.settings.kafka, security=parts.kafka_security))
    from services.shared.platform.log.embedded import EmbeddedLog

    return EmbeddedLog(database, parts.keys, Clock().now_ms)
