"""Knows the running figures of every norm: built posting by posting, and when a change of state is told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from services.shared.region.boeking import Boeking
from services.shared.region.contract import Norm
from services.shared.region.normtoestand import Toestand, bepaal, gemiddelde
from services.shared.region.regios import Regios
from services.shared.region.termijn import plus_maanden

_MINUTEN_PER = {"01": 1, "04": 60}


class NormSleutel(NamedTuple):
    """What a norm binds: one provider, for one code, in one contract year, in one region (by name)."""

    regio: str
    aanbieder: str
    product: str
    jaar: int


class ClientStand(NamedTuple):
    """Net granted minutes of one client under one norm, and the first month (1 to 12) with a granted debit."""

    minuten: int = 0
    eerste_maand: int = 12


@dataclass(slots=True)
class NormStand:
    """The figures of one norm. INVARIANT: they depend on which postings were booked, not on their order.

    ``minuten`` and ``cent`` are net, over minute and hour lines. ``maanden`` are those minutes per calendar month of
    ProductPeriode, ``nieuwe_clienten`` the counted clients per first month. ``andere_eenheden`` holds
    [lines, volume], net. ``regels`` and ``late_regels`` count granted debits; ``verteld`` is the state told last.
    """

    minuten: int = 0
    cent: int = 0
    clienten: int = 0
    regels: int = 0
    late_regels: int = 0
    maanden: list[int] = field(default_factory=lambda: [0] * 12)
    nieuwe_clienten: list[int] = field(default_factory=lambda: [0] * 12)
    andere_eenheden: dict[str, list[int]] = field(default_factory=dict)
    verteld: Toestand = Toestand.BINNEN


class NormWijziging(NamedTuple):
    """A change of state that is to be told; ``limiet_minuten`` is per client."""

    sleutel: NormSleutel
    van: Toestand
    naar: Toestand
    minuten: int
    clienten: int
    limiet_minuten: int

    @property
    def gemiddelde_minuten(self) -> float:
        """The average with two decimals, half up."""
        return float(gemiddelde(self.minuten, self.clienten))


class Normboek:
    """All norm figures in memory: filled from storage (``standen``, ``clienten``) or from nothing, then booked on.

    Every posting costs the same, however many were booked before.
    """

    def __init__(self, regios: Regios) -> None:
        self._regios = regios
        self._normen = regios.normen()
        self.standen: dict[NormSleutel, NormStand] = {}
        self.clienten: dict[NormSleutel, dict[bytes, ClientStand]] = {}

    def sleutel(self, boeking: Boeking) -> NormSleutel | None:
        """Under which norm a posting counts; None when no region in force has a norm for it."""
        regio = self._regios.in_kracht(boeking.gemeente, boeking.begin)
        if regio is None or (regio.naam, boeking.product_code, boeking.begin.year) not in self._normen:
            return None
        return NormSleutel(regio.naam, boeking.aanbieder, boeking.product_code, boeking.begin.year)

    def norm(self, sleutel: NormSleutel) -> Norm:
        """The norm behind a key."""
        return self._normen[(sleutel.regio, sleutel.product, sleutel.jaar)]

    def boek(self, boeking: Boeking) -> NormSleutel | None:
        """Count one posting; returns the norm whose figures changed."""
        sleutel = self.sleutel(boeking)
        if sleutel is None:
            return None
        stand = self.standen.get(sleutel)
        if stand is None:
            stand = self.standen[sleutel] = NormStand()
        _tel_regel(stand, boeking)
        per = _MINUTEN_PER.get(boeking.eenheid)
        if per is None:
            _tel_andere_eenheid(stand, boeking)
        else:
            _tel_inzet(stand, boeking, boeking.teken * boeking.volume * per, self.clienten.setdefault(sleutel, {}))
        return sleutel

    def besluit(self, sleutel: NormSleutel, limiet: int, vandaag: date) -> NormWijziging | None:
        """Decide the state after a message, or at the start of a run; a change is told once (norms.md 1 and 5)."""
        stand, norm = self.standen[sleutel], self.norm(sleutel)
        toestand = bepaal(stand.minuten, stand.clienten, norm, limiet, stand.verteld)
        voorlopig = stand.clienten < norm.minimum_clienten
        if toestand is stand.verteld or (voorlopig and vandaag.year <= sleutel.jaar):
            return None
        wijziging = NormWijziging(sleutel, stand.verteld, toestand, stand.minuten, stand.clienten, limiet)
        stand.verteld = toestand
        return wijziging


def herbereken(regios: Regios, boekingen: Iterable[Boeking]) -> Normboek:
    """The figures from nothing; no state is told."""
    boek = Normboek(regios)
    for boeking in boekingen:
        boek.boek(boeking)
    return boek


def _tel_regel(stand: NormStand, boeking: Boeking) -> None:
    if boeking.credit:
        return
    stand.regels += 1
    if boeking.gedeclareerd_op > _uiterlijk(boeking.eind):
        stand.late_regels += 1


@lru_cache(maxsize=4096)
def _uiterlijk(eind: date) -> date:
    """The last day on which a ProductPeriode that ended on ``eind`` is declared in time (norms.md 8)."""
    return plus_maanden(eind, 1)


def _tel_andere_eenheid(stand: NormStand, boeking: Boeking) -> None:
    regels, volume = stand.andere_eenheden.get(boeking.eenheid, (0, 0))
    nieuw = [regels + boeking.teken, volume + boeking.teken * boeking.volume]
    if any(nieuw):
        stand.andere_eenheden[boeking.eenheid] = nieuw
    else:
        stand.andere_eenheden.pop(boeking.eenheid, None)


def _tel_inzet(stand: NormStand, boeking: Boeking, minuten: int, clienten: dict[bytes, ClientStand]) -> None:
    """Add minutes, and keep the number of clients with a net volume above zero right."""
    maand = boeking.begin.month
    stand.minuten += minuten
    stand.cent += boeking.teken * boeking.cent
    stand.maanden[maand - 1] += minuten
    was = clienten.get(boeking.client, _GEEN)
    wordt = ClientStand(was.minuten + minuten, was.eerste_maand if boeking.credit else min(was.eerste_maand, maand))
    clienten[boeking.client] = wordt
    if was.minuten > 0:
        stand.clienten -= 1
        stand.nieuwe_clienten[was.eerste_maand - 1] -= 1
    if wordt.minuten > 0:
        stand.clienten += 1
        stand.nieuwe_clienten[wordt.eerste_maand - 1] += 1


_GEEN = ClientStand()
