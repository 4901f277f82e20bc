"""Turns what was decided about a delivery into what is kept of it and what the caller gets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from services.shared.desk import events
from services.shared.desk.judge import Answer
from services.shared.desk.opened import Opened, label_out
from services.shared.desk.reading import Unreadable
from services.shared.desk.verdict_document import Verdict
from services.shared.dossier import berichten
from services.shared.dossier.gebeurtenissen import Waiting
from services.shared.platform.keys import Keys
from services.shared.verdict.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of a delivery. Bodies are plain bytes; ``antwoord`` is None when it was parked.

    ``again`` is true when it was answered before; ``other_bytes`` when it now has another content.
    ``parked`` is the reason in Dutch when it was parked, ``by_fault`` true when that is our own fault (a bug).
    ``pair`` is ``gemeente:aanbieder`` when the content could be read and says so. ``remarks`` counts what rules of a
    region said without refusing, by rule and ``signal`` or ``observe``.
    """

    bericht_id: int
    levering: str
    soort: str
    outcome: Outcome
    regels: int
    ingediend_cent: int
    toegekend_cent: int
    antwoord: bytes | None
    oordeel: bytes
    antwoord_soort: str | None = None
    antwoord_id: str | None = None
    pair: str | None = None
    parked: str | None = None
    by_fault: bool = False
    again: bool = False
    other_bytes: bool = False
    remarks: Mapping[tuple[str, str], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Closed:
    """A delivery that is done: the row to keep, what the caller gets, and what the world is told."""

    row: berichten.Row
    answered: Answered
    told: Waiting


def close(
    keys: Keys,
    opened: Opened,
    bericht_id: int,
    verdict: Verdict,
    answer: Answer | None,
    called: str | None,
    declared_on: date | None = None,
    remarks: Mapping[tuple[str, str], int] | None = None,
) -> Closed:
    """Close a delivery with its verdict; ``called`` is its Identificatie.

    It is kept of a refused message too, so that its life can be told; whether it counts as used is another table's.
    """
    delivery, parties = opened.delivery, opened.parties
    outcome = Outcome(verdict.head["outcome"])
    oordeel = verdict.to_bytes()
    row = berichten.Row(
        bericht_id=bericht_id,
        bron=delivery.bron,
        levering=delivery.levering,
        soort=opened.soort,
        gemeente=parties.gemeente if parties else None,
        aanbieder=parties.aanbieder if parties else None,
        identificatie=called,
        dagtekening=declared_on,
        ontvangen_op=delivery.ontvangen_op,
        beoordeeld_op=datetime.now(UTC).isoformat(timespec="milliseconds"),
        inhoud_hash=opened.hash,
        uitkomst=outcome.value,
        regels=verdict.head["regels"],
        ingediend_cent=verdict.head["ingediend_cent"],
        toegekend_cent=verdict.head["toegekend_cent"],
        antwoord_soort=answer.soort if answer else None,
        antwoord_id=answer.identificatie if answer else None,
        inhoud=opened.sealed,
        antwoord=keys.seal(answer.inhoud, label_out(*opened.name)) if answer else None,
        oordeel=keys.seal(oordeel, _label_verdict(*opened.name)),
    )
    answered = Answered(
        bericht_id,
        delivery.levering,
        opened.soort,
        outcome,
        row.regels,
        row.ingediend_cent,
        row.toegekend_cent,
        answer.inhoud if answer else None,
        oordeel,
        answer.soort if answer else None,
        answer.identificatie if answer else None,
        parties.key if parties and not isinstance(opened.read, Unreadable) else None,
        opened.parked,
        opened.by_fault,
        remarks=remarks or {},
    )
    return Closed(row, answered, _told(opened, row))


def reopened(keys: Keys, opened: Opened, stored: berichten.Stored) -> Answered:
    """What came of a delivery that was answered before: the same bytes."""
    return Answered(
        stored.bericht_id,
        stored.levering,
        stored.soort,
        Outcome(stored.uitkomst),
        stored.regels,
        stored.ingediend_cent,
        stored.toegekend_cent,
        None if stored.antwoord is None else keys.open(stored.antwoord, label_out(*opened.name)),
        keys.open(stored.oordeel, _label_verdict(*opened.name)),
        again=True,
        other_bytes=stored.inhoud_hash != opened.hash,
    )


def _label_verdict(bron: str, levering: str) -> str:
    return f"{bron}|{levering}|oordeel"


def _told(opened: Opened, row: berichten.Row) -> Waiting:
    """The event that says how a delivery ended."""
    parked = row.uitkomst == Outcome.PARKED.value
    data: dict[str, Any] = {
        "bericht_id": row.bericht_id,
        "levering": row.levering,
        "soort": row.soort,
        "uitkomst": row.uitkomst,
        "gemeente": row.gemeente,
        "aanbieder": row.aanbieder,
        "regels": row.regels,
        "ingediend_cent": row.ingediend_cent,
        "toegekend_cent": row.toegekend_cent,
        "antwoord": row.antwoord_soort,
    }
    if parked:
        data["reden"] = opened.parked
    key = opened.parties.key if opened.parties else "onbekend"
    naam = "geparkeerd" if parked else "beoordeeld"
    trace = opened.delivery.trace
    return events.event("bericht", naam, f"{row.bron}/{row.levering}", key, row.ontvangen_op, data, trace=trace)
