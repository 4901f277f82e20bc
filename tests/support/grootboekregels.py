"""Puts processed declarations straight into the ledger, for tests about what is counted from it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from services.shared.platform.database import Database

_BERICHT = (
    "bericht_id", "bron", "levering", "soort", "gemeente", "aanbieder", "dagtekening", "ontvangen_op", "inhoud_hash",
    "uitkomst", "regels", "ingediend_cent", "toegekend_cent", "inhoud", "oordeel",
)  # fmt: skip
_BOEKING = (
    "bericht_id", "regel", "aanbieder", "gemeente", "referentie_nummer", "toewijzing_nummer", "product_categorie",
    "product_code", "begin", "eind", "geleverd_volume", "eenheid", "product_tarief", "bedrag", "debet_credit",
    "toegekend",
)  # fmt: skip
_TOEWIJZING = (
    "gemeente", "toewijzing_nummer", "aanbieder", "client", "toewijzingsdatum", "toewijzingstijd", "ingangsdatum",
)  # fmt: skip
AANBIEDER = "12345678"


class Gedeclareerd(NamedTuple):
    """A granted line: of the n-th client, at a municipality, so much of a code in a month of 2024."""

    client: int
    gemeente: str
    code: str
    eenheid: str
    volume: int
    maand: int
    credit: bool = False


async def make_allocations(database: Database, clients: int, gemeenten: Sequence[str]) -> None:
    """An allocation for every client at every municipality; its number is that of the client."""
    async with database.transaction() as tx:
        first = tx.day(date(2024, 1, 1))
        rows = [
            (gemeente, client, AANBIEDER, client.to_bytes(16, "big"), first, "10:00:00", first)
            for gemeente in gemeenten
            for client in range(clients)
        ]
        await tx.insert("toewijzing", _TOEWIJZING, rows)


async def process(database: Database, number: int, lines: Sequence[Gedeclareerd]) -> None:
    """One declaration that was processed and waits to be counted."""
    async with database.transaction() as tx:
        day = tx.day
        message = (number, "urn:test", str(number), "JW323", lines[0].gemeente, AANBIEDER, day(date(2024, 6, 1)),
                   "2024-06-01T00:00:00+00:00", b"x", "accepted", len(lines), 0, 0, b"x", b"x")  # fmt: skip
        await tx.insert("bericht", _BERICHT, [message])
        rows = []
        for n, line in enumerate(lines):
            begin = date(2024, line.maand, 1)
            rows.append((
                number, n, AANBIEDER, line.gemeente, f"{number}-{n}", line.client, "54", line.code, day(begin),
                day(begin.replace(day=28)), line.volume, line.eenheid, 150, line.volume * 150,
                "C" if line.credit else "D", 1,
            ))  # fmt: skip
        await tx.insert("boeking", _BOEKING, rows)
        await tx.insert("te_volgen", ("bericht_id",), [(number,)])
