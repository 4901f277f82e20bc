"""Keeps the figures of a service up to date: lag, outbox, what is parked, and whether the ledger fits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from services.shared.dossier import gebeurtenissen, parkeerplaats, posities, wachtkamer
from services.shared.dossier.gebeurtenissen import Waiting
from services.shared.platform.database import Database, Transaction
from services.shared.platform.log.port import Log
from services.shared.platform.observability import Metrics

_EVERY_SECONDS = 5.0
_LEDGER_EVERY = 60


@dataclass(frozen=True, slots=True)
class Figures:
    """Where the figures of one service are kept."""

    dienst: str
    metrics: Metrics
    now_ms: Callable[[], int]


async def keep(figures: Figures, database: Database, log: Log, stop: asyncio.Event) -> None:
    """Measure time and again until ``stop``; a server that is away only means older figures."""
    rounds = 0
    while not stop.is_set():
        try:
            await _measure(figures, database, log, ledger=rounds % _LEDGER_EVERY == 0)
        except Exception:  # noqa: BLE001 - measuring must never end the service that is measured
            figures.metrics.trouble.labels(figures.dienst, "meten").inc()
        rounds += 1
        try:
            await asyncio.wait_for(stop.wait(), _EVERY_SECONDS)
        except TimeoutError:
            continue


async def _measure(figures: Figures, database: Database, log: Log, *, ledger: bool) -> None:
    metrics, dienst = figures.metrics, figures.dienst
    async with database.transaction(write=False) as tx:
        waiting = await tx.rows("SELECT COUNT(*) FROM gebeurtenis WHERE dienst = ?", dienst)
        first = await gebeurtenissen.first(tx, 1, dienst)
        parked = await parkeerplaats.counts(tx)
        positions = await posities.all_of(tx, dienst)
        oldest = await wachtkamer.oldest(tx, dienst)
        drift = await ledger_drift(tx) if ledger and dienst == "declaratie" else None
    metrics.outbox_size.labels(dienst).set(waiting[0][0])
    metrics.outbox_age.labels(dienst).set(_age(first[0][1], figures.now_ms()) if first else 0)
    metrics.parked.labels(dienst).set(parked.get(dienst, 0))
    age = 0.0 if oldest is None else max(0.0, (figures.now_ms() - oldest) / 1000)
    metrics.oldest.labels(dienst).set(age)
    if drift is not None:
        metrics.drift.set(drift)
    topics = sorted({topic for topic, _ in positions})
    if topics:
        for partition, end in (await log.ends(topics)).items():
            behind = end - positions.get((partition.topic, partition.number), 0)
            metrics.lag.labels(dienst, partition.topic, str(partition.number)).set(max(0, behind))


def _age(waiting: Waiting, now_ms: int) -> float:
    """How many seconds ago the record was made that waits longest; 0 when its headers do not say."""
    made = waiting.made
    return 0.0 if made is None else max(0.0, now_ms / 1000 - made.timestamp())


async def ledger_drift(tx: Transaction) -> int:
    """The sum of all balances minus the sum of all granted postings, in eurocents; 0 when the ledger fits."""
    balances = await tx.rows("SELECT COALESCE(SUM(cent), 0) FROM saldo")
    postings = await tx.rows(
        "SELECT COALESCE(SUM(CASE WHEN debet_credit = 'C' THEN -bedrag ELSE bedrag END), 0)"
        " FROM boeking WHERE toegekend = 1"
    )
    return int(balances[0][0]) - int(postings[0][0])
