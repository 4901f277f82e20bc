"""Works out what current allocations may still cost under each regional budget (norms.md 11)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from services.shared.dossier import budgetten
from services.shared.dossier.budgetten import OpToewijzing
from services.shared.platform.database import Row, Transaction
from services.shared.region.budget import BudgetSleutel, vastgelegd
from services.shared.region.contract import Budget, Product
from services.shared.region.regios import Regios
from services.shared.region.termijn import datum_die_ertoe_doet
from services.shared.standard.omvang import ruimte_totaal

_TIJD = frozenset(("01", "04"))
_EURO = "83"


@dataclass(slots=True)
class Verplichting:
    """What allocations may still cost under one budget, in eurocents.

    ``specifiek`` over specific allocations, ``a_specifiek`` over A-specific ones; ``zonder_maximum`` counts specific
    allocations that have no maximum (no Einddatum) or no tariff, of which nothing can be said.
    """

    specifiek: int = 0
    a_specifiek: int = 0
    zonder_maximum: int = 0


class _Allocation(NamedTuple):
    gemeente: str
    nummer: int
    aanbieder: str
    categorie: str | None
    code: str | None
    toewijzingsdatum: date
    ingangsdatum: date
    einddatum: date | None
    volume: int | None
    eenheid: str | None
    frequentie: str | None
    budget: int | None


async def verplichtingen(tx: Transaction, regios: Regios) -> dict[BudgetSleutel, Verplichting]:
    """The commitments per budget; a budget without any is absent."""
    found: dict[BudgetSleutel, Verplichting] = defaultdict(Verplichting)
    for naam in regios.namen():
        per_code = _per_code(regios, naam)
        if not per_code:
            continue
        per_categorie = _per_categorie(regios, naam, per_code)
        gemeenten = sorted({code for regio in regios.bestanden(naam) for code in regio.gemeenten})
        codes = sorted(per_code)
        rows = await budgetten.allocations(tx, gemeenten, codes, sorted(per_categorie))
        granted = await budgetten.all_granted(tx, naam)
        for row in rows:
            _add(found, regios, _allocation(row), per_code, per_categorie, granted)
    return found


_Keys = Mapping[str, Sequence[tuple[BudgetSleutel, Budget]]]


def _per_code(regios: Regios, naam: str) -> _Keys:
    found: dict[str, list[tuple[BudgetSleutel, Budget]]] = defaultdict(list)
    for regio, budget in regios.budgetrijen():
        if regio == naam:
            for code in budget.producten:
                found[code].append((BudgetSleutel(naam, budget.segment, budget.subsegment, budget.jaar), budget))
    return found


def _per_categorie(regios: Regios, naam: str, per_code: _Keys) -> _Keys:
    """Per category the one budget of each year whose codes have it; a category of two budgets belongs to neither."""
    budgets: dict[str, set[BudgetSleutel]] = defaultdict(set)
    by_key: dict[BudgetSleutel, Budget] = {}
    for regio in regios.bestanden(naam):
        for product in regio.producten:
            for key, budget in per_code.get(product.code, ()):
                budgets[product.categorie].add(key)
                by_key[key] = budget
    found: dict[str, list[tuple[BudgetSleutel, Budget]]] = {}
    for categorie, keys in budgets.items():
        jaren = [key.jaar for key in keys]
        found[categorie] = [(key, by_key[key]) for key in sorted(keys) if jaren.count(key.jaar) == 1]
    return found


def _allocation(row: Row) -> _Allocation:
    return _Allocation(*row)


def _add(
    found: dict[BudgetSleutel, Verplichting],
    regios: Regios,
    allocation: _Allocation,
    per_code: _Keys,
    per_categorie: _Keys,
    granted: Mapping[OpToewijzing, int],
) -> None:
    """Add what one allocation may still cost to every budget that it touches."""
    specific = allocation.code is not None
    keys = per_code.get(allocation.code or "", ()) if specific else per_categorie.get(allocation.categorie or "", ())
    for key, budget in keys:
        if allocation.gemeente in budget.uitgezonderde_gemeenten or not _runs_in(allocation, key.jaar):
            continue
        done = granted.get(OpToewijzing(key, allocation.gemeente, allocation.nummer), 0)
        cent = (
            _specific(regios, allocation, key.jaar, done)
            if specific
            else _left(allocation, allocation.budget or 0, None, _EURO, key.jaar, done)
        )
        if cent is None:
            found[key].zonder_maximum += 1
        elif specific:
            found[key].specifiek += cent
        else:
            found[key].a_specifiek += cent


def _runs_in(allocation: _Allocation, jaar: int) -> bool:
    """Whether an allocation touches a year; without Einddatum it runs on."""
    einde = allocation.einddatum
    return allocation.ingangsdatum.year <= jaar and (einde is None or einde.year >= jaar)


def _specific(regios: Regios, allocation: _Allocation, jaar: int, done: int) -> int | None:
    """Eurocents that a specific allocation may still cost in a year; None when it has no maximum or no tariff."""
    if allocation.volume is None or allocation.eenheid is None or allocation.frequentie is None:
        return None
    maximum = ruimte_totaal(
        allocation.volume, allocation.eenheid, allocation.frequentie, allocation.ingangsdatum, allocation.einddatum
    )
    if maximum is None:
        return None
    if allocation.eenheid == _EURO:
        return _left(allocation, maximum, None, _EURO, jaar, done)
    product = _product(regios, allocation, jaar)
    if product is None or product.tarief is None:
        return None
    return _left(allocation, maximum, product.tarief, product.eenheid, jaar, done)


def _product(regios: Regios, allocation: _Allocation, jaar: int) -> Product | None:
    """The contract line that prices an allocation in a year: of its first day there, in a unit of the same kind."""
    dag = datum_die_ertoe_doet(allocation.toewijzingsdatum, allocation.ingangsdatum)
    for moment in (max(dag, date(jaar, 1, 1)), dag):
        regio = regios.in_kracht(allocation.gemeente, moment)
        if regio is None:
            continue
        for product in regio.product(allocation.code or "", moment, allocation.aanbieder):
            if product.eenheid == allocation.eenheid or {product.eenheid, allocation.eenheid} <= _TIJD:
                return product
    return None


def _left(allocation: _Allocation, maximum: int, tarief: int | None, tariefeenheid: str, jaar: int, done: int) -> int:
    return vastgelegd(maximum, tarief, tariefeenheid, allocation.ingangsdatum, allocation.einddatum, jaar, done)
