"""Knows in which state an average is: within the norm, approaching it, permitted above it, or past the limit."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from services.shared.region.contract import Norm
from services.shared.region.schrijfwijze import half_omhoog


class Toestand(StrEnum):
    """The states of a norm, from low to high in the order they are written here."""

    BINNEN = "binnen"
    NADERT = "nadert"
    TOEGESTAAN = "toegestaan"
    OVERSCHREDEN = "overschreden"

    @property
    def hoogte(self) -> int:
        """How high the state is: 0 for binnen."""
        return _HOOGTES[self]


_HOOGTES = {toestand: hoogte for hoogte, toestand in enumerate(Toestand)}
_VAN_HOOG_NAAR_LAAG = tuple(reversed(Toestand))


def bepaal(minuten: int, clienten: int, norm: Norm, limiet: int, verteld: Toestand) -> Toestand:
    """The highest state that holds for an average of ``minuten`` over ``clienten`` (norms.md 4).

    ``limiet`` is in minutes per client and at least the norm. For the state told last and those below it the lower
    border of the hysteresis is enough. Compared exactly, by whole numbers.
    """
    for toestand in _VAN_HOOG_NAAR_LAAG[:-1]:
        grens, ook_gelijk = _grens(toestand, norm, limiet)
        if grens is None:
            continue
        if _boven(minuten, clienten, grens, ook_gelijk=ook_gelijk):
            return toestand
        if toestand.hoogte <= verteld.hoogte and _boven(minuten, clienten, (1 - norm.hysterese) * grens):
            return toestand
    return Toestand.BINNEN


def _grens(toestand: Toestand, norm: Norm, limiet: int) -> tuple[Fraction | None, bool]:
    """The border of a state in minutes per client, and whether an average equal to it is already in the state."""
    if toestand is Toestand.OVERSCHREDEN:
        return Fraction(limiet), False
    if toestand is Toestand.TOEGESTAAN:
        return (Fraction(norm.minuten) if limiet > norm.minuten else None), False
    return norm.naderend * limiet, True


def _boven(minuten: int, clienten: int, grens: Fraction, *, ook_gelijk: bool = True) -> bool:
    """Whether the average is above a border; without clients the average is 0."""
    gewogen = (minuten if clienten else 0) * grens.denominator
    nodig = grens.numerator * max(clienten, 1)
    return gewogen >= nodig if ook_gelijk else gewogen > nodig


def gemiddelde(minuten: int, clienten: int) -> Decimal:
    """Minutes per client with two decimals, half up; 0.00 without clients."""
    honderdsten = half_omhoog(minuten * 100, clienten) if clienten else 0
    return Decimal(honderdsten).scaleb(-2)
