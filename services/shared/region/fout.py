"""Knows how a region file can be wrong (it is not used) or doubtful (it is used, and this is told)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Fout(NamedTuple):
    """One error: where it stands and, in Dutch, what was found and what is expected. ``regel`` is a line number."""

    bestand: str
    regel: int | None
    tabel: str | None
    sleutel: str | None
    tekst: str

    def __str__(self) -> str:
        plek = ", ".join(
            deel
            for deel in (self.bestand, f"regel {self.regel}" if self.regel else None, self.tabel, self.sleutel)
            if deel
        )
        return f"{plek}: {self.tekst}"


class Waarschuwing(NamedTuple):
    """Something in a usable file that a reader should know; ``cijfers`` holds the figures that disagree."""

    bestand: str
    regel: int | None
    tabel: str
    tekst: str
    cijfers: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        plek = self.bestand + (f", regel {self.regel}" if self.regel else "")
        return f"{plek}, {self.tabel}: {self.tekst}"


class RegioFout(ValueError):
    """A region file, or a set of them, that cannot be used; ``fouten`` holds everything that is wrong, in order."""

    def __init__(self, fouten: Sequence[Fout]) -> None:
        super().__init__("\n".join(map(str, fouten)))
        self.fouten = tuple(fouten)
