"""Knows what a command costs: CPU seconds of the process and its threads, and the most memory it held."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_LAUNCHER = Path(__file__).with_name("launch.py")


class Void(Exception):
    """A measurement that counts for nothing: the program failed or answered wrongly."""


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU seconds (user and system), peak memory in bytes, and seconds on the clock."""

    cpu: float
    peak: int
    wall: float


def _plain_environment() -> dict[str, str]:
    """That of an installed program, which has its byte code: some workplaces switch that off."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def cost_of(
    command: Sequence[str], *, folder: Path | None = None, environment: Mapping[str, str] | None = None
) -> Cost:
    """Run a command to its end; raises Void with what it said when its status is not 0."""
    with tempfile.NamedTemporaryFile("r", encoding="utf-8", errors="replace") as errors:
        done = subprocess.run(
            [sys.executable, "-I", "-S", str(_LAUNCHER), errors.name, *command],
            cwd=folder,
            env={**_plain_environment(), **(environment or {})},
            capture_output=True,
            text=True,
            check=True,
        )
        took = json.loads(done.stdout)
        if took["status"]:
            raise Void(f"{' '.join(command[:4])} ... gave {took['status']}:\n{errors.read()[-2000:]}")
    return Cost(took["cpu"], took["rss"] * 1024, took["wall"])
