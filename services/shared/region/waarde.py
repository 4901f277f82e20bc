"""Knows whether a value of a region file is what its key must hold."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from services.shared.region.formaat import Soort

PATRONEN: dict[Soort, str] = {
    Soort.TEKST: r".*\S.*",
    Soort.GEMEENTE: r"[0-9]{4}",
    Soort.PRODUCT: r"(?=.*\S).{1,5}",
    Soort.CATEGORIE: r"[0-9]{2}",
    Soort.AGB: r"[0-9]{8}",
    Soort.EENHEID: r"01|04|14|16|82|83|84",
    Soort.ZWAARTE: r"reject|signal|observe",
    Soort.INTENSITEIT: r"licht|middel|middelzwaar|zwaar",
    Soort.TARIEFSOORT: r"ambulant|groep",
}
"""The text a kind of key must match as a whole."""

LIJSTEN: dict[Soort, str] = {
    Soort.TEKSTEN: PATRONEN[Soort.TEKST],
    Soort.GEMEENTEN: PATRONEN[Soort.GEMEENTE],
    Soort.PRODUCTEN: PATRONEN[Soort.PRODUCT],
    Soort.CATEGORIEEN: PATRONEN[Soort.CATEGORIE],
    Soort.VERWIJZERS: r"[0-9]{2}",
}
"""What every item of a list must match."""


def klopt(soort: Soort, waarde: object) -> bool:
    """Whether the value, as TOML gives it, is of the kind."""
    if soort in PATRONEN:
        return isinstance(waarde, str) and re.fullmatch(PATRONEN[soort], waarde) is not None
    if soort in LIJSTEN:
        return isinstance(waarde, list) and all(
            isinstance(item, str) and re.fullmatch(LIJSTEN[soort], item) for item in waarde
        )
    return _ANDERE[soort](waarde)


def gevonden(waarde: object) -> str:
    """How an error names what was found: the kind of value, and the value itself where it is short."""
    naam = next((naam for soort, naam in _NAMEN if isinstance(waarde, soort)), "iets anders")
    if isinstance(waarde, bool):
        return f"{naam} {str(waarde).lower()}"
    if isinstance(waarde, str | int | Decimal | date) and len(str(waarde)) <= 40:
        return f"{naam} {waarde!r}" if isinstance(waarde, str) else f"{naam} {waarde}"
    return naam


_NAMEN: tuple[tuple[type, str], ...] = (
    (bool, "ja/nee-waarde"),
    (str, "tekst"),
    (int, "geheel getal"),
    (Decimal, "kommagetal"),
    (datetime, "datum met tijd"),
    (date, "datum"),
    (list, "lijst"),
    (dict, "tabel"),
)


def _geheel(waarde: object) -> bool:
    return isinstance(waarde, int) and not isinstance(waarde, bool) and waarde >= 0


def _jaar(waarde: object) -> bool:
    return isinstance(waarde, int) and not isinstance(waarde, bool) and 2000 <= waarde <= 2999


def _decimaal(waarde: object) -> bool:
    return _geheel(waarde) or (isinstance(waarde, Decimal) and waarde.is_finite() and waarde >= 0)


def _deel(waarde: object) -> bool:
    return _decimaal(waarde) and isinstance(waarde, int | Decimal) and waarde <= 1


def _datum(waarde: object) -> bool:
    return isinstance(waarde, date) and not isinstance(waarde, datetime)


def _janee(waarde: object) -> bool:
    return isinstance(waarde, bool)


_ANDERE: dict[Soort, Callable[[object], bool]] = {
    Soort.CENTEN: _geheel,
    Soort.GETAL: _geheel,
    Soort.JAAR: _jaar,
    Soort.DECIMAAL: _decimaal,
    Soort.DEEL: _deel,
    Soort.DATUM: _datum,
    Soort.JANEE: _janee,
}
