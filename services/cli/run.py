"""Start één dienst: toewijzing, declaratie, normbewaking of gateway.

Met --kafka leest en schrijft de dienst via Apache Kafka, zonder via het ingebouwde log in de database. De sleutel komt
uit SLUIS_KEY of een bestand genoemd in SLUIS_KEY_FILE. SIGTERM beëindigt de dienst netjes.
"""

from __future__ import annotations

import argparse
import asyncio
import sys

from services.cli.running import STATIONS, add_service_options, opening_for, settings_from
from services.cli.trouble import of_crash, of_service
from services.shared.desk.loading import UsageError
from services.shared.desk.settings import Parts
from services.shared.desk.station import stop_on_signals
from services.shared.dossier.opening import WrongKey
from services.shared.platform.keys import KeyFault
from services.shared.platform.observability import start_logging


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument("dienst", nargs="?", metavar="DIENST", help=", ".join(sorted(STATIONS)))
    add_service_options(parser)


def run(options: argparse.Namespace) -> int:
    """Run the service until it is told to stop."""
    dienst = _service(options)
    if dienst is None:
        print(f"sluis run: noem een dienst: {', '.join(sorted(STATIONS))}.\nZie sluis run --help.", file=sys.stderr)
        return 2
    try:
        parts = Parts.of(settings_from(options))
        start_logging()
        asyncio.run(_run(dienst, parts))
    except (UsageError, KeyFault, WrongKey) as error:
        print(f"sluis run: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"sluis run: {of_service(error)}", file=sys.stderr)
        return 1
    except Exception as error:  # noqa: BLE001 - its text can quote a message, and a traceback would print it
        print(f"sluis run: {of_crash(error)}", file=sys.stderr)
        return 1
    return 0


def _service(options: argparse.Namespace) -> str | None:
    """The service that was named; after ``--region FILE ...`` its name looks like one more file."""
    if options.dienst is None and options.region:
        options.dienst = options.region.pop()
    return options.dienst if options.dienst in STATIONS else None


async def _run(name: str, parts: Parts) -> None:
    station = STATIONS[name]()(parts, opening_for(parts))
    await station.run(stop_on_signals())
