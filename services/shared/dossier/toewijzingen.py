"""Reads and writes allocations: the version that counts now and every version there ever was. Writer: toewijzing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from services.shared.platform.database import Conflict, Transaction
from services.shared.standard.view import Toewijzing

_KEY = {"gemeente": "text", "toewijzing_nummer": "bigint"}
_KINDS = {
    "aanbieder": "text", "client": "bytea", "categorie": "text", "code": "text", "toewijzingsdatum": "date",
    "toewijzingstijd": "text", "ingangsdatum": "date", "einddatum": "date", "reden_wijziging": "text",
    "volume": "integer", "eenheid": "text", "frequentie": "text", "budget": "integer",
}  # fmt: skip
_COLUMNS = (*_KEY, *_KINDS)
_BATCH = 4096
_made = tuple.__new__  # makes a NamedTuple without the detour through a Python function of its own


async def current(tx: Transaction, gemeente: str, numbers: Iterable[int]) -> dict[int, Toewijzing]:
    """The versions that count now, by ToewijzingNummer. Equal values are one object: allocations repeat each other."""
    found: dict[int, Toewijzing] = {}
    seen: dict[Any, Any] = {}
    share, wanted = seen.setdefault, list(numbers)
    for start in range(0, len(wanted), _BATCH):
        batch = wanted[start : start + _BATCH]
        whole: dict[tuple[Any, ...], tuple[Any, ...]] = {}  # most have the terms of another; else at least some of them
        for row in await tx.match("toewijzing", _COLUMNS[1:], {"gemeente": gemeente}, "toewijzing_nummer", batch):
            (nummer, aanbieder, client), terms = row[:3], row[3:]
            shared = whole.get(terms)
            if shared is None:
                shared = whole[terms] = tuple(map(share, terms, terms))
            found[nummer] = _made(Toewijzing, (gemeente, nummer, share(aanbieder, aanbieder), client, *shared))
    return found


async def known_clients(
    tx: Transaction, gemeente: str, aanbieder: str, clients: Iterable[bytes]
) -> set[tuple[str, bytes]]:
    """Which of these clients ever had an allocation for this provider, as (aanbieder, client)."""
    found: set[tuple[str, bytes]] = set()
    for client in clients:
        if await tx.rows(
            "SELECT 1 FROM toewijzing WHERE gemeente = ? AND aanbieder = ? AND client = ? LIMIT 1",
            gemeente, aanbieder, client,
        ):  # fmt: skip
            found.add((aanbieder, client))
    return found


async def references(tx: Transaction, gemeente: str, numbers: Iterable[int]) -> set[tuple[int, str]]:
    """The ReferentieAanbieder that earlier versions carried, as (ToewijzingNummer, reference)."""
    rows = await tx.match(
        "toewijzing_versie",
        ("toewijzing_nummer", "referentie_aanbieder"),
        {"gemeente": gemeente},
        "toewijzing_nummer",
        numbers,
        "t.referentie_aanbieder IS NOT NULL",
    )
    return {(row[0], row[1]) for row in rows}


async def write(
    tx: Transaction,
    versions: Sequence[tuple[Toewijzing, int, str | None]],
    new: Sequence[Toewijzing],
    changed: Sequence[Toewijzing],
) -> None:
    """Keep versions (with message and ReferentieAanbieder); ``new`` and ``changed`` are those that count from now."""
    await tx.insert(
        "toewijzing_versie",
        (*_COLUMNS, "bericht_id", "referentie_aanbieder"),
        [(*_row(tx, version), bericht_id, reference) for version, bericht_id, reference in versions],
    )
    await tx.insert("toewijzing", _COLUMNS, [_row(tx, version) for version in sorted(new, key=_key)])
    rows = [_row(tx, version) for version in sorted(changed, key=_key)]
    if await tx.update("toewijzing", _KEY, _KINDS, rows) != len(rows):
        raise Conflict("toewijzing")


def _key(version: Toewijzing) -> tuple[str, int]:
    return version.gemeente, version.toewijzing_nummer


def _row(tx: Transaction, version: Toewijzing) -> tuple[object, ...]:
    return (
        *version[:6],
        tx.day(version.toewijzingsdatum),
        version.toewijzingstijd,
        tx.day(version.ingangsdatum),
        tx.day(version.einddatum),
        *version[10:],
    )
