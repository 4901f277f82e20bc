"""Knows what the world is told about a processed declaration: what was granted and what was refused, in figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from services.shared.desk import events
from services.shared.desk.judge import Judged, Parties
from services.shared.dossier.gebeurtenissen import Waiting
from services.shared.standard.messages.jw323 import CREDIT


def of_lines(judged: Judged, parties: Parties, soort: str) -> Sequence[Waiting]:
    """One event for the granted lines (net eurocents per ProductCode), one for the refused (lines per retourcode)."""
    granted: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    lines = 0
    for prestatie, codes, _ in judged.result.lines:
        if codes:
            for code in codes:
                refused[code] += 1
        else:
            lines += 1
            granted[prestatie.product_code] += (
                -prestatie.bedrag if prestatie.debet_credit == CREDIT else prestatie.bedrag
            )
    about = {
        "bericht_id": judged.bericht_id,
        "soort": soort,
        "gemeente": parties.gemeente,
        "aanbieder": parties.aanbieder,
    }
    subject, time = f"{judged.delivery.bron}/{judged.delivery.levering}", judged.delivery.ontvangen_op
    told: list[Waiting] = []
    if lines:
        data = {**about, "regels": lines, "toegekend_cent": judged.result.granted, "per_product_cent": dict(granted)}
        told.append(events.event("prestatie", "toegekend", subject, parties.key, time, data))
    if refused:
        count = len(judged.result.lines) - lines
        data = {**about, "regels": count, "per_retourcode": dict(refused)}
        told.append(events.event("prestatie", "afgewezen", subject, parties.key, time, data))
    return told
