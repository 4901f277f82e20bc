"""All of Sluis on one machine, as ``just up`` starts it: every service ready, a message answered, a clean end."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from deploy.local.process import new_folder
from tests.support.gebeurtenissen import allocation

_ROOT = Path(__file__).resolve().parents[2]
_UP = [sys.executable, "-m", "deploy.local.up"]
pytestmark = pytest.mark.servers


@dataclass(frozen=True, slots=True)
class Running:
    """What was started: its folder, and the settings that it wrote for a shell."""

    folder: Path
    process: subprocess.Popen[bytes]

    @property
    def settings(self) -> dict[str, str]:
        """The variables of ``settings.sh``."""
        lines = (self.folder / "settings.sh").read_text(encoding="utf-8").splitlines()
        return dict(word.split("=", 1) for line in lines for word in shlex.split(line)[1:])

    @property
    def said(self) -> str:
        """What it told on the screen."""
        return (self.folder / "screen").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def running(postgres_url: str, kafka_bootstrap: str) -> Iterator[Running]:
    """Started once for these tests; the shared servers are asked for first, so that a machine without leaves it out."""
    folder = new_folder("up")
    with (folder / "screen").open("wb") as screen:
        process = subprocess.Popen([*_UP, "--folder", str(folder)], cwd=_ROOT, stdout=screen, stderr=screen)
    up = Running(folder, process)
    try:
        _until(lambda: "Alles draait" in up.said or process.poll() is not None, 180)
        assert process.poll() is None, up.said
        yield up
    finally:
        done = subprocess.run([*_UP, "--folder", str(folder), "--down"], cwd=_ROOT, capture_output=True, check=False)
        assert done.returncode == 0, done.stdout
        assert process.wait(60) == 0, up.said
        assert not (folder / "pid").exists()
        shutil.rmtree(folder)


def _until(happens: Callable[[], bool], seconds: float) -> None:
    until = time.monotonic() + seconds
    while not happens() and time.monotonic() < until:
        time.sleep(0.2)


def test_status_tells_that_every_service_is_ready(running: Running) -> None:
    asked = subprocess.run(
        [sys.executable, "-m", "services.cli", "status", "--json"],
        cwd=_ROOT, env={**os.environ, **running.settings}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert asked.returncode == 0, asked.stdout + asked.stderr


def test_a_message_gets_its_answer_over_http_and_in_the_folder(running: Running) -> None:
    gateway = running.settings["SLUIS_STATUS_GATEWAY"]
    with httpx.Client(base_url=gateway, timeout=20) as client:
        taken = client.post("/v1/berichten", content=allocation("U1", 1), headers={"Content-Type": "application/xml"})
        assert taken.status_code == 202, taken.text
        path = taken.json()["antwoord"]
        _until(lambda: client.get(path).status_code == 200, 60)
        answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["ce-type"] == "nl.ijw.antwoord.jw302"
    folder = running.folder / "antwoorden"
    _until(lambda: any(folder.glob("*.xml")), 30)
    assert [each.read_bytes() for each in folder.glob("*.xml")] == [answer.content]


def test_what_holds_a_secret_is_for_its_owner_only(running: Running) -> None:
    assert {(running.folder / name).stat().st_mode & 0o077 for name in ("key", "settings.sh")} == {0}


def test_a_second_start_on_the_same_folder_is_refused(running: Running) -> None:
    again = subprocess.run(
        [*_UP, "--folder", str(running.folder)], cwd=_ROOT, capture_output=True, text=True, check=False
    )
    assert again.returncode != 0
    assert "draait al" in again.stderr
