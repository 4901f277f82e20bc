"""Knows how a change of a norm or a budget is told in one Dutch sentence."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from services.shared.region.budget import BudgetWijziging
from services.shared.region.budgetrij import BudgetRij, Verschuiving
from services.shared.region.budgettoestand import Richting
from services.shared.region.norm import NormWijziging
from services.shared.region.normtoestand import Toestand
from services.shared.region.schrijfwijze import datum, euro, procent, uren

_NORM = {
    Toestand.BINNEN: "is weer binnen de norm",
    Toestand.NADERT: "nadert de grens",
    Toestand.TOEGESTAAN: "zit boven de norm, binnen de gegeven toestemming",
    Toestand.OVERSCHREDEN: "overschrijdt de grens",
}


def norm_zin(wijziging: NormWijziging) -> str:
    """One sentence for contract management: who, what, the average, the limit, and where it came from."""
    sleutel, gemiddelde = wijziging.sleutel, Fraction(wijziging.minuten, wijziging.clienten or 1)
    clienten = "1 cliënt" if wijziging.clienten == 1 else f"{wijziging.clienten} cliënten"
    return (
        f"Aanbieder {sleutel.aanbieder} {_NORM[wijziging.naar]} voor product {sleutel.product} in {sleutel.jaar} "
        f"({sleutel.regio}): gemiddeld {uren(gemiddelde)} per cliënt over {clienten}, de grens is "
        f"{uren(wijziging.limiet_minuten)}; de stand was {wijziging.van.value}."
    )


def budget_zin(wijziging: BudgetWijziging) -> str:
    """One sentence for contract management: which budget, which border, up or down, and the amounts."""
    sleutel = wijziging.sleutel
    richting = "bereikt" if wijziging.richting is Richting.OMHOOG else "is weer onder"
    return (
        f"Het budget {sleutel.subsegment} (segment {sleutel.segment}, {sleutel.regio}, {sleutel.jaar}) {richting} "
        f"{wijziging.grens}%: toegekend is {euro(wijziging.toegekend_cent)} van {euro(wijziging.budget_cent)} "
        f"({procent(wijziging.toegekend_cent, wijziging.budget_cent)})."
    )


def uitzondering_zin(rij: BudgetRij, namen: Mapping[str, str]) -> str | None:
    """What stands next to a budget figure about excluded municipalities; None when there are none."""
    if not rij.uitgezonderde_gemeenten:
        return None
    wie = ", ".join(namen.get(code, code) for code in rij.uitgezonderde_gemeenten)
    waarom = f" Reden: {rij.uitzondering_reden}." if rij.uitzondering_reden else ""
    return (
        f"Zonder {wie}: hun geld zit wel in het budget, hun declaraties niet in het cijfer "
        f"({euro(rij.uitgezonderd_cent)} wel gedeclareerd).{waarom}"
    )


def uitputting_zin(rij: BudgetRij) -> str | None:
    """When the money is gone at this pace; None when that is not this year."""
    if rij.uitgeput_op is None:
        return None
    return f"In dit tempo is het budget {rij.subsegment} op {datum(rij.uitgeput_op)} op."


def verschuiving_zin(verschuiving: Verschuiving) -> str:
    """That a subsegment takes a larger or smaller part of its segment than was budgeted."""
    rij, punten = verschuiving.rij, verschuiving.verschil_procentpunt
    meer = "meer" if punten > 0 else "minder"
    return (
        f"{rij.subsegment} gebruikt {abs(punten)} procentpunt {meer} van segment {rij.segment} dan begroot "
        f"({rij.regio}, {rij.jaar})."
    )
