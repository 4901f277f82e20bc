"""Knows what a credit has to repeat of the debit it takes back (IV091)."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from services.shared.standard.view import Debet

DEBET = "D"


class Creditregel(Protocol):
    """What a line of JW303 and JW323 both say; amounts in eurocents, inclusive dates."""

    @property
    def toewijzing_nummer(self) -> int | None: ...

    @property
    def product_categorie(self) -> str: ...

    @property
    def product_code(self) -> str: ...

    @property
    def begin(self) -> date: ...

    @property
    def eind(self) -> date: ...

    @property
    def geleverd_volume(self) -> int: ...

    @property
    def eenheid(self) -> str: ...

    @property
    def product_tarief(self) -> int | None: ...

    @property
    def bedrag(self) -> int: ...


_ELEMENTEN = (
    ("ProductCategorie", "product_categorie"),
    ("ProductCode", "product_code"),
    ("ProductPeriode/Begindatum", "begin"),
    ("ProductPeriode/Einddatum", "eind"),
    ("GeleverdVolume", "geleverd_volume"),
    ("Eenheid", "eenheid"),
    ("ProductTarief", "product_tarief"),
    ("Bedrag", "bedrag"),
)


def afwijkend_element(credit: Creditregel, debet: Debet) -> str | None:
    """The first element in which a credit differs from its debit, by name and without its value; None when none does.

    A line of release 2.3 may leave out ToewijzingNummer; then that element is not compared.
    """
    if credit.toewijzing_nummer not in (None, debet.toewijzing_nummer):
        return "ToewijzingNummer"
    return next((naam for naam, veld in _ELEMENTEN if getattr(credit, veld) != getattr(debet, veld)), None)
