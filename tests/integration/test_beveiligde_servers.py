"""Kafka and PostgreSQL that ask who comes: with the right papers all works, and without nothing does, in silence."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
import traceback
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from deploy.local.postgres import Postgres
from deploy.local.process import free_port
from services.shared.desk.kafka_access import KafkaAccess
from services.shared.dossier.migrate import migrate
from services.shared.platform.connecting import connect
from services.shared.platform.database import DatabaseError, parse_url
from services.shared.platform.log.kafka import KafkaLog
from services.shared.platform.log.kafka_settings import KafkaSettings
from services.shared.platform.log.port import LogUnavailable, New
from tests.support.beveiligd import (
    WRONG,
    Secured,
    environment,
    goodbyes,
    sluis_apart,
    start_secured_kafka,
    start_secured_postgres,
    without_secrets,
)
from tests.support.logs import SESSION, Starts, drain, make_topics
from tests.support.servers import had

pytestmark = pytest.mark.servers


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secured]:
    """A Kafka with its issuer of certificates, for all tests here."""
    server = had(lambda: start_secured_kafka(tmp_path_factory.mktemp("kafka")))
    yield server
    server.kafka.stop()


@pytest.fixture(scope="module")
def postgres(secured: Secured) -> Iterator[Postgres]:
    """A PostgreSQL that speaks TLS, with a certificate of the same issuer."""
    server = had(lambda: start_secured_postgres(secured.issuer))
    yield server
    server.stop()


def log_of(settings: dict[str, str], monkeypatch: pytest.MonkeyPatch, append: float = 15.0) -> KafkaLog:
    """The log that a service makes of this environment."""
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    security = KafkaAccess.of_environment().checked()
    return KafkaLog(KafkaSettings(settings["SLUIS_KAFKA"], session=SESSION, append=append, security=security))


@pytest.mark.parametrize(
    ("security", "own"),
    [
        ("sasl_ssl", {"sasl": "plain"}),
        ("sasl_ssl", {"sasl": "scram-sha-256"}),
        ("sasl_ssl", {"sasl": "SCRAM-SHA-512"}),
        ("sasl_plaintext", {}),
        ("ssl", {}),
        ("plaintext", {}),
    ],
)
async def test_who_may_come_in_appends_and_reads(
    secured: Secured, unique_name: str, monkeypatch: pytest.MonkeyPatch, security: str, own: dict[str, object]
) -> None:
    await make_topics(secured.address("plaintext"), [unique_name])
    log = log_of(secured.settings(security, **own), monkeypatch)
    try:
        assert await log.reachable()
        await log.append([New(unique_name, b"sleutel", b"inhoud", ())])
        member = await log.consumer(unique_name, "lid", [unique_name], Starts())
        [record] = await drain(member, 1)
        assert await log.read(record.partition, record.offset, record.offset + 1) == [record]
    finally:
        await log.close()
        await goodbyes()


STRANGERS: dict[str, tuple[str, dict[str, object]]] = {
    "wrong password": ("sasl_ssl", {"password": WRONG}),
    "wrong password, plain": ("sasl_ssl", {"password": WRONG, "sasl": "plain"}),
    "unknown user": ("sasl_ssl", {"user": "onbekend"}),
    "issuers of the system only": ("sasl_ssl", {"ca": None}),
    "no certificate": ("ssl", {"cert": None, "cert_key": None}),
    "no TLS where it is asked": ("sasl_plaintext", {"port": "sasl_ssl"}),
    "nothing at all": ("plaintext", {"port": "sasl_ssl"}),
    "TLS where there is none": ("sasl_ssl", {"port": "plaintext"}),
    "another host name": ("sasl_ssl", {"host": "localhost"}),
}


async def refused(log: KafkaLog, topic: str) -> str:
    """All that a log says whose Kafka does not let it in."""
    try:
        assert not await log.reachable()
        with pytest.raises(LogUnavailable) as error:
            await log.append([New(topic, b"sleutel", b"inhoud", ())])
        return "".join(traceback.format_exception(error.value))
    finally:
        await log.close()
        await goodbyes()


@pytest.mark.parametrize("wrong", STRANGERS)
async def test_who_may_not_come_in_finds_no_log_and_no_word_says_why(
    secured: Secured, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, wrong: str
) -> None:
    security, own = STRANGERS[wrong]
    port, host = str(own.get("port", security)), str(own.get("host", "127.0.0.1"))
    settings = secured.settings(
        security, **{name: value for name, value in own.items() if name not in ("port", "host")}
    )
    log = log_of({**settings, "SLUIS_KAFKA": secured.address(port, host)}, monkeypatch, append=4.0)
    said = await refused(log, "er-niet")
    without_secrets(said + caplog.text + repr(vars(log)) + repr(KafkaAccess.of_environment()))


@pytest.mark.parametrize("which", ["broker", "client"])
async def test_a_broker_or_a_client_with_papers_of_a_stranger_is_not_trusted(
    secured: Secured, monkeypatch: pytest.MonkeyPatch, which: str
) -> None:
    pair = secured.stranger.geef("indringer")
    settings = {
        "broker": secured.settings("sasl_ssl", ca=secured.stranger.ca),
        "client": secured.settings("ssl", cert=pair.cert, cert_key=pair.key),
    }
    without_secrets(await refused(log_of(settings[which], monkeypatch, append=4.0), "er-niet"))


def test_topics_are_made_by_who_may_and_by_nobody_else(secured: Secured, tmp_path: Path) -> None:
    status, said = sluis_apart(tmp_path, secured.settings("sasl_ssl"), "topics", "apply", "--partitions", "2")
    assert (status, "ijw.antwoord.v1" in said) == (0, True)
    for wrong in ({"password": WRONG}, {"ca": secured.stranger.ca}):
        status, said = sluis_apart(tmp_path, secured.settings("sasl_ssl", **wrong), "topics", "apply")
        assert (status, said) == (1, "sluis topics: Kafka antwoordt niet (KafkaConnectionError).\n")
    status, said = sluis_apart(tmp_path, secured.settings("sasl_ssl", user=None), "topics", "apply")
    assert (status, "SLUIS_KAFKA_USER" in said) == (2, True)


def address(postgres: Postgres, mode: str, issuer: Path, host: str = "127.0.0.1") -> str:
    return f"{postgres.url.replace('127.0.0.1', host)}?sslmode={mode}&sslrootcert={issuer}"


async def over_tls(url: str) -> bool:
    database = await connect(parse_url(url))
    try:
        async with database.transaction(write=False) as tx:
            return bool((await tx.rows("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"))[0][0])
    finally:
        await database.close()


async def test_a_database_is_reached_over_tls_as_far_as_its_certificate_is_trusted(
    secured: Secured, postgres: Postgres
) -> None:
    own, strange = secured.issuer.ca, secured.stranger.ca
    assert not await over_tls(f"{postgres.url}?sslmode=disable")
    assert await over_tls(f"{postgres.url}?sslmode=require")
    assert await over_tls(address(postgres, "verify-full", own))
    assert await over_tls(address(postgres, "verify-ca", own, "localhost"))
    password = postgres.url.split(":")[2].partition("@")[0]
    for wrong in (
        address(postgres, "verify-full", own, "localhost"),
        address(postgres, "verify-full", strange),
        address(postgres, "require", strange),
        address(postgres, "verify-full", own).replace(password, WRONG),
    ):
        for attempt in (connect, migrate):
            with pytest.raises(DatabaseError) as error:
                await attempt(parse_url(wrong))
            assert password not in without_secrets(f"{error.value!r} {parse_url(wrong)!r} {parse_url(wrong).safe}")
    await goodbyes()


def test_a_database_is_migrated_over_tls_only(secured: Secured, postgres: Postgres, tmp_path: Path) -> None:
    before = len(postgres.process.log.read_text())
    url = address(postgres, "verify-full", secured.issuer.ca)
    shown = f"postgresql://127.0.0.1:{postgres.port}/sluis"
    status, said = sluis_apart(tmp_path, {"SLUIS_DATABASE": url}, "migrate")
    assert (status, said.startswith(f"{shown}: bijgewerkt")) == (0, True)
    logins = [line for line in postgres.process.log.read_text()[before:].splitlines() if "authorized" in line]
    assert len(logins) >= 2
    assert all("SSL enabled" in line for line in logins)
    strange = address(postgres, "verify-full", secured.stranger.ca)
    status, said = sluis_apart(tmp_path, {"SLUIS_DATABASE": strange}, "migrate")
    assert (status, said) == (1, f"sluis migrate: de database {shown} antwoordt niet.\n")


@contextmanager
def service(folder: Path, settings: dict[str, str], port: int) -> Iterator[None]:
    """A judging service with these settings; no password may stand in what it writes."""
    written = folder / "dienst.log"
    with written.open("wb") as out:
        command = [sys.executable, "-m", "services.cli", "run", "toewijzing", "--port", str(port)]
        running = subprocess.Popen(command, env=environment(folder, settings), stdout=out, stderr=subprocess.STDOUT)
    try:
        yield
    finally:
        running.send_signal(signal.SIGTERM)
        assert running.wait(30) == 0
        without_secrets(written.read_text())


def readiness(port: int, wanted: int) -> list[str]:
    """What a service says of itself once its status is this one, without the reasons of a start."""
    until = time.monotonic() + 40
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=5) as answer:
                status, text = answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                status, text = error.code, error.read()
        except OSError:
            status, text = 0, b""
        reasons = json.loads(without_secrets(text.decode()))["redenen"] if text else []
        if status == wanted and "de dienst start nog" not in reasons:
            return list(reasons)
        time.sleep(0.2)
    raise AssertionError(f"not {wanted} in time: {status} {reasons}")


def test_a_service_works_over_tls_and_without_the_password_says_only_that_the_log_is_away(
    secured: Secured, postgres: Postgres, tmp_path: Path
) -> None:
    database = {"SLUIS_DATABASE": address(postgres, "verify-full", secured.issuer.ca)}
    right = {**database, **secured.settings("sasl_ssl")}
    wrong = {**database, **secured.settings("sasl_ssl", password=WRONG)}
    for words in (("migrate",), ("topics", "apply")):
        assert sluis_apart(tmp_path, right, *words)[0] == 0
    port = free_port()
    where = ("status", "--json", "--dienst", f"toewijzing=http://127.0.0.1:{port}")
    with service(tmp_path, right, port):
        assert readiness(port, 200) == []
        found = json.loads(sluis_apart(tmp_path, right, *where)[1])
        assert (found["log"], found["diensten"]["toewijzing"]["gereed"]) == ("bereikbaar", True)
        assert json.loads(sluis_apart(tmp_path, wrong, *where)[1])["log"] == "antwoordt niet"
    for settings in (wrong, {**database, **secured.settings("sasl_ssl", ca=secured.stranger.ca)}):
        with service(tmp_path, settings, port):
            assert "het log antwoordt niet" in readiness(port, 503)
