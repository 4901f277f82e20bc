"""Knows both servers that Sluis works with, Apache Kafka and PostgreSQL, started here without Docker.

``python -m deploy.local.servers [--folder FOLDER] [--fast]`` runs them until Ctrl-C or SIGTERM and prints where they
are; with a folder the data stays for the next time.
"""

from __future__ import annotations

import argparse
import signal
import threading
from pathlib import Path

from .kafka import Kafka, start_kafka
from .postgres import Postgres, start_postgres
from .process import ServerUnavailableError

__all__ = ["Kafka", "Postgres", "ServerUnavailableError", "start_kafka", "start_postgres"]


def main() -> None:
    """Starts both, prints their addresses as environment variables, and stops them cleanly at the end."""
    parser = argparse.ArgumentParser(description="Apache Kafka en PostgreSQL op deze machine, zonder Docker.")
    parser.add_argument("--folder", type=Path, help="map waarin de gegevens blijven staan; anders is alles tijdelijk")
    parser.add_argument("--fast", action="store_true", help="PostgreSQL zonder fsync: snel, en niet tegen stroomuitval")
    chosen = parser.parse_args()
    over = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: over.set())
    folder = chosen.folder.resolve() if chosen.folder else None
    try:
        postgres = start_postgres(folder / "postgres" if folder else None, fast=chosen.fast)
        kafka = start_kafka(folder / "kafka" if folder else None)
    except ServerUnavailableError as error:
        raise SystemExit(str(error)) from error
    print(f"SLUIS_TEST_DATABASE={postgres.url}\nSLUIS_TEST_KAFKA={kafka.bootstrap}", flush=True)
    over.wait()
    kafka.stop()
    postgres.stop()


if __name__ == "__main__":
    main()
