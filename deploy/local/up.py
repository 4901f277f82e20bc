"""Knows how the whole system runs on one laptop: Kafka, PostgreSQL and the four services, without Docker.

``python -m deploy.local.up [--folder FOLDER] [--region FILE ...]`` runs it until Ctrl-C; ``--down`` stops it from
another terminal. Data, key, answers and logs stay in the folder, ``.servers/up`` of the checkout unless told otherwise;
``settings.sh`` in it makes the commands of ``sluis`` find all this. Everything listens on this machine only.
"""

from __future__ import annotations

import argparse
import base64
import os
import secrets
import shlex
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from .fetch import CACHE
from .guard import alive
from .kafka import start_kafka
from .postgres import start_postgres
from .process import Process, ServerUnavailableError, converse, free_port

_PREFERRED = {
    "postgres": 15432,
    "kafka": 19092,
    "gateway": 8080,
    "toewijzing": 8081,
    "declaratie": 8082,
    "normbewaking": 8083,
}
_SERVICES = ("toewijzing", "declaratie", "normbewaking", "gateway")
_REGION = CACHE.parent / "contracts" / "regions" / "ijsselland" / "2023.toml"
_ASK = """
Vragen hoe het gaat:  . {settings} && .venv/bin/sluis status
Een bericht inleveren: curl --data-binary @BESTAND.xml -H 'Content-Type: application/xml' \\
                        http://127.0.0.1:{port}/v1/berichten
"""
_STOPPING = 60.0  # seconds for everything to end after --down


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where the services find everything, as the environment that they are started with."""

    folder: Path
    environment: dict[str, str]

    def sluis(self, *arguments: str) -> list[str]:
        """The command line of the installed program."""
        return [sys.executable, "-m", "services.cli", *arguments]


def main() -> None:
    """Starts everything and waits for the end, or with --down ends what another terminal started."""
    parser = argparse.ArgumentParser(description="Heel Sluis op deze machine, zonder Docker.")
    parser.add_argument("--folder", type=Path, default=CACHE / "up", help="waar gegevens, sleutel en logs staan")
    parser.add_argument("--region", type=Path, action="append", help="regiobestand; mag vaker")
    parser.add_argument("--down", action="store_true", help="stop wat in een andere terminal draait")
    chosen = parser.parse_args()
    folder: Path = chosen.folder.resolve()
    if chosen.down:
        raise SystemExit(_down(folder / "pid"))
    over = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: over.set())
    try:
        with ExitStack() as running:
            services = _up(folder, chosen.region or [_REGION], running)
            _wait(over, services)
            print("Alles stoppen ...", flush=True)
    except ServerUnavailableError as error:
        raise SystemExit(str(error)) from error


def _up(folder: Path, regions: list[Path], running: ExitStack) -> list[Process]:
    """Starts the servers, prepares them and starts the services; each is stopped when the stack unwinds."""
    folder.mkdir(parents=True, exist_ok=True)
    pid = folder / "pid"
    if pid.is_file() and alive(int(pid.read_text(encoding="ascii"))):
        raise SystemExit("Het draait al; stop het eerst met --down.")
    pid.write_text(str(os.getpid()), encoding="ascii")
    running.callback(pid.unlink, missing_ok=True)
    postgres = start_postgres(folder / "postgres", _port("postgres"))
    running.callback(postgres.stop)
    print(f"PostgreSQL    127.0.0.1:{postgres.port}", flush=True)
    kafka = start_kafka(folder / "kafka", _port("kafka"))
    running.callback(kafka.stop)
    print(f"Apache Kafka  {kafka.bootstrap}", flush=True)
    around = Surroundings(
        folder,
        {
            "SLUIS_DATABASE": postgres.url,
            "SLUIS_KAFKA": kafka.bootstrap,
            "SLUIS_KEY_FILE": str(_key(folder)),
            "SLUIS_REGION": os.pathsep.join(str(region.resolve()) for region in regions),
            "SLUIS_HOST": "127.0.0.1",
            "SLUIS_DELIVERY_FOLDER": str(folder / "antwoorden"),
            "SLUIS_GGK_ACCESS": "open",
        },
    )
    ports = {name: _port(name) for name in _SERVICES}
    _settings(around, ports)
    _prepare(around)
    services = [_serve(name, ports[name], around, running) for name in _SERVICES]
    print(_ASK.format(settings=folder / "settings.sh", port=ports["gateway"]), flush=True)
    return services


def _settings(around: Surroundings, ports: dict[str, int]) -> None:
    """Write what a shell reads to ask these services and servers; for its owner only, it holds a password."""
    found = {name: value for name, value in around.environment.items() if name != "SLUIS_HOST"}
    found |= {f"SLUIS_STATUS_{name.upper()}": f"http://127.0.0.1:{port}" for name, port in ports.items()}
    path = around.folder / "settings.sh"
    path.touch(mode=0o600)
    path.write_text("".join(f"export {name}={shlex.quote(value)}\n" for name, value in found.items()), encoding="utf-8")


def _prepare(around: Surroundings) -> None:
    for arguments in (("migrate",), ("topics", "apply")):
        environment = {**os.environ, **around.environment}
        done = subprocess.run(around.sluis(*arguments), env=environment, cwd=around.folder, check=False, timeout=300)
        if done.returncode:
            raise SystemExit(f"sluis {' '.join(arguments)} gaf {done.returncode}.")


def _serve(name: str, port: int, around: Surroundings, running: ExitStack) -> Process:
    place = around.folder / name
    place.mkdir(exist_ok=True)
    process = Process(
        name=name,
        command=around.sluis("run", name, "--port", str(port)),
        folder=place,
        ready=lambda: _is_ready(port),
        environment=around.environment,
        own=False,
    )
    process.start()
    running.callback(process.stop)
    print(f"{name:13} http://127.0.0.1:{port}/health/ready  log: {process.log}", flush=True)
    return process


def _wait(over: threading.Event, services: list[Process]) -> None:
    """Until the end is asked for; a service that falls is told of, the others go on."""
    print("Alles draait. Ctrl-C stopt het.", flush=True)
    fallen: set[str] = set()
    while not over.wait(1.0):
        for service in services:
            if service.name not in fallen and not alive(service.pid):
                fallen.add(service.name)
                print(f"{service.name} is gestopt; zie {service.log}", flush=True)


def _down(pid_file: Path) -> int:
    if not pid_file.is_file():
        print("Er draait hier niets.")
        return 0
    pid = int(pid_file.read_text(encoding="ascii"))
    if alive(pid):
        os.kill(pid, signal.SIGTERM)
    until = time.monotonic() + _STOPPING
    while alive(pid) and time.monotonic() < until:
        time.sleep(0.1)
    if alive(pid):
        print("Het stoppen duurt lang; probeer het nog eens.")
        return 1
    pid_file.unlink(missing_ok=True)
    print("Gestopt.")
    return 0


def _key(folder: Path) -> Path:
    """The key of this installation, made once, readable by its owner only."""
    path = folder / "key"
    if not path.is_file():
        path.touch(mode=0o600)
        path.write_text(base64.b64encode(secrets.token_bytes(32)).decode() + "\n", encoding="ascii")
    return path


def _port(name: str) -> int:
    """The port that people expect, or a free one when somebody has it."""
    wanted = _PREFERRED[name]
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            return free_port()
    return wanted


def _is_ready(port: int) -> bool:
    request = b"GET /health/ready HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    return converse(port, request, 12).endswith(b" 200")


if __name__ == "__main__":
    main()
