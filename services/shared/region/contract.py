"""Knows what one region agreed for one period: its municipalities, products, tariffs, norms, budgets and rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple


class Product(NamedTuple):
    """One line of a contract: a product code with the unit and tariff in which it is declared.

    ``tarief`` is in eurocents per ``eenheid`` (WJ756) and None for unit 83. ``geldig_vanaf`` and ``geldig_tot`` are
    inclusive, None where the code has no date of its own. ``aanbieder`` (AGB) is None for every provider.
    ``groep`` is the intensity of group help; ``kdc_odc`` exempts a code from IJ07. ``voorbeeld`` and
    ``voorbeeldwaarden`` (key names of the file) tell what no document states.
    """

    code: str
    categorie: str
    eenheid: str
    tarief: int | None
    aanbieder: str | None = None
    geldig_vanaf: date | None = None
    geldig_tot: date | None = None
    segment: str | None = None
    groep: str | None = None
    kdc_odc: bool = False
    voorbeeld: bool = False
    voorbeeldwaarden: tuple[str, ...] = ()
    naam: str | None = None

    def geldig_op(self, datum: date) -> bool:
        """Whether the code may be used on that day."""
        if self.geldig_vanaf is not None and datum < self.geldig_vanaf:
            return False
        return self.geldig_tot is None or datum <= self.geldig_tot


class Norm(NamedTuple):
    """The most that a provider may deliver per client on average, for one code in one contract year.

    ``minuten`` is per client. ``naderend`` and ``hysterese`` are exact fractions of a border (norms.md 4);
    below ``minimum_clienten`` the state is provisional (norms.md 5).
    """

    product: str
    jaar: int
    minuten: int
    naderend: Fraction = Fraction(9, 10)
    minimum_clienten: int = 5
    hysterese: Fraction = Fraction(2, 100)
    naam: str | None = None


class Budget(NamedTuple):
    """A regional budget for a subsegment in one year, in eurocents, with the codes that count towards it.

    ``gedrukt`` is the figure as the document prints it, kept where it differs from the amount used.
    """

    segment: str
    subsegment: str
    jaar: int
    bedrag: int
    producten: tuple[str, ...]
    uitgezonderde_gemeenten: frozenset[str] = frozenset()
    uitzondering_reden: str | None = None
    aantal_aanbieders: int | None = None
    gedrukt: str | None = None
    voorbeeldwaarden: tuple[str, ...] = ()


class GenoemdTotaal(NamedTuple):
    """A total that a document states for a segment, in eurocents; compared with the budgets, never used instead."""

    segment: str
    jaar: int
    bedrag: int
    bron: str | None = None


class StandaardBudget(NamedTuple):
    """A standard budget for an A-specific allocation, in eurocents; ``medisch``: it may follow a medical referral."""

    nummer: int
    bedrag: int
    medisch: bool


class Zwaarte(StrEnum):
    """What a breach of a regional rule leads to: refusal, a signal beside an acceptance, or a counter only."""

    REJECT = "reject"
    SIGNAL = "signal"
    OBSERVE = "observe"


class Regelstand(NamedTuple):
    """How heavy a rule counts from a day on; the last row in the file that has begun is the one that counts."""

    nummer: str
    zwaarte: Zwaarte
    vanaf: date


class Verwijsgrens(NamedTuple):
    """Up to which budget (eurocents) a medical referrer (COD327 codes) needs no contact with the Toegang."""

    medisch: frozenset[str]
    grens: int


class Overgang(NamedTuple):
    """The period (inclusive) in which running allocations on old specific codes may run out."""

    vanaf: date
    tot: date


class Verblijf(NamedTuple):
    """How stay is recognised: the segment of its codes, and categories that contain stay and treatment at once."""

    segment: str
    categorieen_met_behandeling: frozenset[str]


class Segment(NamedTuple):
    """A segment of the purchase model, for readers: how it was allocated before and how it is now."""

    nummer: str
    naam: str
    onderdeel: str | None
    voorheen: str | None
    toewijzing: str | None


class Groepsgrootte(NamedTuple):
    """An intensity of group help, for readers: youths per worker, share of hbo workers, fte gedragswetenschapper."""

    groep: str
    jeugdigen_per_medewerker: Fraction
    hbo_procent: int
    gedragswetenschapper_fte: Fraction


class Rekentarief(NamedTuple):
    """A rate of the calculation aid in eurocents per hour: for ``ambulant`` help, or for a ``groep`` intensity."""

    soort: str
    bedrag: int
    groep: str | None
    naam: str | None


class RichtUren(NamedTuple):
    """Indicative hours (inclusive) that usually fit in a standard budget, per sector; for readers."""

    sector: str
    budget: int
    vanaf: int
    tot: int
    opmerking: str | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Regio:
    """One region file, checked. ``geldig_vanaf`` and ``geldig_tot`` (None: no end) are inclusive.

    Two files are the same when ``versie`` is: the start of the sha256 of the file, so that a
    verdict can name exactly what judged it.
    """

    naam: str
    organisatie: str
    geldig_vanaf: date
    geldig_tot: date | None
    bronnen: tuple[str, ...]
    gemeenten: Mapping[str, str]
    producten: tuple[Product, ...]
    versie: str
    bestand: str
    tabelbronnen: Mapping[str, str] = field(default_factory=dict)
    normen: tuple[Norm, ...] = ()
    budgetten: tuple[Budget, ...] = ()
    genoemde_totalen: tuple[GenoemdTotaal, ...] = ()
    standaardbudgetten: tuple[StandaardBudget, ...] = ()
    regels: tuple[Regelstand, ...] = ()
    a_specifiek: frozenset[str] | None = None
    verwijsgrens: Verwijsgrens | None = None
    herstel_maanden: int | None = None
    verblijf: Verblijf | None = None
    overgang: Overgang | None = None
    segmenten: tuple[Segment, ...] = ()
    groepsgroottes: tuple[Groepsgrootte, ...] = ()
    rekentarieven: tuple[Rekentarief, ...] = ()
    richturen: tuple[RichtUren, ...] = ()
    niet_in_budget: tuple[str, ...] = ()
    wel_in_budget: tuple[str, ...] = ()
    _vast: Mapping[str, tuple[Product, ...]] = field(init=False, repr=False, compare=False)
    _wisselend: Mapping[str, tuple[Product, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        per_code: dict[str, list[Product]] = {}
        for product in self.producten:
            per_code.setdefault(product.code, []).append(product)
        alle = {code: tuple(producten) for code, producten in per_code.items()}
        vast = {code: producten for code, producten in alle.items() if all(map(_zonder_voorbehoud, producten))}
        object.__setattr__(self, "_vast", vast)
        object.__setattr__(self, "_wisselend", {code: alle[code] for code in alle.keys() - vast.keys()})

    def product(self, code: str, datum: date, aanbieder: str) -> tuple[Product, ...]:
        """The contract lines for a code on a day; lines for this provider alone go before those for everyone.

        Empty when the code is not in the contract on that day (TR381: S329). More than one line means that the code
        is agreed in several units or categories.
        """
        vast = self._vast.get(code)
        if vast is not None:
            return vast
        geldig = [p for p in self._wisselend.get(code, ()) if p.geldig_op(datum)]
        eigen = tuple(p for p in geldig if p.aanbieder == aanbieder)
        return eigen or tuple(p for p in geldig if p.aanbieder is None)

    def geldt_op(self, datum: date) -> bool:
        """Whether the file is in force on that day."""
        return self.geldig_vanaf <= datum and (self.geldig_tot is None or datum <= self.geldig_tot)

    def codes(self) -> frozenset[str]:
        """Every product code of the file, whatever its dates."""
        return frozenset(self._vast) | frozenset(self._wisselend)

    def heeft_regel(self, nummer: str) -> bool:
        """Whether the file has a row for the rule."""
        return any(regel.nummer == nummer for regel in self.regels)

    def zwaarte(self, nummer: str, datum: date, standaard: Zwaarte = Zwaarte.SIGNAL) -> Zwaarte:
        """How heavy a breach of the rule counts on the date that matters (norms.md 13)."""
        gevonden = standaard
        for regel in self.regels:
            if regel.nummer == nummer and regel.vanaf <= datum:
                gevonden = regel.zwaarte
        return gevonden

    def regel_wacht_nog(self, nummer: str, datum: date) -> bool:
        """Whether the file has rows for the rule and none of them has begun on that day (norms.md 13)."""
        vanaf = [regel.vanaf for regel in self.regels if regel.nummer == nummer]
        return bool(vanaf) and min(vanaf) > datum

    def overgangscode(self, code: str) -> bool:
        """Whether it is an old specific code of an A-specific category, that ends with the transition."""
        if self.overgang is None:
            return False
        return any(
            p.code == code and p.geldig_tot == self.overgang.tot and p.categorie in self.a_specifieke_categorieen()
            for p in self._wisselend.get(code, ())
        )

    def a_specifieke_categorieen(self) -> frozenset[str]:
        """The categories that are allocated without a product code; 50 when the file does not say (norms.md 14)."""
        return frozenset(("50",)) if self.a_specifiek is None else self.a_specifiek


def _zonder_voorbehoud(product: Product) -> bool:
    return product.aanbieder is None and product.geldig_vanaf is None and product.geldig_tot is None
