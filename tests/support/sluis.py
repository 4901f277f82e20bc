"""Runs a command of ``sluis`` inside the test, as if in a folder of its own with nothing in its environment."""

from __future__ import annotations

import contextlib
import io
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from services.cli.__main__ import main


class Said(NamedTuple):
    """How a command ended and what it wrote; lines of ``out`` end without spaces."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def words(self) -> str:
        """Everything it wrote on stdout with single spaces, so that the width of the screen makes no difference."""
        return " ".join(self.out.split())


def sluis(folder: Path, *words: str | Path, width: int | None = None) -> Said:
    """Run ``sluis`` with these words in a folder."""
    out, err = io.StringIO(), io.StringIO()
    with (
        _standing_in(folder, width),
        contextlib.chdir(folder),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            status = main([str(word) for word in words])
        except SystemExit as end:
            status = int(end.code or 0)
    return Said(status, "\n".join(line.rstrip() for line in out.getvalue().split("\n")), err.getvalue())


@contextlib.contextmanager
def _standing_in(folder: Path, width: int | None) -> Iterator[None]:
    before = dict(os.environ)
    for name in [name for name in os.environ if name.startswith("SLUIS_") or name in ("COLUMNS", "FORCE_COLOR")]:
        del os.environ[name]
    if width is not None:
        os.environ["COLUMNS"] = str(width)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
