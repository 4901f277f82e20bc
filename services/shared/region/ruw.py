"""Knows how to read the text of a region file into checked rows, collecting every error of form."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from services.shared.region.formaat import BRONNEN, TABELLEN, Tabel
from services.shared.region.fout import Fout, RegioFout, Waarschuwing
from services.shared.region.regelnummers import Vindplaats
from services.shared.region.waarde import gevonden, klopt


@dataclass(frozen=True, slots=True)
class Rij:
    """One table of the file: its number among its kind (from 1) and the values that are well-formed."""

    tabel: Tabel
    nummer: int
    waarden: dict[str, Any]

    def __getitem__(self, sleutel: str) -> Any:
        return self.waarden[sleutel]

    def get(self, sleutel: str, anders: Any = None) -> Any:
        """The value of a key, or ``anders`` when the row does not have it."""
        return self.waarden.get(sleutel, anders)

    @property
    def kop(self) -> str:
        """How an error names the table."""
        return f"{self.tabel.kop} nr {self.nummer}" if self.tabel.rij else self.tabel.kop


class Ruw:
    """A region file as rows, with the means to report where something is wrong."""

    def __init__(self, tekst: bytes, bestand: str) -> None:
        self.bestand = bestand
        self.fouten: list[Fout] = []
        self.waarschuwingen: list[Waarschuwing] = []
        self.bronnen: dict[str, str] = {}
        self._rijen: dict[str, list[Rij]] = {naam: [] for naam in TABELLEN}
        leesbaar = self._leesbaar(tekst)
        self._vindplaats = Vindplaats(leesbaar)
        self._lees(self._toml(leesbaar))

    def rijen(self, naam: str) -> list[Rij]:
        """The complete rows of a table; rows with an error of form are left out (the error is kept)."""
        return self._rijen[naam]

    def rij(self, naam: str) -> Rij | None:
        """The row of a table that may stand in the file once."""
        return next(iter(self._rijen[naam]), None)

    def fout(self, rij: Rij, sleutel: str | None, tekst: str) -> None:
        """Report that a row cannot be used."""
        kop = rij.tabel.kop
        regel = (
            self._vindplaats.sleutel(kop, rij.nummer, sleutel) if sleutel else self._vindplaats.tabel(kop, rij.nummer)
        )
        self.fouten.append(Fout(self.bestand, regel, rij.kop, sleutel, tekst))

    def waarschuw(self, rij: Rij, tekst: str, *cijfers: tuple[str, str]) -> None:
        """Report that a row is used and that a reader should know something about it."""
        regel = self._vindplaats.tabel(rij.tabel.kop, rij.nummer)
        self.waarschuwingen.append(Waarschuwing(self.bestand, regel, rij.kop, tekst, cijfers))

    def _leesbaar(self, tekst: bytes) -> str:
        try:
            return tekst.decode("utf-8")
        except UnicodeDecodeError as fout:
            regel = tekst[: fout.start].count(b"\n") + 1
            raise RegioFout([Fout(self.bestand, regel, None, None, "geen leesbare tekst; verwacht: UTF-8")]) from None

    def _toml(self, tekst: str) -> dict[str, Any]:
        try:
            return tomllib.loads(tekst, parse_float=Decimal)
        except tomllib.TOMLDecodeError as fout:
            plek = re.search(r"at line (\d+), column (\d+)", str(fout))
            regel = int(plek.group(1)) if plek else None
            kolom = f" bij teken {plek.group(2)}" if plek else ""
            uitleg = f"geen geldige TOML{kolom}; verwacht: [tabel], [[tabel]] of sleutel = waarde ({fout})"
            raise RegioFout([Fout(self.bestand, regel, None, None, uitleg)]) from None

    def _lees(self, inhoud: dict[str, Any]) -> None:
        for naam, waarde in inhoud.items():
            if naam == BRONNEN:
                self._lees_bronnen(waarde)
            elif naam not in TABELLEN:
                self._onbekende_tabel(naam, waarde)
            else:
                for rij in self._als_rijen(TABELLEN[naam], waarde):
                    self._lees_rij(rij)
        for tabel in TABELLEN.values():
            if tabel.verplicht and tabel.naam not in inhoud:
                self.fouten.append(Fout(self.bestand, None, tabel.kop, None, f"ontbreekt; verwacht: {tabel.uitleg}"))

    def _onbekende_tabel(self, naam: str, waarde: object) -> None:
        rij = isinstance(waarde, list)
        los = not isinstance(waarde, dict | list)
        kop = f"[[{naam}]]" if rij else f"[{naam}]"
        tekst = f"onbekende {'sleutel buiten een tabel' if los else 'tabel'}; verwacht een van: {', '.join(_koppen())}"
        plek = None if los else self._vindplaats.tabel(kop)
        self.fouten.append(Fout(self.bestand, plek, None if los else kop, naam if los else None, tekst))

    def _als_rijen(self, tabel: Tabel, waarde: object) -> Iterator[Rij]:
        delen = waarde if tabel.rij else [waarde]
        if not isinstance(delen, list) or not all(isinstance(deel, dict) for deel in delen):
            kop = f"[{tabel.naam}]" if tabel.rij else f"[[{tabel.naam}]]"
            tekst = f"gevonden {gevonden(waarde)}; verwacht de tabel {tabel.kop}"
            self.fouten.append(Fout(self.bestand, self._vindplaats.tabel(kop), tabel.kop, None, tekst))
            return
        for nummer, deel in enumerate(delen, start=1):
            yield Rij(tabel, nummer, deel)

    def _lees_rij(self, rij: Rij) -> None:
        voor = len(self.fouten)
        for naam, waarde in rij.waarden.items():
            sleutel = rij.tabel.sleutel(naam)
            if sleutel is None:
                bekend = ", ".join(s.naam for s in rij.tabel.sleutels)
                self.fout(rij, naam, f"onbekende sleutel; verwacht een van: {bekend}")
            elif not klopt(sleutel.soort, waarde):
                self.fout(rij, naam, f"gevonden {gevonden(waarde)}; verwacht {sleutel.soort.value}")
        for sleutel in rij.tabel.sleutels:
            if sleutel.verplicht and sleutel.naam not in rij.waarden:
                self.fout(rij, None, f"sleutel {sleutel.naam} ontbreekt; verwacht {sleutel.soort.value}")
        if len(self.fouten) == voor:
            self._rijen[rij.tabel.naam].append(rij)

    def _lees_bronnen(self, waarde: object) -> None:
        plek = self._vindplaats.tabel(f"[{BRONNEN}]")
        if not isinstance(waarde, dict):
            tekst = f"gevonden {gevonden(waarde)}; verwacht de tabel [{BRONNEN}]"
            self.fouten.append(Fout(self.bestand, plek, f"[{BRONNEN}]", None, tekst))
            return
        for naam, bron in waarde.items():
            plek = self._vindplaats.sleutel(f"[{BRONNEN}]", 1, naam)
            if naam not in TABELLEN:
                tekst = f"onbekende tabel; verwacht een van: {', '.join(TABELLEN)}"
            elif not isinstance(bron, str) or not bron.strip():
                tekst = f"gevonden {gevonden(bron)}; verwacht tekst: document en kop"
            else:
                self.bronnen[naam] = bron
                continue
            self.fouten.append(Fout(self.bestand, plek, f"[{BRONNEN}]", naam, tekst))


def _koppen() -> list[str]:
    return [*(tabel.kop for tabel in TABELLEN.values()), f"[{BRONNEN}]"]
