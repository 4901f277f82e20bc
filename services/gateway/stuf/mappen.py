"""Reads envelopes from the folder ``in/`` of an adapter: taken ones disappear, refused ones are set aside.

A file that is still being written is left alone: its name begins with a dot or ends in ``.deel``, ``.tmp`` or
``.part``, or it is young and cannot be read as a whole.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from services.gateway.ggk import namen
from services.gateway.ggk.gebreken import Fo03Gevolg, Gebrek, Geweigerd
from services.gateway.stuf.lezers import Vorm
from services.gateway.stuf.ontvangen import Aangenomen, Ontvangst

_EVERY_SECONDS = 0.5
_YOUNG_SECONDS = 60.0
_UNFINISHED = (".deel", ".tmp", ".part")


@dataclass(frozen=True, slots=True)
class Mapinname:
    """Reads ``folder``. ``received`` and ``refused`` count and log without content."""

    folder: Path
    ontvangst: Ontvangst
    received: Callable[[Aangenomen], None]
    refused: Callable[[int, str], None]
    trouble: Callable[[str], None]

    async def run(self, stop: asyncio.Event) -> None:
        """Read until ``stop``."""
        while not stop.is_set():
            try:
                for file in await asyncio.to_thread(self._files):
                    if stop.is_set():
                        break
                    await self._een_apart(file)
            except OSError as error:
                self.trouble(type(error).__name__)
            try:
                await asyncio.wait_for(stop.wait(), _EVERY_SECONDS)
            except TimeoutError:
                continue

    def _files(self) -> list[Path]:
        self.folder.mkdir(parents=True, exist_ok=True)
        return sorted(
            file
            for file in self.folder.iterdir()
            if file.is_file() and not file.name.startswith(".") and not file.name.lower().endswith(_UNFINISHED)
        )

    async def _een_apart(self, file: Path) -> None:
        """One file; whatever is wrong, it stays where it is and holds up no other."""
        try:
            await self._een(file)
        except Exception as error:  # noqa: BLE001 - nothing was confirmed, so it is tried again
            self.trouble(type(error).__name__)

    async def _een(self, file: Path) -> None:
        found = _which(file)
        young = time.time() - file.stat().st_mtime < _YOUNG_SECONDS
        if file.stat().st_size > namen.GROOTSTE_IN:
            outcome: Aangenomen | Geweigerd = Geweigerd(Gebrek.TE_GROOT)
        else:
            data = await asyncio.to_thread(file.read_bytes)
            outcome = await self.ontvangst.neem(data, Vorm(soap=False), lambda _: True)
        if isinstance(outcome, Aangenomen):
            self.received(outcome)
            if _which(file) == found:  # else another envelope took its name meanwhile: that one is next
                await asyncio.to_thread(file.unlink)
        elif not _try_again(outcome) and not (young and outcome.gebrek is Gebrek.NIET_WELGEVORMD):
            self.refused(outcome.status_kaal, outcome.gebrek.name.lower())
            await asyncio.to_thread(_set_aside, file, outcome.omschrijving)


def _which(file: Path) -> tuple[int, int, int]:
    """What tells a file from another with the same name, and from itself when it was written again."""
    about = file.stat()
    return about.st_ino, about.st_mtime_ns, about.st_size


def _try_again(outcome: Geweigerd) -> bool:
    """A fault of ours says nothing about the file."""
    return isinstance(outcome.gevolg, Fo03Gevolg) and outcome.gevolg.plek == "server"


def _set_aside(file: Path, reason: str) -> None:
    aside = file.parent / "geweigerd"
    aside.mkdir(exist_ok=True)
    (aside / f"{file.name}.txt").write_text(reason + "\n", "utf-8")
    file.replace(aside / file.name)
