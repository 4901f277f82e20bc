"""Writes the outbox of ``sluis process``: each file whole or not at all, each event once."""

from __future__ import annotations

import json
import os
from pathlib import Path

from services.shared.desk import events
from services.shared.dossier import gebeurtenissen
from services.shared.platform.database import Database

_AT_ONCE = 5000


class Outbox:
    """A folder with per message ``NAME.answer.xml`` and ``NAME.verdict.json``, and one ``events.ndjson``."""

    def __init__(self, folder: Path) -> None:
        """Make the folder when it is absent, and see that it can be written; raises OSError."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._draft = folder / f".sluis-{os.getpid()}.tmp"
        self._write(".sluis", b"")
        (folder / ".sluis").unlink(missing_ok=True)
        self._events = folder / "events.ndjson"
        self._told: set[str] = set()
        self._read_to = 0

    def put(self, name: str, answer: bytes | None, verdict: bytes) -> None:
        """Write both files of a message; an answer left by an earlier content of the file goes when there is none."""
        if answer is not None:
            self._write(f"{name}.answer.xml", answer)
        else:
            (self._folder / f"{name}.answer.xml").unlink(missing_ok=True)
        self._write(f"{name}.verdict.json", verdict)

    def put_back(self, name: str, answer: bytes | None, verdict: bytes) -> bool:
        """Write what is missing or differs from what was answered; whether anything was."""
        missing = False
        for file, content in ((f"{name}.answer.xml", answer), (f"{name}.verdict.json", verdict)):
            path = self._folder / file
            if content is not None and (not path.is_file() or path.read_bytes() != content):
                self._write(file, content)
                missing = True
        return missing

    def _write(self, name: str, content: bytes) -> None:
        try:
            self._draft.write_bytes(content)
            self._draft.replace(self._folder / name)
        except OSError:
            self._draft.unlink(missing_ok=True)
            raise

    async def tell(self, database: Database) -> int:
        """Move waiting events to ``events.ndjson``; how many.

        An event leaves the database after it was written. When that was interrupted, its id shows that it was told.
        """
        count = 0
        while True:
            async with database.transaction() as tx:
                await tx.lock(["events.ndjson"])
                waiting = await gebeurtenissen.first(tx, _AT_ONCE)
                if not waiting:
                    return count
                lines = [events.structured(each) for _, each in waiting]
                told = self._already_told()
                new = [line for line in lines if json.loads(line)["id"] not in told] if told else lines
                with self._events.open("a", encoding="utf-8") as file:
                    file.write("".join(f"{line}\n" for line in new))
                    file.flush()
                    os.fsync(file.fileno())
                await gebeurtenissen.remove(tx, [number for number, _ in waiting])
                count += len(new)

    def _already_told(self) -> set[str]:
        """The ids in the file, after a torn last line was cut off. Reads what was added since the last time."""
        if not self._events.is_file():
            return self._told
        with self._events.open("r+b") as file:
            file.seek(self._read_to)
            content = file.read()
            whole = content[: content.rfind(b"\n") + 1]
            if len(whole) < len(content):
                file.truncate(self._read_to + len(whole))
        self._read_to += len(whole)
        self._told |= {json.loads(line)["id"] for line in whole.splitlines() if line.strip()}
        return self._told
