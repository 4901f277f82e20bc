"""Writes the figures that a count changed, in the transaction of that count."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from services.normbewaking.gather import Loaded
from services.normbewaking.telling import Telling
from services.shared.dossier import budgetten, normen
from services.shared.platform.database import Transaction
from services.shared.region.budget import BudgetSleutel
from services.shared.region.norm import NormSleutel


async def store(
    tx: Transaction, loaded: Loaded, touched_norms: Iterable[NormSleutel], touched_budgets: Iterable[BudgetSleutel]
) -> None:
    """Keep what these norms and budgets have become."""
    telling = loaded.telling
    touched = set(touched_norms)
    await normen.write(
        tx,
        {key: telling.normen.standen[key] for key in touched},
        {key: loaded.verteld.normen.get(key, 0) for key in touched},
    )
    for key in sorted(touched):
        after = telling.normen.clienten.get(key)
        if after:
            await normen.write_clients(tx, key, after, loaded.clienten.get(key, set()))
    budget_keys = set(touched_budgets)
    await budgetten.write(
        tx,
        {key: telling.budgetten.standen[key] for key in budget_keys},
        {key: loaded.verteld.budgetten.get(key, 0) for key in budget_keys},
    )
    await budgetten.write_granted(tx, telling.op_toewijzing, loaded.op_toewijzing)


async def replace_norms(
    tx: Transaction, telling: Telling, told: Mapping[NormSleutel, int], regios: Collection[str]
) -> None:
    """Put norms as they were counted from nothing in the place of what stood for these regions."""
    for regio in sorted(regios):
        await normen.forget(tx, regio)
    standen = {key: stand for key, stand in telling.normen.standen.items() if key.regio in regios}
    await normen.write(tx, standen, told)
    for key in sorted(standen):
        await normen.write_clients(tx, key, telling.normen.clienten.get(key, {}), ())


async def replace_budgets(
    tx: Transaction, telling: Telling, told: Mapping[BudgetSleutel, int], regios: Collection[str]
) -> None:
    """Put budgets as they were counted from nothing in the place of what stood for these regions."""
    for regio in sorted(regios):
        await budgetten.forget(tx, regio)
    standen = {key: stand for key, stand in telling.budgetten.standen.items() if key.regio in regios}
    await budgetten.write(tx, standen, told)
    op = {key: cent for key, cent in telling.op_toewijzing.items() if key.sleutel.regio in regios}
    await budgetten.write_granted(tx, op, ())
