"""Knows how a change of a norm or a budget leaves as an event; nothing in it leads to a person."""

from __future__ import annotations

from typing import Any

from services.shared.desk import events
from services.shared.dossier.gebeurtenissen import Waiting
from services.shared.region.budget import BudgetWijziging
from services.shared.region.gebeurtenis import budget_gegevens, norm_gegevens
from services.shared.region.norm import NormWijziging


def of_norm(change: NormWijziging, number: int, time: str) -> Waiting:
    """The event about a norm; ``number`` counts the changes of that norm, from 1."""
    key = change.sleutel
    subject = f"{key.regio}/{key.aanbieder}/{key.product}/{key.jaar}"
    return _event("norm", subject, f"{key.regio}:{key.aanbieder}", time, norm_gegevens(change), number)


def of_budget(change: BudgetWijziging, number: int, time: str) -> Waiting:
    """The event about a budget; ``number`` counts the borders told of that budget, from 1."""
    key = change.sleutel
    subject = f"{key.regio}/{key.segment}/{key.subsegment}/{key.jaar}"
    return _event("budget", subject, f"{key.regio}:{key.segment}", time, budget_gegevens(change), number)


def _event(soort: str, subject: str, key: str, time: str, data: dict[str, Any], number: int) -> Waiting:
    return events.event(soort, None, subject, key, time, data, uniek=f"#{number}:{sorted(data.items())}")
