"""Reads and adds agreements that no message carries. Nothing is ever changed or taken out. Writer: this module."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, assert_never

from services.shared.platform.database import Row, Transaction
from services.shared.region.afspraken import (
    Afspraak,
    Contractjaar,
    Gesprek,
    Offerte,
    Toestemming,
    Toewijzing,
    Trajectkeuze,
    Uitkomst,
    Vastlegging,
    Verbetering,
    Verwijzing,
)
from services.shared.region.termijn import Traject

_COLUMNS = (
    "volgnummer", "soort", "gemeente", "aanbieder", "toewijzing_nummer", "product_code", "jaar", "bedrag", "limiet",
    "uitkomst", "verwijzer", "traject", "van", "tot", "bekend_op", "auteur", "reden",
)  # fmt: skip
_NAMEN = {
    Offerte: "offerte",
    Verwijzing: "verwijzing",
    Trajectkeuze: "traject",
    Toestemming: "toestemming",
    Gesprek: "gesprek",
    Verbetering: "verbetering",
}
RECORDING = "afspraken"
"""The lock under which agreements are numbered and added, so that a lower number is never seen after a higher one."""
SOORTEN = tuple(_NAMEN.values())
"""The kinds of agreement, as commands and tables name them."""


def soort(afspraak: Afspraak) -> str:
    """The kind of an agreement."""
    return _NAMEN[type(afspraak)]


async def next_number(tx: Transaction) -> int:
    """The number of an agreement that is about to be recorded."""
    return (await tx.next_ids("afspraak_volgnummer", 1))[0]


async def add(tx: Transaction, afspraak: Afspraak) -> None:
    """Record one agreement."""
    await tx.insert("afspraak", _COLUMNS, [_row(tx, afspraak)])


async def last_number(tx: Transaction) -> int:
    """The number of the agreement recorded last, 0 when there is none; the same number means the same agreements.

    Holds because who records takes the lock ``RECORDING`` before the number.
    """
    return int((await tx.rows("SELECT COALESCE(MAX(volgnummer), 0) FROM afspraak"))[0][0])


async def over_toewijzingen(
    tx: Transaction, gemeente: str, numbers: Iterable[int], only: str | None = None
) -> list[Afspraak]:
    """The agreements about these allocations of a municipality; ``only`` one kind of them."""
    rows = await tx.match("afspraak", _COLUMNS, {"gemeente": gemeente}, "toewijzing_nummer", numbers)
    return [_afspraak(row) for row in rows if only is None or row[1] == only]


async def over_contractjaren(tx: Transaction) -> list[Afspraak]:
    """The agreements about a provider, code and year: permissions, conversations and improvements."""
    rows = await tx.rows(f"SELECT {','.join(_COLUMNS)} FROM afspraak WHERE jaar IS NOT NULL ORDER BY volgnummer")
    return [_afspraak(row) for row in rows]


async def found(
    tx: Transaction, filters: Mapping[str, object], bekend_tot: date | None, limit: int, offset: int = 0
) -> list[Afspraak]:
    """Agreements in the order in which they were recorded; ``filters`` by column, known on ``bekend_tot`` or before."""
    where, values = _where(filters, bekend_tot)
    rows = await tx.rows(
        f"SELECT {','.join(_COLUMNS)} FROM afspraak{where} ORDER BY volgnummer LIMIT {int(limit)} OFFSET {int(offset)}",
        *values,
    )
    return [_afspraak(row) for row in rows]


async def count(tx: Transaction, filters: Mapping[str, object], bekend_tot: date | None) -> int:
    """How many agreements these filters give."""
    where, values = _where(filters, bekend_tot)
    return int((await tx.rows(f"SELECT COUNT(*) FROM afspraak{where}", *values))[0][0])


def _where(filters: Mapping[str, object], bekend_tot: date | None) -> tuple[str, list[object]]:
    wanted = {column: value for column, value in filters.items() if value is not None and column in _COLUMNS}
    conditions = [f"{column} = ?" for column in wanted]
    values = list(wanted.values())
    if bekend_tot is not None:
        conditions.append("bekend_op <= ?")
        values.append(bekend_tot)
    return (f" WHERE {' AND '.join(conditions)}" if conditions else ""), values


def _row(tx: Transaction, afspraak: Afspraak) -> Row:
    wat: dict[str, object] = {"soort": soort(afspraak)}
    if isinstance(afspraak, Offerte | Verwijzing | Trajectkeuze):
        over = afspraak.toewijzing
        wat |= {"gemeente": over.gemeente, "aanbieder": over.aanbieder, "toewijzing_nummer": over.nummer}
    else:
        jaar = afspraak.contractjaar
        wat |= {"aanbieder": jaar.aanbieder, "product_code": jaar.product, "jaar": jaar.jaar}
    match afspraak:
        case Offerte():
            wat["bedrag"] = afspraak.bedrag
        case Verwijzing():
            wat["verwijzer"] = afspraak.verwijzer
        case Trajectkeuze():
            wat["traject"] = afspraak.soort.value
        case Toestemming():
            wat["limiet"] = afspraak.limiet_minuten
        case Verbetering():
            wat["uitkomst"] = afspraak.uitkomst.value
        case Gesprek():
            pass
        case _:
            assert_never(afspraak)
    v = afspraak.vastlegging
    wat |= {"volgnummer": v.volgnummer, "van": tx.day(v.van), "tot": tx.day(v.tot), "bekend_op": tx.day(v.bekend)}
    wat |= {"auteur": v.auteur, "reden": v.reden}
    return tuple(wat.get(column) for column in _COLUMNS)


def _afspraak(row: Row) -> Afspraak:
    veld: dict[str, Any] = dict(zip(_COLUMNS, row, strict=True))
    vastlegging = Vastlegging(
        veld["volgnummer"],
        veld["bekend_op"],
        veld["auteur"],
        veld["reden"],
        veld["van"],
        veld["tot"],
    )
    if veld["jaar"] is not None:
        jaar = Contractjaar(veld["aanbieder"], veld["product_code"], veld["jaar"])
        if veld["soort"] == "toestemming":
            return Toestemming(jaar, veld["limiet"], vastlegging)
        if veld["soort"] == "gesprek":
            return Gesprek(jaar, vastlegging)
        return Verbetering(jaar, Uitkomst(str(veld["uitkomst"])), vastlegging)
    over = Toewijzing(veld["gemeente"], veld["aanbieder"], veld["toewijzing_nummer"])
    if veld["soort"] == "offerte":
        return Offerte(over, veld["bedrag"], vastlegging)
    if veld["soort"] == "verwijzing":
        return Verwijzing(over, veld["verwijzer"], vastlegging)
    return Trajectkeuze(over, Traject(str(veld["traject"])), vastlegging)
