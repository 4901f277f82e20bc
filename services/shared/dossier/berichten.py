"""Reads and writes deliveries: what came in, what came of it, and the answer as sealed bytes.

INVARIANT: a delivery (source and id) has at most one row, and its answer never changes after that.
Writers: toewijzing and declaratie, each for its own kinds of message.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from services.shared.platform.database import Transaction

_COLUMNS = (
    "bericht_id", "bron", "levering", "soort", "gemeente", "aanbieder", "identificatie", "dagtekening", "ontvangen_op",
    "beoordeeld_op",
    "inhoud_hash", "uitkomst", "regels", "ingediend_cent", "toegekend_cent", "antwoord_soort", "antwoord_id", "inhoud",
    "antwoord", "oordeel",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stored:
    """A delivery that was answered before. Bodies are sealed; ``antwoord`` is None when it was parked."""

    bericht_id: int
    levering: str
    soort: str
    inhoud_hash: bytes
    uitkomst: str
    regels: int
    ingediend_cent: int
    toegekend_cent: int
    antwoord_soort: str | None
    antwoord: bytes | None
    oordeel: bytes


@dataclass(frozen=True, slots=True)
class Row:
    """A delivery as it is kept; amounts in signed eurocents.

    ``ontvangen_op`` is an ISO 8601 moment in UTC, ``dagtekening`` the date of a declaration.
    """

    bericht_id: int
    bron: str
    levering: str
    soort: str
    gemeente: str | None
    aanbieder: str | None
    identificatie: str | None
    dagtekening: date | None
    ontvangen_op: str
    beoordeeld_op: str
    inhoud_hash: bytes
    uitkomst: str
    regels: int
    ingediend_cent: int
    toegekend_cent: int
    antwoord_soort: str | None
    antwoord_id: str | None
    inhoud: bytes
    antwoord: bytes | None
    oordeel: bytes


async def answered(tx: Transaction, bron: str, leveringen: Iterable[str]) -> dict[str, Stored]:
    """The deliveries of this source that were answered before, by id."""
    rows = await tx.match(
        "bericht",
        ("bericht_id", "levering", "soort", "inhoud_hash", "uitkomst", "regels", "ingediend_cent",
         "toegekend_cent", "antwoord_soort", "antwoord", "oordeel"),
        {"bron": bron},
        "levering",
        leveringen,
    )  # fmt: skip
    return {row[1]: Stored(*row) for row in rows}


async def known_identifications(
    tx: Transaction, afzender: str, bericht_code: str, identifications: Iterable[str]
) -> set[tuple[str, str, str]]:
    """Which of these identifications were taken before (TR056), as (afzender, bericht_code, identificatie)."""
    rows = await tx.match(
        "identificatie",
        ("identificatie",),
        {"afzender": afzender, "bericht_code": bericht_code},
        "identificatie",
        identifications,
    )
    return {(afzender, bericht_code, row[0]) for row in rows}


async def write(tx: Transaction, rows: Sequence[Row], taken: Sequence[tuple[str, str, str, int]]) -> None:
    """Keep deliveries, and the identifications that count as used from now with their message."""
    await tx.insert("bericht", _COLUMNS, [_values(tx, row) for row in rows])
    await tx.insert("identificatie", ("afzender", "bericht_code", "identificatie", "bericht_id"), taken)


def _values(tx: Transaction, row: Row) -> tuple[object, ...]:
    return tuple(tx.day(row.dagtekening) if column == "dagtekening" else getattr(row, column) for column in _COLUMNS)


async def forget(tx: Transaction, bericht_ids: Sequence[int]) -> None:
    """Take out deliveries that were parked, because they are handed in again."""
    await tx.delete("bericht", {"bericht_id": "bigint"}, [(bericht_id,) for bericht_id in bericht_ids])


async def let_go(tx: Transaction, before: str) -> int:
    """Empty the sealed bodies of messages received before this moment (ISO 8601, UTC); how many."""
    return await tx.run(
        "UPDATE bericht SET inhoud = ?, antwoord = NULL WHERE ontvangen_op < ? AND length(inhoud) > 0", b"", before
    )
