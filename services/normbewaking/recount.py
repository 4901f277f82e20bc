"""Counts norms and budgets again from the ledger alone, and says where that differs from what stood."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from services.normbewaking import gather
from services.normbewaking.store import replace_budgets, replace_norms
from services.normbewaking.telling import Geteld, Telling
from services.normbewaking.vingerafdruk import codes, vingerafdrukken
from services.shared.dossier import budgetten, normen, regiotellingen, volgrij
from services.shared.platform.database import Transaction
from services.shared.region.budget import BudgetStand
from services.shared.region.norm import NormStand
from services.shared.region.normtoestand import Toestand
from services.shared.region.regios import Regios

Advance = Callable[[int], None]
Soort = Literal["norm", "budget"]


@dataclass(frozen=True, slots=True)
class Verschil:
    """A figure that was counted otherwise than it stood; ``wat`` names norm or budget and the figure, in Dutch."""

    soort: Soort
    wat: str
    stond: object
    is_nu: object

    def __str__(self) -> str:
        return f"{self.wat}: stond op {self.stond}, is nu {self.is_nu}"


async def from_ledger(tx: Transaction, regios: Regios, advance: Advance | None = None) -> Telling:
    """The figures of every declaration that is not waiting to be counted; memory holds figures, not postings."""
    telling, geteld, wanted = Telling(regios), Geteld(), codes(regios)
    at = -1
    while True:
        messages = gather.within(await volgrij.counted(tx, at, gather.MESSAGES))
        if not messages or not wanted:
            return telling
        async for part in gather.postings(tx, messages, wanted):
            for _, boeking in part:
                telling.boek(boeking, geteld)
        at = messages[-1].bericht_id
        if advance is not None:
            advance(len(messages))


async def recount(
    tx: Transaction,
    regios: Regios,
    names: frozenset[str] | None = None,
    advance: Advance | None = None,
    only: Soort | None = None,
) -> list[Verschil]:
    """Count these regions again (all without ``names``) and keep the outcome; the differences with what stood.

    ``only`` norms or budgets: the others stay as they are.

    What was told stays told. Call it under the lock of normbewaking.
    """
    prints = vingerafdrukken(regios)
    wanted = frozenset(prints) if names is None else names
    telling = await from_ledger(tx, Regios(regio for regio in regios.alle if regio.naam in wanted), advance)
    norms, norms_told = await normen.all_of(tx, sorted(wanted))
    budgets, budgets_told = await budgetten.all_of(tx, sorted(wanted))
    for key, stood in norms.items():
        if stood.verteld is not Toestand.BINNEN or key in telling.normen.standen:
            telling.normen.standen.setdefault(key, NormStand()).verteld = stood.verteld
    for budget_key, budget in budgets.items():
        if budget.verteld or budget_key in telling.budgetten.standen:
            telling.budgetten.stand(budget_key).verteld = budget.verteld
    found: list[Verschil] = []
    if only != "budget":
        found += _norms(norms, telling.normen.standen)
        for regio in sorted(wanted):
            found += _clients(await normen.all_clients(tx, regio), telling.normen.clienten, regio)
        await replace_norms(tx, telling, norms_told, wanted)
    if only != "norm":
        found += _budgets(budgets, telling.budgetten.standen)
        for regio in sorted(wanted):
            found += _granted(await budgetten.all_granted(tx, regio), telling.op_toewijzing, regio)
        await replace_budgets(tx, telling, budgets_told, wanted)
    if only is None:
        await regiotellingen.write(tx, {naam: prints[naam] for naam in wanted})
    return found


_NORM_FIGURES = (
    "minuten", "cent", "clienten", "regels", "late_regels", "maanden", "nieuwe_clienten", "andere_eenheden",
)  # fmt: skip
_BUDGET_FIGURES = ("toegekend", "uitgezonderd", "regels", "maanden")


def _norms(stood: normen.Standen, now: normen.Standen) -> Iterator[Verschil]:
    for key in sorted(stood.keys() | now.keys()):
        old, new = stood.get(key, NormStand()), now.get(key, NormStand())
        for figure in _NORM_FIGURES:
            was, is_now = getattr(old, figure), getattr(new, figure)
            if was != is_now:
                yield Verschil("norm", f"norm {' '.join(map(str, key))}, {figure}", was, is_now)


def _budgets(stood: budgetten.Standen, now: budgetten.Standen) -> Iterator[Verschil]:
    for key in sorted(stood.keys() | now.keys()):
        old, new = stood.get(key, BudgetStand()), now.get(key, BudgetStand())
        for figure in _BUDGET_FIGURES:
            was, is_now = getattr(old, figure), getattr(new, figure)
            if was != is_now:
                yield Verschil("budget", f"budget {' '.join(map(str, key))}, {figure}", was, is_now)


def _clients(stood: normen.Clienten, now: normen.Clienten, regio: str) -> Iterator[Verschil]:
    """Only how many clients differ: a pseudonym tells a reader nothing."""
    for key in sorted(stood.keys() | {key for key in now if key.regio == regio}):
        old, new = stood.get(key, {}), now.get(key, {})
        differ = sum(old.get(client) != new.get(client) for client in old.keys() | new.keys())
        if differ:
            yield Verschil("norm", f"norm {' '.join(map(str, key))}, afwijkende cliëntstanden", differ, 0)


def _granted(
    stood: dict[budgetten.OpToewijzing, int], now: dict[budgetten.OpToewijzing, int], regio: str
) -> Iterator[Verschil]:
    for key in sorted(stood.keys() | {key for key in now if key.sleutel.regio == regio}):
        old, new = stood.get(key, 0), now.get(key, 0)
        if old != new:
            yield Verschil("budget", f"budget {' '.join(map(str, key.sleutel))}, toewijzing {key.nummer}", old, new)
