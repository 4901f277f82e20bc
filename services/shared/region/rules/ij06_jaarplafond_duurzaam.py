"""IJ06 (retourcode 9369): in een duurzaam traject geldt het budget per jaar van de toewijzing."""

from __future__ import annotations

from services.shared.region.contract import Regio
from services.shared.region.rules.oordeel import Oordeel, Over, Overtreding, Prestatie, Prestatiefeiten, Regel
from services.shared.region.rules.oordeel import Toewijzing as ToegewezenProduct
from services.shared.region.schrijfwijze import euro
from services.shared.region.termijn import HERSTEL_MAANDEN, Traject, toewijzingsjaar, traject


def budget_geldt_per_jaar(regio: Regio, toewijzing: ToegewezenProduct, afgesproken: Traject | None) -> bool:
    """Whether the ceiling of this allocation is counted per allocation year instead of over its whole term (TR369)."""
    return (
        toewijzing.budget is not None
        and REGEL.geldt_in(regio)
        and _soort(regio, toewijzing, afgesproken) is Traject.DUURZAAM
    )


def _soort(regio: Regio, toewijzing: ToegewezenProduct, afgesproken: Traject | None) -> Traject:
    maanden = HERSTEL_MAANDEN if regio.herstel_maanden is None else regio.herstel_maanden
    return traject(toewijzing.ingangsdatum, toewijzing.einddatum, afgesproken, maanden)


def _oordeel(prestatie: Prestatie, regio: Regio, feiten: Prestatiefeiten) -> Oordeel:
    """What is granted in one allocation year stays within the budget; nothing is carried over (norms.md 15)."""
    toewijzing = feiten.toewijzing
    if prestatie.debet_credit != "D" or not budget_geldt_per_jaar(regio, toewijzing, feiten.afgesproken):
        return None
    budget = toewijzing.budget or 0
    if feiten.toegekend_in_jaar + prestatie.bedrag <= budget:
        return None
    ruimte = max(0, budget - feiten.toegekend_in_jaar)
    return Overtreding(
        (
            ("jaar", toewijzingsjaar(toewijzing.ingangsdatum, prestatie.begin)),
            ("budget", euro(budget)),
            ("ruimte", euro(ruimte)),
            ("ingediend", euro(prestatie.bedrag)),
        )
    )


REGEL = Regel(
    nummer="IJ06",
    over=Over.PRESTATIE,
    element="IngediendBedrag",
    bron="webinar Toewijzen, november 2022: duurzaam traject, budget per jaar van de toewijzing",
    uitleg="In jaar {jaar} van dit duurzame traject is van het budget van {budget} nog {ruimte} over; "
    "ingediend is {ingediend}.",
    wat_nu="Dien niet meer in dan er over is, of vraag de Toegang om een hoger budget.",
    afgesproken=lambda regio: regio.herstel_maanden is not None,
    oordeel=_oordeel,
    retourcode="9369",
    raakt=lambda regio, toewijzing, code, afgesproken: budget_geldt_per_jaar(regio, toewijzing, afgesproken),
)
