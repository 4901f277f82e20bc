"""Knows how to make and run a PostgreSQL server of its own, as a user that is not root."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import struct
import subprocess
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from .fetch import postgres_binaries
from .process import Account, Process, ServerUnavailableError, converse, free_port, place_for
from .server import Server

_USER = "sluis"
_DATABASE = "sluis"
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "log_min_messages": "warning",
    "log_checkpoints": "off",
    "log_parameter_max_length_on_error": "0",
    "log_min_error_statement": "panic",
}
_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(eq=False, slots=True)
class Postgres(Server):
    """A running PostgreSQL: ``url`` opens the database ``sluis`` as its owner, who may make more databases."""

    url: str


def start_postgres(
    folder: Path | None = None,
    port: int | None = None,
    *,
    fast: bool = False,
    certificate: tuple[Path, Path] | None = None,
) -> Postgres:
    """Starts a server on the loopback; data that the folder already holds is kept.

    ``folder``: where the data stays, else a temporary folder that goes with the server. ``fast`` gives up durability:
    for tests that pull no plugs. With a ``certificate`` and its key it also speaks TLS, and its log says who does.
    Raises ServerUnavailableError when this machine cannot have one.
    """
    with place_for(folder, "postgres") as place:
        account = _account()
        if account is not None and not _passable(place):
            raise ServerUnavailableError("PostgreSQL kan niet bij zijn map: kies er een die voor iedereen open staat")
        binaries = _usable(postgres_binaries(), place, account)
        password = _initialise(binaries, place, account)
        port = port or free_port()
        settings = {**_SETTINGS, **(_FAST if fast else {}), "port": str(port)}
        settings |= _over_tls(certificate, place, account) if certificate else {}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        process = Process(
            name="PostgreSQL",
            command=[str(binaries / "postgres"), "-D", str(place / "data"), *options],
            folder=place,
            ready=partial(_is_ready, port),
            stop_signal=signal.SIGINT,  # 'fast': do not wait for clients
            account=account,
            own=folder is None,
        )
        process.start()
    return Postgres(port, process, f"postgresql://{_USER}:{password}@127.0.0.1:{port}/{_DATABASE}")


def _account() -> Account | None:
    """PostgreSQL refuses root; then it runs as the user that the distribution made for it, or as nobody."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise ServerUnavailableError("PostgreSQL draait niet als root, en er is geen gebruiker postgres of nobody")


def _passable(place: Path) -> bool:
    """Whether any account may pass through this folder and all above it."""
    return all(folder.stat().st_mode & 0o001 for folder in (place.resolve(), *place.resolve().parents))


def _usable(binaries: Path, place: Path, account: Account | None) -> Path:
    """The binaries, or a copy of their installation when the server's account cannot reach them."""
    if account is None or _passable(binaries):
        return binaries
    copy = place / "postgres"
    if not copy.is_dir():
        shutil.copytree(binaries.parent, copy, symlinks=True)
    return copy / binaries.name


def _initialise(binaries: Path, place: Path, account: Account | None) -> str:
    """Makes the cluster and the database once; gives the password of its owner."""
    secret, data = place / "password", place / "data"
    if not secret.is_file():
        shutil.rmtree(data, ignore_errors=True)
        data.mkdir(mode=0o700)
        fresh = place / "password.new"
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_hex(16), encoding="ascii")
        if account is not None:
            os.chown(data, account.uid, account.gid)
            os.chown(fresh, account.uid, account.gid)
        options = ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"]
        _run_once([str(binaries / "initdb"), "-D", str(data), "-U", _USER, f"--pwfile={fresh}", *options], account)
        _run_once([str(binaries / "postgres"), "--single", "-D", str(data), "postgres"], account, _CREATE)
        fresh.rename(secret)  # last: it says that all before it is done
    return secret.read_text(encoding="ascii")


def _over_tls(certificate: tuple[Path, Path], place: Path, account: Account | None) -> dict[str, str]:
    """Settings for TLS, with copies of certificate and key that the server takes: its own, and nobody else's."""
    settings = {"ssl": "on", "log_connections": "on"}
    for name, given in zip(("ssl_cert_file", "ssl_key_file"), certificate, strict=True):
        copy = place / name
        copy.touch(mode=0o600)
        copy.write_bytes(given.read_bytes())
        if account is not None:
            os.chown(copy, account.uid, account.gid)
        settings[name] = str(copy)
    return settings


_CREATE = f"CREATE DATABASE {_DATABASE}\n"


def _run_once(command: list[str], account: Account | None, given: str = "") -> None:
    try:
        done = subprocess.run(
            command,
            input=given,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            cwd="/",
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ServerUnavailableError(f"{Path(command[0]).name} deed het niet: {error}") from error
    if done.returncode:
        raise ServerUnavailableError(f"{Path(command[0]).name} gaf {done.returncode}:\n{done.stderr[-600:]}")


def _is_ready(port: int) -> bool:
    """Asks to log in: a server that is ready asks for the password, one that is starting answers with an error."""
    fields = b"user\0" + _USER.encode() + b"\0database\0" + _DATABASE.encode() + b"\0\0"
    return converse(port, struct.pack("!ii", 8 + len(fields), 196608) + fields, 1) == b"R"
