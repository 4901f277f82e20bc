"""Knows the calculation aid: from planned hours to the standard budget that fits, and an agreed deviation from it."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from services.shared.region.contract import Regio, StandaardBudget
from services.shared.region.schrijfwijze import half_omhoog
from services.shared.region.termijn import Traject

WEKEN_DUURZAAM = 52
ZWAAR = "zwaar"


class Groepsplan(NamedTuple):
    """Planned group help; ``weken`` None takes 52 in a duurzaam traject. ``kdc_odc`` allows zwaar there."""

    dagen: Fraction
    uren: Fraction
    weken: Fraction | None
    intensiteit: str
    kdc_odc: bool = False


class Ambulantplan(NamedTuple):
    """Planned individual help; ``tarief`` in eurocents per hour, ``weken`` None takes 52 in a duurzaam traject."""

    uren: Fraction
    weken: Fraction | None
    tarief: int


class Plan(NamedTuple):
    """What the parties plan. ``raming`` (eurocents) is an amount of which no hours are known; it is added.

    ``afgesproken`` is the number of the standard budget they agreed on, with a ``reden`` where it is not the advice.
    """

    traject: Traject
    groep: Groepsplan | None = None
    ambulant: Ambulantplan | None = None
    raming: int | None = None
    afgesproken: int | None = None
    reden: str | None = None


class Advies(NamedTuple):
    """The outcome, in hours and eurocents. ``advies`` is None above the highest standard budget."""

    groep_uren: Fraction
    groep_cent: int
    ambulant_uren: Fraction
    ambulant_cent: int
    totaal_cent: int
    advies: StandaardBudget | None
    afgesproken: StandaardBudget | None
    reden: str | None


class Geweigerd(NamedTuple):
    """Why the plan cannot be calculated, in Dutch."""

    uitleg: str


def rekenhulp(regio: Regio, plan: Plan) -> Advies | Geweigerd:
    """Calculate a plan: the first standard budget that is not lower than the total (regions.md, rekenhulp)."""
    groep = _groep(regio, plan)
    if isinstance(groep, Geweigerd):
        return groep
    ambulant = _ambulant(plan)
    if isinstance(ambulant, Geweigerd):
        return ambulant
    if plan.groep is None and plan.ambulant is None and plan.raming is None:
        return Geweigerd("Er is niets te berekenen: geef groep, ambulant of een raming op.")
    totaal = groep[1] + ambulant[1] + (plan.raming or 0)
    advies = next((b for b in regio.standaardbudgetten if b.bedrag >= totaal), None)
    afgesproken = _afgesproken(regio, plan, advies)
    if isinstance(afgesproken, Geweigerd):
        return afgesproken
    return Advies(*groep, *ambulant, totaal, advies, afgesproken, plan.reden)


def als_json(advies: Advies) -> dict[str, object]:
    """The outcome for programs, with the names of norms.md 24."""
    return {
        "groep_uren": _getal(advies.groep_uren),
        "groep_cent": advies.groep_cent,
        "ambulant_uren": _getal(advies.ambulant_uren),
        "ambulant_cent": advies.ambulant_cent,
        "totaal_cent": advies.totaal_cent,
        "advies_budget": advies.advies.nummer if advies.advies else None,
        "advies_cent": advies.advies.bedrag if advies.advies else None,
        "afgesproken_budget": advies.afgesproken.nummer if advies.afgesproken else None,
        "afgesproken_cent": advies.afgesproken.bedrag if advies.afgesproken else None,
        "reden": advies.reden,
    }


def groepstarief(regio: Regio, intensiteit: str) -> int | None:
    """Eurocents per hour for an intensity: of the rekenhulp, else the one tariff of the contract; None: unknown."""
    genoemd = [t.bedrag for t in regio.rekentarieven if t.groep == intensiteit]
    if genoemd:
        return genoemd[0]
    contract = {p.tarief for p in regio.producten if p.groep == intensiteit and p.eenheid == "04"}
    return contract.pop() if len(contract) == 1 else None


def _groep(regio: Regio, plan: Plan) -> tuple[Fraction, int] | Geweigerd:
    groep = plan.groep
    if groep is None:
        return Fraction(0), 0
    if groep.intensiteit == ZWAAR and plan.traject is Traject.DUURZAAM and not groep.kdc_odc:
        return Geweigerd("Groepsaanbod zwaar past niet in een duurzaam traject, behalve bij KDC en ODC.")
    tarief = groepstarief(regio, groep.intensiteit)
    if tarief is None:
        return Geweigerd(f"Het uurtarief van groepsaanbod {groep.intensiteit} staat niet in {regio.bestand}.")
    weken = _weken(plan, groep.weken)
    if isinstance(weken, Geweigerd):
        return weken
    return _uren_en_cent(groep.dagen * groep.uren * weken, tarief)


def _ambulant(plan: Plan) -> tuple[Fraction, int] | Geweigerd:
    ambulant = plan.ambulant
    if ambulant is None:
        return Fraction(0), 0
    weken = _weken(plan, ambulant.weken)
    if isinstance(weken, Geweigerd):
        return weken
    return _uren_en_cent(ambulant.uren * weken, ambulant.tarief)


def _weken(plan: Plan, weken: Fraction | None) -> Fraction | Geweigerd:
    if weken is not None:
        return weken
    if plan.traject is Traject.DUURZAAM:
        return Fraction(WEKEN_DUURZAAM)
    return Geweigerd("Geef het aantal weken van het hersteltraject op; alleen een duurzaam traject heeft er altijd 52.")


def _uren_en_cent(uren: Fraction, tarief: int) -> tuple[Fraction, int]:
    cent = uren * tarief
    return uren, half_omhoog(cent.numerator, cent.denominator)


def _afgesproken(regio: Regio, plan: Plan, advies: StandaardBudget | None) -> StandaardBudget | Geweigerd | None:
    if plan.afgesproken is None:
        return None
    budget = next((b for b in regio.standaardbudgetten if b.nummer == plan.afgesproken), None)
    if budget is None:
        nummers = ", ".join(str(b.nummer) for b in regio.standaardbudgetten) or "geen"
        return Geweigerd(f"Standaardbudget {plan.afgesproken} bestaat niet in {regio.bestand}; wel: {nummers}.")
    if budget != advies and not (plan.reden or "").strip():
        return Geweigerd("Een ander budget dan het advies kan, met een reden: geef die op.")
    return budget


def _getal(uren: Fraction) -> int | float:
    return uren.numerator if uren.denominator == 1 else float(uren)
