"""Knows what a norm looks like for a reader: the figures, the excess, and whether it may be reclaimed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from services.shared.region.afspraken import Afspraken, Contractjaar
from services.shared.region.contract import Norm
from services.shared.region.norm import NormSleutel, NormStand
from services.shared.region.normtoestand import Toestand, bepaal, gemiddelde
from services.shared.region.prognose import GemiddeldePrognose, Trend, gemiddelde_prognose, trend
from services.shared.region.schrijfwijze import half_omhoog

_NODIG_GESCHONDEN = 2


class NormRij(NamedTuple):
    """One norm for one provider (norms.md 6, 7 and 8). Minutes per client, eurocents, net of credits.

    ``terugvordering_ontbreekt`` names what keeps the excess from being reclaimed; empty when it may be.
    """

    regio: str
    aanbieder: str
    product: str
    jaar: int
    clienten: int
    minuten: int
    gemiddelde_minuten: Decimal
    norm_minuten: int
    limiet_minuten: int
    toestand: Toestand
    voorlopig: bool
    overschrijding_minuten: int
    overschrijding_cent: int
    andere_eenheden: Mapping[str, Mapping[str, int]]
    terugvordering_cent: int
    terugvordering_ontbreekt: tuple[str, ...]
    regels: int
    late_regels: int
    trend: Trend
    prognose: GemiddeldePrognose


class Vergelijking(NamedTuple):
    """A provider among the others with the same code and year; ``rang`` 1 has the highest average.

    ``verschil_minuten`` is with the average over all clients of all providers, two decimals.
    """

    rij: NormRij
    rang: int
    van: int
    verschil_minuten: Decimal


def normrij(sleutel: NormSleutel, stand: NormStand, norm: Norm, afspraken: Afspraken, vandaag: date) -> NormRij:
    """The row for a norm as it stands today."""
    contractjaar = Contractjaar(sleutel.aanbieder, sleutel.product, sleutel.jaar)
    limiet = afspraken.limiet(contractjaar, norm.minuten, vandaag)
    te_veel = max(0, stand.minuten - limiet * stand.clienten)
    te_veel_cent = half_omhoog(te_veel * stand.cent, stand.minuten) if stand.minuten > 0 else 0
    ontbreekt = tuple(_ontbreekt(contractjaar, te_veel, afspraken, vandaag))
    return NormRij(
        *sleutel,
        clienten=stand.clienten,
        minuten=stand.minuten,
        gemiddelde_minuten=gemiddelde(stand.minuten, stand.clienten),
        norm_minuten=norm.minuten,
        limiet_minuten=limiet,
        toestand=bepaal(stand.minuten, stand.clienten, norm, limiet, stand.verteld),
        voorlopig=stand.clienten < norm.minimum_clienten,
        overschrijding_minuten=te_veel,
        overschrijding_cent=te_veel_cent,
        andere_eenheden=_andere_eenheden(stand),
        terugvordering_cent=0 if ontbreekt else te_veel_cent,
        terugvordering_ontbreekt=ontbreekt,
        regels=stand.regels,
        late_regels=stand.late_regels,
        trend=trend(stand.maanden, sleutel.jaar, vandaag),
        prognose=gemiddelde_prognose(stand.maanden, stand.nieuwe_clienten, sleutel.jaar, vandaag),
    )


def als_json(rij: NormRij) -> dict[str, object]:
    """The row for programs: plain numbers and text, in the order of norms.md 7, then the rest."""
    velden: dict[str, object] = rij._asdict()
    verwacht, onder, boven = rij.prognose.als_minuten()
    return velden | {
        "gemiddelde_minuten": float(rij.gemiddelde_minuten),
        "toestand": rij.toestand.value,
        "andere_eenheden": {eenheid: dict(telling) for eenheid, telling in rij.andere_eenheden.items()},
        "terugvordering_ontbreekt": list(rij.terugvordering_ontbreekt),
        "trend": rij.trend.value,
        "prognose": {
            "gemiddelde_minuten": verwacht,
            "onder": onder,
            "boven": boven,
            "terugtoets_promille": rij.prognose.minuten.terugtoets_promille,
        },
    }


def vergelijk(rijen: Iterable[NormRij]) -> tuple[Vergelijking, ...]:
    """Providers side by side, for the rows of one code and year in one region; highest average first."""
    op_volgorde = sorted(rijen, key=lambda rij: (-rij.gemiddelde_minuten, rij.aanbieder))
    samen = gemiddelde(sum(rij.minuten for rij in op_volgorde), sum(rij.clienten for rij in op_volgorde))
    hoger = [sum(ander.gemiddelde_minuten > rij.gemiddelde_minuten for ander in op_volgorde) for rij in op_volgorde]
    return tuple(
        Vergelijking(rij, boven + 1, len(op_volgorde), rij.gemiddelde_minuten - samen)
        for rij, boven in zip(op_volgorde, hoger, strict=True)
    )


def _andere_eenheden(stand: NormStand) -> dict[str, dict[str, int]]:
    return {
        eenheid: {"regels": regels, "volume": volume}
        for eenheid, (regels, volume) in sorted(stand.andere_eenheden.items())
    }


def _ontbreekt(contractjaar: Contractjaar, te_veel: int, afspraken: Afspraken, vandaag: date) -> Iterable[str]:
    if vandaag.year <= contractjaar.jaar:
        yield "jaar_niet_voorbij"
    if te_veel == 0:
        yield "niet_overschreden"
    if afspraken.gesprekken(contractjaar) == 0:
        yield "geen_gesprek"
    if afspraken.geschonden(contractjaar) < _NODIG_GESCHONDEN:
        yield "te_weinig_afspraken_geschonden"
