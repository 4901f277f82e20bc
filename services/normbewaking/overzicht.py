"""Makes the rows that people and programs read about norms and budgets, as they stand on a day. It changes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from datetime import date

from services.normbewaking.verplichtingen import Verplichting, verplichtingen
from services.shared.dossier import afspraken, budgetten, normen
from services.shared.platform.database import Transaction
from services.shared.region import budgetrij, normrij, zinnen
from services.shared.region.afspraken import Afspraken
from services.shared.region.budget import Budgetboek, BudgetSleutel, BudgetStand
from services.shared.region.budgetrij import BudgetRij, Verschuiving
from services.shared.region.normrij import NormRij, Vergelijking
from services.shared.region.regios import Regios


async def normrijen(tx: Transaction, regios: Regios, vandaag: date) -> list[NormRij]:
    """A row for every provider, code and year with a norm that ever had a granted line (norms.md 7)."""
    standen, _ = await normen.all_of(tx, regios.namen())
    bekend = Afspraken(await afspraken.over_contractjaren(tx))
    norms = regios.normen()
    return [
        normrij.normrij(key, stand, norms[key.regio, key.product, key.jaar], bekend, vandaag)
        for key, stand in sorted(standen.items())
        if (key.regio, key.product, key.jaar) in norms and stand.regels
    ]


def vergelijkingen(rijen: Iterable[NormRij]) -> list[Vergelijking]:
    """Every row beside the other providers of its region, code and year, in the order of the rows."""
    rows = list(rijen)
    groups: dict[tuple[str, str, int], list[NormRij]] = {}
    for rij in rows:
        groups.setdefault((rij.regio, rij.product, rij.jaar), []).append(rij)
    found = {id(each.rij): each for group in groups.values() for each in normrij.vergelijk(group)}
    return [found[id(rij)] for rij in rows]


def norm_json(vergelijking: Vergelijking) -> dict[str, object]:
    """A row about a norm for programs, with its place among the providers."""
    return normrij.als_json(vergelijking.rij) | {
        "rang": vergelijking.rang,
        "van_aanbieders": vergelijking.van,
        "verschil_met_gemiddelde_minuten": float(vergelijking.verschil_minuten),
    }


async def budgetrijen(tx: Transaction, regios: Regios, vandaag: date) -> list[tuple[BudgetRij, Verplichting]]:
    """A row for every budget (norms.md 9), in the order of the files, with what allocations may still cost."""
    boek = Budgetboek(regios)
    standen, _ = await budgetten.all_of(tx, regios.namen())
    open_staand = await verplichtingen(tx, regios)
    rows = []
    for naam, budget in regios.budgetrijen():
        key = BudgetSleutel(naam, budget.segment, budget.subsegment, budget.jaar)
        boek.standen[key] = deepcopy(standen.get(key, BudgetStand()))
        boek.besluit(key)
        rest = open_staand.get(key, Verplichting())
        rows.append(
            (
                budgetrij.budgetrij(key, boek.standen[key], budget, vandaag, rest.specifiek, rest.a_specifiek),
                rest,
            )
        )
    return rows


def budget_json(rij: BudgetRij, rest: Verplichting, opmerkingen: list[str]) -> dict[str, object]:
    """A row about a budget for programs; ``opmerkingen`` are Dutch sentences that belong beside the figure."""
    return budgetrij.als_json(rij) | {"zonder_maximum": rest.zonder_maximum, "opmerkingen": opmerkingen}


def opmerkingen(rijen: Iterable[BudgetRij], regios: Regios) -> dict[BudgetSleutel, list[str]]:
    """What must stand beside each budget: excluded municipalities, when the money is gone, and shifts."""
    rows = list(rijen)
    namen = {code: naam for regio in regios.alle for code, naam in regio.gemeenten.items()}
    shifts: dict[BudgetSleutel, Verschuiving] = {sleutel(each.rij): each for each in budgetrij.verschuivingen(rows)}
    found: dict[BudgetSleutel, list[str]] = {}
    for rij in rows:
        key = sleutel(rij)
        said = [zinnen.uitzondering_zin(rij, namen), zinnen.uitputting_zin(rij)]
        if key in shifts:
            said.append(zinnen.verschuiving_zin(shifts[key]))
        found[key] = [each for each in said if each]
    return found


def sleutel(rij: BudgetRij) -> BudgetSleutel:
    """The key of a row."""
    return BudgetSleutel(rij.regio, rij.segment, rij.subsegment, rij.jaar)


def omvang_zinnen(regios: Regios) -> list[str]:
    """Which care is in the budgets and which is not, per region that says so."""
    found = []
    for regio in regios.alle:
        if regio.budgetten and regio.niet_in_budget:
            wel = f"; wel: {', '.join(regio.wel_in_budget)}" if regio.wel_in_budget else ""
            found.append(f"{regio.naam}: niet in de budgetten: {', '.join(regio.niet_in_budget)}{wel}.")
    return found
