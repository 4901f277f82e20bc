"""Knows in which line of a region file a table or a key stands."""

from __future__ import annotations

import re


class Vindplaats:
    """Looks up line numbers (from 1) in the text of a file; None for what is not written on a line of its own."""

    def __init__(self, tekst: str) -> None:
        self._regels = tekst.splitlines()

    def tabel(self, kop: str, nummer: int = 1) -> int | None:
        """The line of the n-th table with this header (``[region]``, ``[[product]]``)."""
        gezien = 0
        for plek, regel in enumerate(self._regels, start=1):
            if _is_kop(regel, kop):
                gezien += 1
                if gezien == nummer:
                    return plek
        return None

    def sleutel(self, kop: str, nummer: int, sleutel: str) -> int | None:
        """The line of a key in that table, or of the table when the key has no line of its own."""
        begin = self.tabel(kop, nummer)
        if begin is None:
            return None
        patroon = re.compile(rf"""\s*["']?{re.escape(sleutel)}["']?\s*=""")
        for plek, regel in enumerate(self._regels[begin:], start=begin + 1):
            if regel.lstrip().startswith("[") and "=" not in regel.split("]")[0]:
                break
            if patroon.match(regel):
                return plek
        return begin


def _is_kop(regel: str, kop: str) -> bool:
    zonder_commentaar = regel.split("#", 1)[0]
    return re.sub(r"\s", "", zonder_commentaar) == kop
