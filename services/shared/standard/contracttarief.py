"""Knows which line of the contract belongs to a declared line, and what its tariff comes to (IV081, TR341)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from services.shared.standard.view import ContractProduct

EURO = "83"
MINUUT, _UUR = "01", "04"


class Geprijsd(Protocol):
    """What a line of JW303 and JW323 both say about product and unit."""

    @property
    def product_categorie(self) -> str: ...

    @property
    def eenheid(self) -> str: ...


def hoort_bij(gedeclareerd: str, afgesproken: str) -> bool:
    """True when a line may be declared in this unit: the agreed one, or minutes where hours were agreed."""
    return gedeclareerd == afgesproken or (gedeclareerd == MINUUT and afgesproken == _UUR)


def contractregel(prestatie: Geprijsd, producten: Sequence[ContractProduct]) -> ContractProduct | None:
    """The agreement that prices a line: in its own unit, else per hour for minutes, else None.

    A code that is agreed under several categories is priced under the category of the line.
    """
    per_uur = None
    for product in producten:
        if product.categorie != prestatie.product_categorie:
            continue
        if product.eenheid == prestatie.eenheid:
            return product
        if per_uur is None and hoort_bij(prestatie.eenheid, product.eenheid):
            per_uur = product
    return per_uur


def is_uurtarief_in_minuten(prestatie: Geprijsd, product: ContractProduct) -> bool:
    """True when the contract counts hours and the line minutes."""
    return product.eenheid == _UUR and prestatie.eenheid == MINUUT


def tarief_per_minuut(uurtarief: int) -> int:
    """An hourly tariff in eurocents as a tariff per minute, rounded half up; informative only (IV081)."""
    return (uurtarief + 30) // 60


def bedrag_voor_minuten(uurtarief: int, minuten: int) -> int:
    """What these minutes cost at an hourly tariff in eurocents, rounded half up to the cent (IV081)."""
    return (uurtarief * minuten + 30) // 60
