"""Killing everything right after a Bv03 loses nothing and does nothing twice: one process, SQLite, a stub party."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import httpx

from tests.support.berichten import to_xml
from tests.support.ggk import ACTIE_DI01, di01, in_soap
from tests.support.keten import SOAP_TYPE, Antwoord, Keten, Ontvangen, bv03, keten
from tests.support.poort import free_port

AANBIEDER = "12345678"
BSN = "123456782"
COUNT = 12


def declaration(n: int) -> bytes:
    line = {"ref": f"R{n}", "vorig": None, "nr": n, "cat": "45", "code": "45A48", "p": ("2025-01-01", "2025-01-31"),
            "vol": 60, "eh": "01", "tar": 100, "bedrag": 6000, "dc": "D"}  # fmt: skip
    return to_xml({"kind": "JW323", "ident": f"D{n}", "dag": "2025-02-01", "today": "2025-02-02", "afz": AANBIEDER,
                   "dn": f"N{n}", "dp": ("2025-01-01", "2025-01-31"), "tot": None,
                   "clients": [(BSN, [line])]})  # fmt: skip


@contextmanager
def served(folder: Path, port: int, other: Keten) -> Iterator[subprocess.Popen[bytes]]:
    """``sluis serve`` in a process of its own, ready; killed at the end when it still runs."""
    env = {key: value for key, value in os.environ.items() if not key.startswith("SLUIS_")}
    env |= {"SLUIS_GGK_ACCESS": "open", "SLUIS_GGK_PAUSE": "0.1", "SLUIS_TODAY": "2025-02-02"}
    command = [sys.executable, "-m", "services.cli", "serve", "--port", str(port), "--ggk-url", other.url]
    command += ["--database", f"sqlite:///{folder / 'sluis.db'}"]
    with (folder / "out.txt").open("ab") as out:
        process = subprocess.Popen(command, env=env, stdout=out, stderr=out, start_new_session=True)
    try:
        wait_for(lambda: _ready(port), 60)
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _ready(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/health/ready", trust_env=False).status_code == 200
    except httpx.TransportError:
        return False


def wait_for(true: object, seconds: float) -> None:
    end = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def send(port: int, number: str, body: bytes) -> httpx.Response | None:
    try:
        return httpx.post(
            f"http://127.0.0.1:{port}/stuf/ggk0210",
            content=in_soap(di01(body, zender=AANBIEDER, referentienummer=number)),
            headers={"content-type": SOAP_TYPE, "soapaction": ACTIE_DI01},
            trust_env=False,
            timeout=30,
        )
    except httpx.TransportError:
        return None


def test_a_kill_after_any_bv03_loses_nothing_and_repeats_nothing(tmp_path: Path) -> None:
    dice = random.Random(11)
    lost: set[str] = set()

    def behave(each: Ontvangen) -> Antwoord | None:
        """Some Bv03 get lost the first time."""
        if each.nummer not in lost and dice.random() < 0.3:
            lost.add(each.nummer)
            return None
        return bv03(each)

    todo = {str(uuid4()): declaration(n) for n in range(1, COUNT + 1)}
    confirmed: dict[str, bytes] = {}
    with keten(behave) as other:
        port = free_port()
        while len(confirmed) < COUNT:
            with served(tmp_path, port, other) as process:
                for number in [number for number in todo if number not in confirmed][: dice.randint(2, 5)]:
                    taken = send(port, number, todo[number])
                    if taken is not None and taken.status_code == 200:
                        confirmed[number] = taken.content
                time.sleep(dice.random() * 0.15)
                os.killpg(process.pid, signal.SIGKILL)
        with served(tmp_path, port, other):
            for number, first in confirmed.items():
                again = send(port, number, todo[number])
                assert again is not None
                assert again.content == first
            wait_for(lambda: {each.cross for each in other.van("Du01")} == set(todo), 90)
            time.sleep(1)
    answers: dict[str, set[bytes]] = {}
    for each in other.van("Du01"):
        answers.setdefault(each.cross or "", set()).add(each.body)
    assert all(len(bodies) == 1 for bodies in answers.values()), "an answer went out as two envelopes"
    assert not other.van("Fo01")
    assert BSN not in (tmp_path / "out.txt").read_text()
