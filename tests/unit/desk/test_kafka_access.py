"""What is said about coming in at Kafka must be complete and go together, and a password never shows itself."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from services.shared.desk.kafka_access import KafkaAccess
from services.shared.desk.loading import UsageError
from services.shared.desk.settings import Parts, Settings
from services.shared.platform.log.kafka_security import PLAINTEXT, KafkaSecurity
from services.shared.platform.log.kafka_settings import KafkaSettings
from tests.support.certificaten import Uitgever
from tests.support.sluis import sluis

SECRET = "waterlelie"
LOGIN = {"security": "sasl_plaintext", "sasl": "plain", "user": "u", "password": SECRET}


@pytest.fixture
def issuer(tmp_path: Path) -> Uitgever:
    """An issuer of certificates, in the folder of the test."""
    return Uitgever(tmp_path)


def checked(monkeypatch: pytest.MonkeyPatch, settings: dict[str, object]) -> KafkaSecurity:
    for name, value in settings.items():
        monkeypatch.setenv(f"SLUIS_KAFKA_{name.upper()}", str(value))
    return KafkaAccess.of_environment().checked()


def test_without_any_setting_kafka_is_spoken_to_in_the_open(monkeypatch: pytest.MonkeyPatch) -> None:
    assert checked(monkeypatch, {}) == checked(monkeypatch, {"security": "", "user": ""}) == PLAINTEXT
    told = KafkaSettings("h:1").admin()
    assert (told["security_protocol"], told["ssl_context"], "sasl_mechanism" in told) == ("PLAINTEXT", None, False)


def test_every_client_is_told_who_it_is(monkeypatch: pytest.MonkeyPatch, issuer: Uitgever) -> None:
    tls = {"security": "SASL_SSL", "sasl": "SCRAM-SHA-512", "ca": issuer.ca}
    settings = KafkaSettings("h:1", security=checked(monkeypatch, {**LOGIN, **tls}))
    for told in (settings.producer(), settings.reader(), settings.admin(), settings.member("g", "m", None)):  # type: ignore[arg-type]
        assert (told["security_protocol"], told["sasl_mechanism"]) == ("SASL_SSL", "SCRAM-SHA-512")
        assert (told["sasl_plain_username"], told["sasl_plain_password"]) == ("u", SECRET)
        context = told["ssl_context"]
        assert (context.check_hostname, context.verify_mode) == (True, ssl.CERT_REQUIRED)
        assert context.minimum_version >= ssl.TLSVersion.TLSv1_2
    assert SECRET not in repr(settings) + str(settings.security) + repr(KafkaAccess.of_environment())


def test_a_password_in_a_file_ends_before_the_end_of_its_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "wachtwoord"
    file.write_bytes(f" {SECRET} \r\n".encode())
    assert checked(monkeypatch, {**LOGIN, "password": "", "password_file": file}).password == f" {SECRET} "


WRONG: dict[str, tuple[dict[str, object], str]] = {
    "a way that is none": ({"security": SECRET}, "SLUIS_KAFKA_SECURITY: kies uit plaintext, ssl, "),
    "a mechanism that is none": ({**LOGIN, "sasl": SECRET}, "SLUIS_KAFKA_SASL: kies uit plain, scram-sha-256, "),
    "no mechanism": ({**LOGIN, "sasl": ""}, "SLUIS_KAFKA_SASL"),
    "no user": ({**LOGIN, "user": ""}, "SLUIS_KAFKA_USER"),
    "no password": ({**LOGIN, "password": ""}, "SLUIS_KAFKA_PASSWORD of SLUIS_KAFKA_PASSWORD_FILE"),
    "two passwords": ({**LOGIN, "password_file": "ca.pem"}, "SLUIS_KAFKA_PASSWORD of SLUIS_KAFKA_PASSWORD_FILE"),
    "no file": ({**LOGIN, "password": "", "password_file": SECRET}, "SLUIS_KAFKA_PASSWORD_FILE: "),
    "an empty file": ({**LOGIN, "password": "", "password_file": "leeg"}, "SLUIS_KAFKA_PASSWORD_FILE: "),
    "a file of bytes": ({**LOGIN, "password": "", "password_file": "bytes"}, "SLUIS_KAFKA_PASSWORD_FILE: "),
    "a user without a login": ({"user": "u", "password": SECRET}, "SLUIS_KAFKA_USER en SLUIS_KAFKA_PASSWORD: alleen"),
    "a login over TLS only": ({"security": "ssl", "ca": "ca.pem", "sasl": "plain"}, "SLUIS_KAFKA_SASL: alleen"),
    "an issuer without TLS": ({**LOGIN, "ca": "ca.pem"}, "SLUIS_KAFKA_CA: alleen"),
    "no issuer": ({"security": "ssl", "ca": "er-niet.pem"}, "SLUIS_KAFKA_CA: "),
    "an issuer of bytes": ({"security": "ssl", "ca": "bytes"}, "SLUIS_KAFKA_CA: "),
    "a certificate alone": ({"security": "ssl", "ca": "ca.pem", "cert": "a.pem"}, "SLUIS_KAFKA_CERT_KEY samen"),
    "a key alone": ({"security": "ssl", "ca": "ca.pem", "cert_key": "a.key"}, "SLUIS_KAFKA_CERT_KEY samen"),
    "the key of another": ({"security": "ssl", "ca": "ca.pem", "cert": "a.pem", "cert_key": "b.key"}, "bij elkaar"),
    "a key with a lock": ({"security": "ssl", "ca": "ca.pem", "cert": "a.pem", "cert_key": "slot.key"}, "bij elkaar"),
}


def lay_files(issuer: Uitgever) -> None:
    pair, folder = issuer.geef("a"), issuer.folder
    issuer.geef("b")
    key = load_pem_private_key(pair.key.read_bytes(), None)
    locked = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(SECRET.encode()))
    (folder / "slot.key").write_bytes(locked)
    (folder / "leeg").write_bytes(b"\n")
    (folder / "bytes").write_bytes(b"\xff\xfe")


@pytest.mark.parametrize("wrong", WRONG)
def test_what_does_not_go_together_is_told_by_the_names_of_the_variables(
    monkeypatch: pytest.MonkeyPatch, issuer: Uitgever, wrong: str
) -> None:
    lay_files(issuer)
    monkeypatch.chdir(issuer.folder)
    settings, said = WRONG[wrong]
    with pytest.raises(UsageError) as error:
        checked(monkeypatch, settings)
    assert said in str(error.value)
    assert SECRET not in str(error.value)
    assert error.value.__cause__ is None
    assert error.value.__context__ is None or error.value.__suppress_context__


def test_a_way_to_kafka_without_a_kafka_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in LOGIN.items():
        monkeypatch.setenv(f"SLUIS_KAFKA_{name.upper()}", value)
    with pytest.raises(UsageError, match="SLUIS_KAFKA niet"):
        Parts.of(Settings(database="sqlite:///er-niet.db"))


def test_settings_do_not_show_the_password_of_the_database() -> None:
    settings = Settings(database=f"postgresql://u:{SECRET}@h/n?password={SECRET}")
    assert SECRET not in repr(settings) + str(settings) + repr(settings.database_url()) + settings.database_url().safe


@pytest.mark.parametrize("words", [("run", "gateway"), ("status",), ("serve",)])
def test_a_command_that_meets_a_wrong_setting_ends_with_status_2(tmp_path: Path, words: tuple[str, ...]) -> None:
    said = sluis(tmp_path, *words, "--database", f"postgresql://u:{SECRET}@h/n?sslmode=verify-full")
    assert (said.status, said.out) == (2, "")
    assert "sslrootcert=BESTAND" in said.err
    assert SECRET not in said.err


@pytest.mark.parametrize(
    "address",
    ["u:{}/x@h/n", "u:12/{}@h/n", "u:1/2?{}@h/n", "u:{}@x@h/n", "u:{}#x@h/n", "u:{}[x@h/n", "u:{}℀@h/n", "u:p@h/n?{}"],
)
def test_a_password_that_would_pass_for_a_host_makes_no_address(address: str) -> None:
    with pytest.raises(UsageError) as error:
        Settings(database=f"postgresql://{address.format(SECRET)}").database_url()
    assert "%40 voor @" in str(error.value)
    assert SECRET not in str(error.value)


def test_an_address_may_name_several_hosts_and_a_way_of_tls() -> None:
    text = "postgresql://u:p@a:5433,b,c/n?target_session_attrs=read-write&sslmode=require"
    assert Settings(database=text).database_url().safe == "postgresql://a:5433,b:5432,c:5432/n"
    assert Settings(database="postgresql://u:p@[::1]:5433/n").database_url().safe == "postgresql://[::1]:5433/n"
