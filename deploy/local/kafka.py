"""Knows how to make and run one Apache Kafka node in KRaft mode, without Docker and without a Kafka installation."""

from __future__ import annotations

import base64
import os
import struct
import subprocess
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from .fetch import java, kafka_jars
from .process import Process, ServerUnavailableError, converse, free_port, place_for
from .server import Server

_MAX_RECORD = 67_108_864  # bytes; an answer can be larger than the largest message
_JVM = ("-Xms256m", "-Xmx1g", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn")


@dataclass(eq=False, slots=True)
class Kafka(Server):
    """A running Kafka node; ``bootstrap`` is the HOST:PORT for clients."""

    bootstrap: str


@dataclass(frozen=True, slots=True)
class Extra:
    """What a node has besides: ports by security protocol, settings, and passwords by user, for SCRAM."""

    listeners: Mapping[str, int] = field(default_factory=dict)
    settings: Mapping[str, object] = field(default_factory=dict)
    users: Mapping[str, str] = field(default_factory=dict)


def start_kafka(folder: Path | None = None, port: int | None = None, extra: Extra | None = None) -> Kafka:
    """Starts a node on the loopback; topics that the folder already holds are kept.

    ``folder``: where the data stays, else a temporary folder that goes with the node. Topics are not made by
    themselves. Clients find the node at ``port`` in the open, whatever ``extra`` adds. Raises ServerUnavailableError
    when this machine cannot have one.
    """
    with place_for(folder, "kafka") as place:
        port, extra = port or free_port(), extra or Extra()
        program = [java(), *_JVM, "-cp", f"{kafka_jars()}{os.sep}*"]
        settings = place / "server.properties"
        settings.write_text(_settings(place, port, free_port(), extra), encoding="utf-8")
        _format(program, place, settings, extra.users)
        process = Process(
            name="Apache Kafka",
            command=[*program, "kafka.Kafka", str(settings)],
            folder=place,
            ready=partial(_is_ready, port),
            own=folder is None,
        )
        process.start()
    return Kafka(port, process, f"127.0.0.1:{port}")


def new_cluster_id() -> str:
    """A random identity in Kafka's own notation, never with a dash in front: the tool would read it as an option."""
    while True:
        identity = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        if not identity.startswith("-"):
            return identity


def _settings(place: Path, port: int, controller: int, extra: Extra) -> str:
    open_to_clients = {"PLAINTEXT": port, **extra.listeners}
    advertised = ",".join(f"{name}://127.0.0.1:{where}" for name, where in open_to_clients.items())
    values = {
        "process.roles": "broker,controller",
        "node.id": 1,
        "controller.quorum.voters": f"1@127.0.0.1:{controller}",
        "listeners": f"{advertised},CONTROLLER://127.0.0.1:{controller}",
        "advertised.listeners": advertised,
        "controller.listener.names": "CONTROLLER",
        "listener.security.protocol.map": ",".join(
            [*(f"{name}:{name}" for name in open_to_clients), "CONTROLLER:PLAINTEXT"]
        ),
        "log.dirs": place / "data",
        "auto.create.topics.enable": "false",
        "num.partitions": 4,
        "message.max.bytes": _MAX_RECORD,
        "replica.fetch.max.bytes": _MAX_RECORD,
        "socket.request.max.bytes": 4 * _MAX_RECORD,
        "offsets.topic.replication.factor": 1,
        "offsets.topic.num.partitions": 4,
        "transaction.state.log.replication.factor": 1,
        "transaction.state.log.min.isr": 1,
        "transaction.state.log.num.partitions": 4,
        "share.coordinator.state.topic.replication.factor": 1,
        "share.coordinator.state.topic.min.isr": 1,
        "group.initial.rebalance.delay.ms": 0,
        "group.min.session.timeout.ms": 1000,
        "broker.heartbeat.interval.ms": 1000,
        "broker.session.timeout.ms": 5000,  # how long a node that was killed waits for its own ghost
        **extra.settings,
    }
    return "".join(f"{name}={value}\n" for name, value in values.items())


def _format(program: list[str], place: Path, settings: Path, users: Mapping[str, str]) -> None:
    if (place / "data" / "meta.properties").is_file():
        return
    command = [*program, "kafka.tools.StorageTool", "format", "-t", new_cluster_id(), "-c", str(settings)]
    for name, password in users.items():
        for mechanism in ("SCRAM-SHA-256", "SCRAM-SHA-512"):
            command += ["--add-scram", f"{mechanism}=[name={name},password={password}]"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd=place)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ServerUnavailableError(f"Java deed het niet: {error}") from error
    if done.returncode:
        raise ServerUnavailableError(f"Kafka kon zijn map niet inrichten:\n{(done.stdout + done.stderr)[-600:]}")


def _is_ready(port: int) -> bool:
    """Asks for the versions of the protocol (ApiVersions, version 0): the answer carries no error when all is well."""
    client = b"sluis"
    body = struct.pack("!hhih", 18, 0, 7, len(client)) + client
    reply = converse(port, struct.pack("!i", len(body)) + body, 10)
    return len(reply) == 10 and struct.unpack("!iih", reply)[1:] == (7, 0)
