"""Knows how a test gets servers that ask who comes: Kafka over TLS and with passwords, and PostgreSQL over TLS."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from deploy.local.kafka import Extra, Kafka, start_kafka
from deploy.local.postgres import Postgres, start_postgres
from deploy.local.process import free_port
from tests.support.certificaten import Uitgever

USER = "sluis"
SECRET = "waterlelie-op-slot"
WRONG = "waterlelie-verkeerd"
_SECRETS = (SECRET, WRONG)


@dataclass
class Secured:
    """A Kafka that listens in all four ways, and what its clients need; ``ports`` by security protocol."""

    kafka: Kafka
    ports: dict[str, int]
    issuer: Uitgever
    stranger: Uitgever

    def settings(self, security: str, **own: object) -> dict[str, str]:
        """Environment for a client that does all as it should; ``own`` replaces, and leaves out with None."""
        chosen: dict[str, object] = {"security": security}
        if security in ("ssl", "sasl_ssl"):
            chosen["ca"] = self.issuer.ca
        if security == "ssl":
            pair = self.issuer.geef("dienst")
            chosen |= {"cert": pair.cert, "cert_key": pair.key}
        if security.startswith("sasl_"):
            chosen |= {"sasl": "scram-sha-512", "user": USER, "password": SECRET}
        found = {f"SLUIS_KAFKA_{name.upper()}": str(value) for name, value in {**chosen, **own}.items() if value}
        return {"SLUIS_KAFKA": self.address(security), **found}

    def address(self, security: str, host: str = "127.0.0.1") -> str:
        """HOST:PORT of the listener that speaks this protocol."""
        return f"{host}:{self.ports[security]}"


def start_secured_kafka(folder: Path) -> Secured:
    """Raises ServerUnavailableError."""
    issuer, stranger = (Uitgever(_made(folder / name)) for name in ("eigen", "vreemd"))
    ports = {name: free_port() for name in ("ssl", "sasl_plaintext", "sasl_ssl")}
    listeners = {name.upper(): port for name, port in ports.items()}
    kafka = start_kafka(extra=Extra(listeners, _settings(folder, issuer), {USER: SECRET}))
    return Secured(kafka, {**ports, "plaintext": kafka.port}, issuer, stranger)


def start_secured_postgres(issuer: Uitgever) -> Postgres:
    """Raises ServerUnavailableError."""
    pair = issuer.geef("database")
    return start_postgres(fast=True, certificate=(pair.cert, pair.key))


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _settings(folder: Path, issuer: Uitgever) -> dict[str, object]:
    pair, store = issuer.geef("broker"), folder / "broker-en-sleutel.pem"
    store.write_bytes(pair.key.read_bytes() + pair.cert.read_bytes())
    modules = "org.apache.kafka.common.security"
    plain = f'{modules}.plain.PlainLoginModule required user_{USER}="{SECRET}";'
    scram = f"{modules}.scram.ScramLoginModule required;"
    asked = {"plain": plain, "scram-sha-256": scram, "scram-sha-512": scram}
    return {
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": store,
        "ssl.truststore.type": "PEM",
        "ssl.truststore.location": issuer.ca,
        "listener.name.ssl.ssl.client.auth": "required",
        "sasl.enabled.mechanisms": ",".join(name.upper() for name in asked),
        **{
            f"listener.name.{listener}.{mechanism}.sasl.jaas.config": module
            for listener in ("sasl_ssl", "sasl_plaintext")
            for mechanism, module in asked.items()
        },
    }


def environment(folder: Path, settings: dict[str, str]) -> dict[str, str]:
    """These settings and no other of ours, with a key of this folder."""
    key = folder / "sleutel"
    key.write_text("c2xldXRlbCB2b29yIHByb2V2ZW4sIDMyIGJ5dGVzLi4=\n")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SLUIS_")}
    return {**kept, "SLUIS_KEY_FILE": str(key), **settings}


def sluis_apart(folder: Path, settings: dict[str, str], *words: str) -> tuple[int, str]:
    """A command in a process of its own: its status, and all that it wrote, in which no password may stand."""
    done = subprocess.run(
        [sys.executable, "-m", "services.cli", *words],
        env=environment(folder, settings),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, without_secrets(done.stdout + done.stderr)


async def goodbyes() -> None:
    """Waits until TLS has said goodbye on every connection: a loop that ends earlier leaves them open."""
    loop = asyncio.get_running_loop()
    until = loop.time() + 10
    while len(loop._selector.get_map()) > 1 and loop.time() < until:  # type: ignore[attr-defined]
        await asyncio.sleep(0.02)


def without_secrets(text: str) -> str:
    """The text; fails when a password stands in it."""
    assert not any(secret in text for secret in _SECRETS)
    return text
