"""Reads and writes the ledger: lines, balances and open debits, always together. Writer: declaratie.

INVARIANT: the balance of an allocation equals the sum of its granted postings. It is kept by writing both in one
transaction and by comparing the balance with what was judged against before it is set.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from services.shared.platform.database import Conflict, Row, Transaction
from services.shared.standard.judging.result import JudgedLine
from services.shared.standard.messages.jw323 import CREDIT, DEBET
from services.shared.standard.remembered import OpenKey, open_key
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
_BATCH = 4096


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


async def open_debits(tx: Transaction, gemeente: str, numbers: Iterable[int], first: date, last: date) -> set[OpenKey]:
    """The granted, uncredited debits on these allocations whose ProductPeriode begins in the inclusive period."""
    rows = await tx.match(
        "open_debet",
        _OPEN,
        {"gemeente": gemeente},
        "toewijzing_nummer",
        numbers,
        f"t.begin >= '{first.isoformat()}' AND t.begin <= '{last.isoformat()}'",
    )
    return {tuple(row) for row in rows}


async def open_amounts(tx: Transaction, gemeente: str, numbers: Iterable[int]) -> list[tuple[int, date, int]]:
    """What stands on these allocations: number, first day of ProductPeriode, and eurocents of each open debit."""
    rows = await tx.match(
        "open_debet", ("toewijzing_nummer", "begin", "bedrag"), {"gemeente": gemeente}, "toewijzing_nummer", numbers
    )
    return [(row[0], row[1], row[2]) for row in rows]


@dataclass(slots=True)
class Postings:
    """What one or more declarations of a batch add to the ledger of one municipality.

    ``before`` is the balance each allocation was judged against, absent when it had none. ``one_per_period`` is true
    where the standard allows one open debit per allocation, product and period (TR389: release 3.2).
    """

    gemeente: str
    before: dict[int, tuple[int, int, int]]
    one_per_period: bool = True
    lines: list[tuple[int, str, Sequence[JudgedLine]]] = field(default_factory=list)

    def add(self, bericht_id: int, aanbieder: str, lines: Sequence[JudgedLine]) -> None:
        """The lines of one declaration, in order of assessment."""
        self.lines.append((bericht_id, aanbieder, lines))


async def post(tx: Transaction, postings: Postings, after: dict[int, Stand]) -> None:
    """Write lines, open debits and balances; raises Conflict when a balance is not what was judged against."""
    first: dict[OpenKey, str] = {}
    last: dict[OpenKey, tuple[str, int]] = {}
    for bericht_id, aanbieder, lines in postings.lines:
        for start in range(0, len(lines), _BATCH):
            batch = lines[start : start + _BATCH]
            await tx.insert("boeking", _LINE, _line_rows(tx, bericht_id, aanbieder, postings.gemeente, start, batch))
        for line in lines:
            if not line.codes:
                key = open_key(line.prestatie)
                first.setdefault(key, line.prestatie.debet_credit)
                last[key] = line.prestatie.debet_credit, line.prestatie.bedrag
    if postings.one_per_period:
        opened = {key: last[key][1] for key, side in first.items() if side == DEBET and last[key][0] == DEBET}
        closed = [key for key, side in first.items() if side == CREDIT and last[key][0] == CREDIT]
        replaced = {key: last[key][1] for key, side in first.items() if side == CREDIT and last[key][0] == DEBET}
        await _write_open(tx, postings.gemeente, opened | replaced, [*closed, *replaced])
    await _write_balances(tx, postings, after, sorted({key[0] for key in first}))


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
            p.referentie_nummer,
            p.vorig_referentie_nummer,
            p.toewijzing_nummer if p.toewijzing_nummer >= 0 else None,
            p.product_categorie,
            p.product_code,
            day(p.begin),
            day(p.eind),
            p.geleverd_volume,
            p.eenheid,
            p.product_tarief,
            p.bedrag,
            p.debet_credit,
            0 if codes else 1,
            " ".join(codes) if codes else None,
        )
        for regel, (p, codes, first_use) in enumerate(lines, start)
        if first_use
    ]


async def _write_open(tx: Transaction, gemeente: str, opened: dict[OpenKey, int], closed: Sequence[OpenKey]) -> None:
    day = tx.day
    gone = [(gemeente, n, day(b), day(e), code, cat) for n, b, e, code, cat in closed]
    if await tx.delete("open_debet", _OPEN_KEY, gone) != len(gone):
        raise Conflict("open_debet")
    keys = list(opened)
    for start in range(0, len(keys), _BATCH):
        rows = [
            (gemeente, n, day(b), day(e), code, cat, opened[n, b, e, code, cat])
            for n, b, e, code, cat in keys[start : start + _BATCH]
        ]
        await tx.insert("open_debet", (*_OPEN_KEY, "bedrag"), rows)


async def _write_balances(tx: Transaction, postings: Postings, after: dict[int, Stand], touched: Sequence[int]) -> None:
    gemeente, before = postings.gemeente, postings.before
    new = [(gemeente, n, after[n].cent, after[n].volume, after[n].regels) for n in touched if n not in before]
    changed = [
        (gemeente, n, after[n].cent, after[n].volume, after[n].regels, *before[n]) for n in touched if n in before
    ]
    await tx.insert("saldo", (*_SALDO_KEY, *_SALDO), new)
    if await tx.update("saldo", _SALDO_KEY, _SALDO, changed, was=_SALDO) != len(changed):
        raise Conflict("saldo")
