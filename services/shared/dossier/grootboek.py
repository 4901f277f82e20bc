"""Reads and writes the ledger: lines, balances and open debits, always together. Writer: declaratie.

INVARIANT: the balance of an allocation equals the sum of its granted postings. It is kept by writing both in one
transaction and by comparing the balance with what was judged against before it is set.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import islice

from services.shared.platform.database import Conflict, Row, Transaction
from services.shared.standard.judging.result import JudgedLine
from services.shared.standard.remembered import OpenKey
from services.shared.standard.view import Debet, Stand

_LINE = (
    "bericht_id", "regel", "aanbieder", "gemeente", "referentie_nummer", "vorig_referentie_nummer",
    "toewijzing_nummer", "product_categorie", "product_code", "begin", "eind", "geleverd_volume", "eenheid",
    "product_tarief", "bedrag", "debet_credit", "toegekend", "retourcodes",
)  # fmt: skip
_DEBET = (
    "referentie_nummer", "gemeente", "toewijzing_nummer", "product_categorie", "product_code", "begin", "eind",
    "geleverd_volume", "eenheid", "product_tarief", "bedrag", "debet_credit", "toegekend",
)  # fmt: skip
_OPEN = ("toewijzing_nummer", "begin", "eind", "product_code", "product_categorie")
_OPEN_KEY = {
    "gemeente": "text", "toewijzing_nummer": "bigint", "begin": "date", "eind": "date", "product_code": "text",
    "product_categorie": "text",
}  # fmt: skip
_SALDO_KEY = {"gemeente": "text", "toewijzing_nummer": "bigint"}
_SALDO = {"cent": "bigint", "volume": "bigint", "regels": "bigint"}
_BATCH = 2048
_NOTHING = (0, 0, 0)


async def standen(tx: Transaction, gemeente: str, numbers: Iterable[int]) -> dict[int, Stand]:
    """The balances of allocations; one without postings is absent."""
    rows = await tx.match("saldo", ("toewijzing_nummer", *_SALDO), {"gemeente": gemeente}, "toewijzing_nummer", numbers)
    return {row[0]: Stand(*row[1:]) for row in rows}


async def used_references(tx: Transaction, aanbieder: str, references: Iterable[str]) -> set[str]:
    """Which of these line references the provider used before."""
    rows = await tx.match("boeking", ("referentie_nummer",), {"aanbieder": aanbieder}, "referentie_nummer", references)
    return {row[0] for row in rows}


async def debetten(tx: Transaction, aanbieder: str, references: Iterable[str]) -> dict[str, Debet]:
    """The earlier lines of the provider with these references."""
    rows = await tx.match("boeking", _DEBET, {"aanbieder": aanbieder}, "referentie_nummer", references)
    return {row[0]: Debet._make((*row[1:12], bool(row[12]))) for row in rows}


async def credited(tx: Transaction, aanbieder: str, references: Iterable[str]) -> set[str]:
    """Which of these lines already have an accepted credit."""
    rows = await tx.match(
        "boeking",
        ("vorig_referentie_nummer",),
        {"aanbieder": aanbieder},
        "vorig_referentie_nummer",
        references,
        "t.vorig_referentie_nummer IS NOT NULL AND t.toegekend = 1",
    )
    return {row[0] for row in rows}


async def open_debits(tx: Transaction, gemeente: str, numbers: Iterable[int], begin: date) -> dict[OpenKey, int]:
    """The granted, uncredited debits on these allocations whose ProductPeriode begins on this day, in eurocents."""
    rows = await tx.match(
        "open_debet", (*_OPEN, "bedrag"), {"gemeente": gemeente, "begin": begin}, "toewijzing_nummer", numbers
    )
    return {(row[0], row[1], row[2], row[3], row[4]): row[5] for row in rows}


async def open_amounts(tx: Transaction, gemeente: str, numbers: Iterable[int]) -> list[tuple[int, date, int]]:
    """What stands on these allocations: number, first day of ProductPeriode, and eurocents of each open debit."""
    rows = await tx.match(
        "open_debet", ("toewijzing_nummer", "begin", "bedrag"), {"gemeente": gemeente}, "toewijzing_nummer", numbers
    )
    return [(row[0], row[1], row[2]) for row in rows]


async def post(tx: Transaction, gemeente: str, judged: Sequence[tuple[int, str, Sequence[JudgedLine]]]) -> None:
    """Write the lines of declarations (message, provider, lines in order of assessment) at one municipality.

    Messages share a statement; a large one takes several, to save memory.
    """
    rows: list[Row] = []
    for bericht_id, aanbieder, lines in judged:
        for start in range(0, len(lines), _BATCH):
            rows += _line_rows(tx, bericht_id, aanbieder, gemeente, start, lines[start : start + _BATCH])
            if len(rows) >= _BATCH:
                await tx.insert("boeking", _LINE, rows)
                rows.clear()
    await tx.insert("boeking", _LINE, rows)


def _line_rows(
    tx: Transaction, bericht_id: int, aanbieder: str, gemeente: str, start: int, lines: Sequence[JudgedLine]
) -> list[Row]:
    day = tx.day
    return [
        (
            bericht_id,
            regel,
            aanbieder,
            gemeente,
            referentie,
            vorig,
            nummer if nummer >= 0 else None,
            categorie,
            code,
            day(begin),
            day(eind),
            volume,
            eenheid,
            tarief,
            bedrag,
            side,
            0 if codes else 1,
            " ".join(codes) if codes else None,
        )
        for regel, (
            (referentie, vorig, nummer, categorie, code, begin, eind, volume, eenheid, tarief, bedrag, side, _),
            codes,
            first_use,
        ) in enumerate(lines, start)
        if first_use
    ]


async def write_open(tx: Transaction, gemeente: str, before: dict[OpenKey, int], after: dict[OpenKey, int]) -> None:
    """Make the open debits of ``before`` those of ``after``; raises Conflict when one of them is gone meanwhile."""
    gone = [(key, bedrag) for key, bedrag in before.items() if after.get(key) != bedrag]
    if await tx.delete("open_debet", _OPEN_KEY, [row[:-1] for row in _open_rows(tx, gemeente, gone)]) != len(gone):
        raise Conflict("open_debet")
    new = ((key, bedrag) for key, bedrag in after.items() if before.get(key) != bedrag)
    while batch := _open_rows(tx, gemeente, islice(new, _BATCH)):
        await tx.insert("open_debet", (*_OPEN_KEY, "bedrag"), batch)


def _open_rows(tx: Transaction, gemeente: str, debits: Iterable[tuple[OpenKey, int]]) -> list[Row]:
    day = tx.day
    return [
        (gemeente, nummer, day(begin), day(eind), code, categorie, bedrag)
        for (nummer, begin, eind, code, categorie), bedrag in debits
    ]


async def write_balances(
    tx: Transaction, gemeente: str, before: dict[int, tuple[int, int, int]], after: dict[int, Stand]
) -> None:
    """Write the balances that changed; raises Conflict when one is not what was judged against (``before``)."""
    numbers = sorted(after)
    for start in range(0, len(numbers), _BATCH):
        new: list[Row] = []
        changed: list[Row] = []
        for nummer in numbers[start : start + _BATCH]:
            stand = after[nummer]
            now, was = (stand.cent, stand.volume, stand.regels), before.get(nummer)
            if was is None:
                if now != _NOTHING:
                    new.append((gemeente, nummer, *now))
            elif now != was:
                changed.append((gemeente, nummer, *now, *was))
        await tx.insert("saldo", (*_SALDO_KEY, *_SALDO), new)
        if await tx.update("saldo", _SALDO_KEY, _SALDO, changed, was=_SALDO) != len(changed):
            raise Conflict("saldo")
