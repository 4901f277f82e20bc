"""Knows which regional rules judge a part, in which order, and how heavy what they find counts."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from services.shared.region.contract import Regio, Zwaarte
from services.shared.region.rules import (
    ij01_a_specifiek_alleen_voor_ambulant,
    ij02_ambulant_alleen_a_specifiek,
    ij03_a_specifiek_heeft_budget,
    ij04_standaardbudget_of_offerte,
    ij05_budget_na_verwijzing,
    ij06_jaarplafond_duurzaam,
    ij07_zwaar_niet_in_duurzaam,
    ij08_verblijf_apart,
    ij09_overgang,
)
from services.shared.region.rules.oordeel import (
    Cijfers,
    NietBeoordeeld,
    Over,
    Overtreding,
    Prestatie,
    Prestatiefeiten,
    Regel,
    Toewijzing,
    Toewijzingsfeiten,
)
from services.shared.region.termijn import Traject, datum_die_ertoe_doet

REGELS: tuple[Regel, ...] = (
    ij01_a_specifiek_alleen_voor_ambulant.REGEL,
    ij02_ambulant_alleen_a_specifiek.REGEL,
    ij03_a_specifiek_heeft_budget.REGEL,
    ij04_standaardbudget_of_offerte.REGEL,
    ij05_budget_na_verwijzing.REGEL,
    ij06_jaarplafond_duurzaam.REGEL,
    ij07_zwaar_niet_in_duurzaam.REGEL,
    ij08_verblijf_apart.REGEL,
    ij09_overgang.REGEL,
)
"""All rules, in the order in which they judge."""


class Melding(NamedTuple):
    """What a regional rule says of a part, on the date that matters.

    ``beoordeeld`` false: the rule could not be judged; then ``zwaarte`` is never reject. ``retourcode`` is the code
    of the standard, None where it has none (a refused ToegewezenProduct then gives 0001 in the header).
    """

    regel: str
    zwaarte: Zwaarte
    element: str
    toelichting: str
    beoordeeld: bool
    retourcode: str | None
    cijfers: Cijfers


def beoordeel_toewijzing(toewijzing: Toewijzing, regio: Regio, feiten: Toewijzingsfeiten) -> tuple[Melding, ...]:
    """Judge a ToegewezenProduct with the file that is in force on the date that matters."""
    datum = datum_die_ertoe_doet(toewijzing.toewijzingsdatum, toewijzing.ingangsdatum)
    meldingen = []
    for regel in _regels_van(regio, Over.TOEGEWEZEN_PRODUCT):
        oordeel = regel.oordeel(toewijzing, regio, feiten)
        if oordeel is not None and not regel.wacht_nog(regio, datum):
            meldingen.append(_melding(regel, oordeel, regio, datum))
    return tuple(meldingen)


def beoordeel_prestatie(prestatie: Prestatie, regio: Regio, feiten: Prestatiefeiten) -> tuple[Melding, ...]:
    """Judge a declared line with the file that is in force on the first day of its ProductPeriode."""
    meldingen = []
    for regel in _regels_van(regio, Over.PRESTATIE):
        oordeel = regel.oordeel(prestatie, regio, feiten)
        if oordeel is not None and not regel.wacht_nog(regio, prestatie.begin):
            meldingen.append(_melding(regel, oordeel, regio, prestatie.begin))
    return tuple(meldingen)


def beoordeelt_toewijzingen(regio: Regio) -> bool:
    """Whether the region has any rule for allocated products."""
    return bool(_regels_van(regio, Over.TOEGEWEZEN_PRODUCT))


def beoordeelt_prestaties(regio: Regio) -> bool:
    """Whether the region has any rule for declared lines, so that the facts around them are worth gathering."""
    return bool(_regels_van(regio, Over.PRESTATIE))


def raakt_prestatie(regio: Regio, toewijzing: Toewijzing, code: str, afgesproken: Traject | None) -> bool:
    """Whether any rule can have something to say of a line with that code on that allocation, whatever its day."""
    return any(
        regel.raakt is None or regel.raakt(regio, toewijzing, code, afgesproken)
        for regel in _regels_van(regio, Over.PRESTATIE)
    )


@lru_cache(maxsize=256)
def _regels_van(regio: Regio, over: Over) -> tuple[Regel, ...]:
    return tuple(regel for regel in REGELS if regel.over is over and regel.geldt_in(regio))


def _melding(regel: Regel, oordeel: Overtreding | NietBeoordeeld, regio: Regio, datum: date) -> Melding:
    zwaarte = regel.zwaarte(regio, datum)
    if isinstance(oordeel, NietBeoordeeld):
        if zwaarte is Zwaarte.REJECT:
            zwaarte = Zwaarte.SIGNAL
        tekst = f"Regel {regel.nummer} is niet beoordeeld: {oordeel.reden}."
        return Melding(regel.nummer, zwaarte, regel.element, tekst, False, None, oordeel.cijfers)
    tekst = regel.toelichting(oordeel.cijfers)
    return Melding(regel.nummer, zwaarte, regel.element, tekst, True, regel.retourcode, oordeel.cijfers)
