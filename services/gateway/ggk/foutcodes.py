"""Knows what the codes of a Fo01 mean according to each list, since the lists disagree; nothing branches on a code."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Uitleg:
    """What one list says of a code: in which list, who sends it, what it means, what to do next; all in Dutch."""

    lijst: str
    afzender: tuple[str, ...]
    betekenis: str
    wat_nu: str


ONBEKEND = Uitleg(
    "geen lijst",
    (),
    "Deze code staat in geen van de bekende lijsten.",
    "Lees de omschrijving bij de fout en vraag de genoemde afzender wat er moet gebeuren.",
)


class Foutcodes:
    """The lists of codes."""

    def __init__(self, bestand: Path) -> None:
        """``bestand``: ``codelijsten/fo01.toml``. Raises OSError or tomllib.TOMLDecodeError."""
        self._uitleg: dict[str, list[Uitleg]] = {}
        for lijst in tomllib.loads(bestand.read_text("utf-8")).values():
            for regel in lijst["foutcode"]:
                uitleg = Uitleg(lijst["titel"], tuple(regel["afzender"]), regel["betekenis"], regel["wat_nu"])
                self._uitleg.setdefault(regel["code"], []).append(uitleg)

    def uitleg(self, code: str) -> tuple[Uitleg, ...]:
        """What each list says of a code; never empty."""
        return tuple(self._uitleg.get(code.strip(), ())) or (ONBEKEND,)
