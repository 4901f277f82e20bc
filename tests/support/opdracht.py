"""Runs ``sluis process`` as a process of its own, and reads what it left in the outbox."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Done:
    """How a run ended: status, what it printed, and how many seconds it took."""

    status: int
    stdout: str
    stderr: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Opdracht:
    """A place to run in: an inbox, an outbox and an SQLite database, unless a URL is given."""

    folder: Path
    url: str = ""
    regions: Sequence[Path] = ()

    @property
    def inbox(self) -> Path:
        return self.folder / "inbox"

    @property
    def outbox(self) -> Path:
        return self.folder / "outbox"

    @property
    def database(self) -> Path:
        return self.folder / "sluis.db"

    def put(self, name: str, data: bytes) -> Path:
        """Lay a file in the inbox."""
        self.inbox.mkdir(exist_ok=True)
        file = self.inbox / name
        file.write_bytes(data)
        return file

    def command(self, *more: str, today: str = "2025-06-10") -> list[str]:
        """The command line."""
        regions = [word for region in self.regions for word in ("--region", str(region))]
        url = self.url or f"sqlite:///{self.database}"
        return [sys.executable, "-m", "services.cli", "process", str(self.inbox), "--outbox", str(self.outbox),
                "--database", url, "--today", today, *regions, *more]  # fmt: skip

    def start(self, *more: str, today: str = "2025-06-10", **environment: str) -> subprocess.Popen[bytes]:
        """Start a run. Nothing of this environment that steers Sluis goes with it."""
        self.inbox.mkdir(exist_ok=True)
        clean = {name: value for name, value in os.environ.items() if not name.startswith("SLUIS_")}
        return subprocess.Popen(
            self.command(*more, today=today),
            cwd=self.folder,
            env={**clean, "PYTHONPATH": str(ROOT), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def run(self, *more: str, today: str = "2025-06-10", timeout: float = 120, **environment: str) -> Done:
        """Run to the end."""
        started = time.monotonic()
        running = self.start(*more, today=today, **environment)
        try:
            stdout, stderr = running.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            running.kill()
            running.communicate()
            raise
        return Done(running.returncode, stdout.decode(), stderr.decode(), time.monotonic() - started)

    def answers(self) -> dict[str, bytes]:
        """The answers in the outbox by the name of their message."""
        return {f.name.removesuffix(".answer.xml"): f.read_bytes() for f in self.outbox.glob("*.answer.xml")}

    def verdicts(self) -> dict[str, dict[str, Any]]:
        """The verdicts in the outbox by the name of their message."""
        found = self.outbox.glob("*.verdict.json")
        return {f.name.removesuffix(".verdict.json"): json.loads(f.read_bytes()) for f in found}

    def events(self) -> list[dict[str, Any]]:
        """All events that were told."""
        return [json.loads(line) for line in (self.outbox / "events.ndjson").read_text().splitlines()]
