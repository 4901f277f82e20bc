"""Writes what processed declarations leave behind: lines, balances, numbers and periods."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from services.shared.desk.judge import Before, Judged, Parties
from services.shared.dossier import declaraties, grootboek, volgrij
from services.shared.platform.database import Transaction
from services.shared.standard.remembered import Remembered

Processed = tuple[Judged, Parties, str, str]
"""A judged declaration, between whom, its kind, and its DeclaratieNummer or DeclarantFactuurNummer."""


async def store(tx: Transaction, processed: Sequence[Processed], before: Before, after: Remembered) -> None:
    """Write everything; raises Conflict when another process was first.

    A batch may hold both kinds of declaration, and ``after`` is what all of them left. So the kind that comes first
    writes open debits, balances and periods for both, and takes them out of ``before``, where what must still be
    written stands.
    """
    for gemeente in sorted({parties.gemeente for _, parties, _, _ in processed}):
        lines = [
            (judged.bericht_id, parties.aanbieder, judged.result.lines)
            for judged, parties, _, _ in processed
            if parties.gemeente == gemeente
        ]
        await grootboek.post(tx, gemeente, lines)
        open_before = before.open_debetten.pop(gemeente, None)
        if open_before is not None:
            await grootboek.write_open(tx, gemeente, open_before, after.gemeente(gemeente).open_debetten)
        standen = before.standen.pop(gemeente, None)
        if standen is not None:
            await grootboek.write_balances(tx, gemeente, standen, after.gemeente(gemeente).standen)
    numbers = [(parties.aanbieder, soort, nummer, judged.bericht_id) for judged, parties, soort, nummer in processed]
    periods: dict[tuple[str, str], date] = {}
    for _, parties, _, _ in processed:
        latest = after.aanbieder(parties.aanbieder).laatste_begin.get(parties.gemeente)
        if latest is not None:
            periods[parties.aanbieder, parties.gemeente] = latest
    await declaraties.write(tx, numbers, periods, before.perioden)
    before.perioden |= periods.keys()
    await volgrij.add(tx, [judged.bericht_id for judged, _, _, _ in processed])
