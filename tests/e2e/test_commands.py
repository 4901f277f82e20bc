"""The commands of ``sluis`` as a user meets them: from a wheel, far from a checkout, on a terminal and in a pipe."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MARKS = ("999996770", "999996794", "2014-05-17", "17-05-2014", "2011-09-02")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the wheel installs."""
    target = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(target)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)
    (built,) = target.glob("*.whl")
    zipfile.ZipFile(built).extractall(target / "site")
    return target / "site"


def environment(site: Path) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("SLUIS_")}
    return {**clean, "PYTHONPATH": str(site), "PYTHONDONTWRITEBYTECODE": "1"}


def sluis(site: Path, folder: Path, *words: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "services.cli", *words],
        cwd=folder,
        env=environment(site),
        input=stdin,
        capture_output=True,
        check=False,
        timeout=120,
    )


def test_a_newcomer_sees_the_product_and_keeps_the_files(site: Path, tmp_path: Path) -> None:
    done = sluis(site, tmp_path, "demo", "--folder", "proef")
    assert (done.returncode, done.stderr) == (0, b"")
    shown = done.stdout.decode()
    for part in ("geaccepteerd", "deels toegekend", "afgewezen", "onleesbaar", "9369", "€ 5.000,00", "proef/outbox"):
        assert part in shown
    assert not any(mark in shown for mark in MARKS)
    assert (tmp_path / "proef" / "outbox" / "05-declaratie-februari.answer.xml").is_file()


def test_check_explains_every_message_of_the_demo_and_shows_no_person(site: Path, tmp_path: Path) -> None:
    assert sluis(site, tmp_path, "demo", "--folder", "proef").returncode == 0
    inbox = tmp_path / "proef" / "inbox"
    for file in sorted(inbox.iterdir()):
        for more in ((), ("--database", "sqlite:///proef/sluis.db"), ("--json",)):
            done = sluis(site, tmp_path, "check", str(file), "--today", "2026-04-02", *more)
            assert done.returncode in (0, 1)
            assert done.stderr == b""
            assert not any(mark in done.stdout.decode() for mark in MARKS)
    piped = sluis(site, tmp_path, "check", "-", "--json", stdin=(inbox / "01-toewijzing-hulp.xml").read_bytes())
    assert json.loads(piped.stdout)["outcome"] == "accepted"


@pytest.mark.parametrize(
    "words",
    [("explain",), ("explain", "9369"), ("rules", "--bericht", "JW301"), ("region", "show", "noord-limburg")],
    ids=" ".join,
)
def test_what_only_reads_works_in_a_folder_that_cannot_be_written(
    site: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    tmp_path.chmod(0o500)
    done = sluis(site, tmp_path, *words)
    tmp_path.chmod(0o700)
    assert (done.returncode, done.stderr) == (0, b"")
    assert list(tmp_path.iterdir()) == []


def test_a_pipe_that_closes_early_is_no_error_text(site: Path, tmp_path: Path) -> None:
    command = f'"{sys.executable}" -m services.cli rules | head -1'
    done = subprocess.run(
        ["sh", "-c", command], cwd=tmp_path, env=environment(site), capture_output=True, check=True, timeout=60
    )
    assert done.stdout.startswith(b"Wat Sluis beoordeelt")
    assert done.stderr == b""


def test_a_terminal_without_utf8_gets_its_text_all_the_same(site: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "services.cli", "explain", "9369"],
        cwd=tmp_path,
        env={**environment(site), "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=True,
        timeout=60,
    )
    assert b"budget" in done.stdout


def on_a_terminal(site: Path, folder: Path, *words: str) -> str:
    """What a command writes on a terminal of 90 columns."""
    mine, theirs = pty.openpty()
    running = subprocess.Popen(
        [sys.executable, "-m", "services.cli", *words],
        cwd=folder,
        env={**environment(site), "COLUMNS": "90", "LINES": "40", "TERM": "xterm-256color"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    written = b""
    while True:
        try:
            piece = os.read(mine, 65536)
        except OSError:
            break
        if not piece:
            break
        written += piece
    os.close(mine)
    assert running.wait(timeout=60) in (0, 1)
    return written.decode()


def test_a_terminal_gets_colours_and_a_bar_and_a_pipe_does_not(site: Path, tmp_path: Path) -> None:
    assert sluis(site, tmp_path, "demo", "--folder", "proef").returncode == 0
    inbox = str(tmp_path / "proef" / "inbox")
    assert "\x1b[1;31m" in on_a_terminal(site, tmp_path, "check", f"{inbox}/09-declaratie-onleesbaar.xml")
    seen = on_a_terminal(site, tmp_path, "process", inbox, "--outbox", "uit")
    assert "Beoordelen" in seen
    assert "Berichten beoordeeld" in seen
    quiet = sluis(site, tmp_path, "process", inbox, "--outbox", "uit", "--again")
    assert (quiet.returncode, quiet.stderr) == (0, b"")
    assert b"\x1b" not in quiet.stdout
