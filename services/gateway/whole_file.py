"""Puts a file in a folder whole or not at all, and there to stay: written aside, flushed, then given its name."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path
from uuid import uuid4

_STALE_SECONDS = 3600
_DRAFT = re.compile(r"\.[0-9a-f-]{36}\.[0-9a-f]{32}\.deel")


def write_whole(folder: Path, name: str, body: bytes) -> None:
    """Make ``NAME.xml``; nothing when it is there with these bytes. Raises OSError, and then leaves nothing half."""
    target = folder / f"{name}.xml"
    if target.is_file() and target.read_bytes() == body:
        return
    draft = folder / f".{name}.{uuid4().hex}.deel"
    try:
        with open(draft, "xb", opener=_private) as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    _settle(folder)


def clear_drafts(folder: Path) -> None:
    """Clear away what a killed process left half written. Raises OSError."""
    for draft in folder.glob(".*.deel"):
        if _DRAFT.fullmatch(draft.name) and time.time() - draft.stat().st_mtime > _STALE_SECONDS:
            draft.unlink(missing_ok=True)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o640)


def _settle(folder: Path) -> None:
    """Make the new name survive a power cut, where the system can do that for a folder."""
    if hasattr(os, "O_DIRECTORY"):
        opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
