"""Writes the figures that a count changed, in the transaction of that count."""

from __future__ import annotations

from collections.abc import Iterable

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
        {key: loaded.verteld.get(key, 0) for key in touched},
    )
    for key in sorted(touched):
        after = telling.normen.clienten.get(key)
        if after:
            await normen.write_clients(tx, key, after, loaded.clienten.get(key, set()))
    budget_keys = set(touched_budgets)
    await budgetten.write(
        tx,
        {key: telling.budgetten.standen[key] for key in budget_keys},
        {key: loaded.verteld.get(key, 0) for key in budget_keys},
    )
    await budgetten.write_granted(tx, telling.op_toewijzing, loaded.op_toewijzing)


async def replace(tx: Transaction, telling: Telling, verteld: dict[object, int], regios: Iterable[str]) -> None:
    """Put the figures of a count from nothing in the place of what stood for these regions."""
    wanted = set(regios)
    for regio in sorted(wanted):
        await normen.forget(tx, regio)
        await budgetten.forget(tx, regio)
    norms = {key: stand for key, stand in telling.normen.standen.items() if key.regio in wanted}
    await normen.write(tx, norms, {key: verteld.get(key, 0) for key in norms})
    for key in sorted(norms):
        await normen.write_clients(tx, key, telling.normen.clienten.get(key, {}), ())
    budgets = {key: stand for key, stand in telling.budgetten.standen.items() if key.regio in wanted}
    await budgetten.write(tx, budgets, {key: verteld.get(key, 0) for key in budgets})
    op = {key: cent for key, cent in telling.op_toewijzing.items() if key.sleutel.regio in wanted}
    await budgetten.write_granted(tx, op, ())
