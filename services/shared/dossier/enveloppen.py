"""Reads and writes envelopes of the GGk, in and out, with every attempt to deliver. Writer: gateway.

INVARIANT: an envelope gets its number, bytes and Bv03 once; a repeated delivery is the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.shared.platform.database import Transaction

IN, OUT = "in", "uit"
RECEIVED, PROCESSED = "ontvangen", "verwerkt"
WAITING, DELIVERED, PARKED = "wacht", "bezorgd", "geparkeerd"
ANSWERED, FAULTED = 1, 2
"""What came back on an envelope of ours: a Du01, a Fo01; 3 for both."""

_COLUMNS = (
    "envelop_id", "richting", "sleutel", "berichtcode", "referentienummer", "cross_refnummer", "functie", "zender",
    "ontvanger", "identificatie", "bron", "levering", "bij", "vingerafdruk", "stand", "reden", "pogingen",
    "volgende_poging", "wanneer", "sinds", "klaar", "uiterlijk", "alarm", "beantwoord", "antwoord", "inhoud", "bijlage",
)  # fmt: skip
_HEAD = tuple(column for column in _COLUMNS if column not in ("inhoud", "bijlage"))
_ATTEMPT = ("envelop_id", "poging", "moment", "uitkomst", "volgende")


@dataclass(frozen=True, slots=True)
class ToStore:
    """An envelope to keep; see ``tables_ggk.Envelop`` for what each means. ``inhoud`` and ``bijlage`` are sealed."""

    richting: str
    sleutel: str
    berichtcode: str
    referentienummer: str
    cross_refnummer: str | None
    functie: str | None
    zender: str | None
    ontvanger: str | None
    vingerafdruk: bytes
    stand: str
    wanneer: int
    sinds: str
    inhoud: bytes
    identificatie: str | None = None
    bron: str | None = None
    levering: str | None = None
    bij: int | None = None
    reden: str | None = None
    uiterlijk: str | None = None
    antwoord: bytes | None = None
    bijlage: bytes | None = None


@dataclass(frozen=True, slots=True)
class Envelop:
    """An envelope without its sealed parts."""

    envelop_id: int
    richting: str
    sleutel: str
    berichtcode: str
    referentienummer: str
    cross_refnummer: str | None
    functie: str | None
    zender: str | None
    ontvanger: str | None
    identificatie: str | None
    bron: str | None
    levering: str | None
    bij: int | None
    vingerafdruk: bytes
    stand: str
    reden: str | None
    pogingen: int
    volgende_poging: int
    wanneer: int
    sinds: str
    klaar: str | None
    uiterlijk: str | None
    alarm: int
    beantwoord: int
    antwoord: bytes | None


@dataclass(frozen=True, slots=True)
class Poging:
    """One attempt: ``moment`` and ``volgende`` are ISO 8601 moments in UTC."""

    envelop_id: int
    poging: int
    moment: str
    uitkomst: str
    volgende: str | None


async def add(tx: Transaction, each: ToStore) -> int:
    """Keep a new one; gives its number. Raises Conflict when its key is known."""
    [number] = await tx.next_ids("envelop_volgnummer", 1)
    values = {column: getattr(each, column) for column in _COLUMNS if hasattr(each, column)}
    values |= {"envelop_id": number, "pogingen": 0, "volgende_poging": each.wanneer, "alarm": 0, "beantwoord": 0}
    await tx.insert("envelop", _COLUMNS, [tuple(values.get(column) for column in _COLUMNS)])
    return number


async def by_key(tx: Transaction, richting: str, sleutel: str) -> Envelop | None:
    """The one with this key."""
    return await _first(tx, "richting = ? AND sleutel = ?", richting, sleutel)


async def sent(tx: Transaction, referentienummer: str) -> Envelop | None:
    """The one that we sent under this number."""
    return await _first(tx, "referentienummer = ? AND richting = ?", referentienummer, OUT)


async def one(tx: Transaction, envelop_id: int) -> Envelop | None:
    """The one with this number."""
    return await _first(tx, "envelop_id = ?", envelop_id)


async def sealed(tx: Transaction, envelop_id: int) -> tuple[bytes, bytes | None]:
    """Its sealed content and what else is sealed of it."""
    rows = await tx.rows("SELECT inhoud, bijlage FROM envelop WHERE envelop_id = ?", envelop_id)
    return bytes(rows[0][0]), None if rows[0][1] is None else bytes(rows[0][1])


async def due(tx: Transaction, richting: str, stand: str, now_ms: int, limit: int) -> list[Envelop]:
    """Those whose turn it is, the longest overdue first."""
    return await _many(
        tx,
        "richting = ? AND stand = ? AND volgende_poging <= ?",
        f" ORDER BY volgende_poging, envelop_id LIMIT {int(limit)}",
        richting, stand, now_ms,
    )  # fmt: skip


async def settle(
    tx: Transaction, was: Envelop, stand: str, reden: str, klaar: str, *,
    identificatie: str | None = None, levering: tuple[str, str] | None = None, bij: int | None = None,
    bijlage: bytes | None = None,
) -> bool:  # fmt: skip
    """Say what became of one that came in; false, and nothing done, when that was said already."""
    bron, name = levering or (was.bron, was.levering)
    touched = await tx.run(
        "UPDATE envelop SET stand = ?, reden = ?, klaar = ?, identificatie = ?, bron = ?, levering = ?, bij = ?,"
        " bijlage = ? WHERE envelop_id = ? AND stand = ?",
        stand, reden, klaar, identificatie, bron, name, bij, bijlage, was.envelop_id, was.stand,
    )  # fmt: skip
    return touched == 1


async def came_back(tx: Transaction, envelop_id: int, what: int) -> None:
    """Something came back on one that we sent: ``ANSWERED`` or ``FAULTED``."""
    await tx.run(
        "UPDATE envelop SET beantwoord = beantwoord + ? WHERE envelop_id = ? AND (beantwoord / ?) % 2 = 0",
        what, envelop_id, what,
    )  # fmt: skip


async def attempted(tx: Transaction, was: Envelop, stand: str, reden: str | None, next_ms: int, each: Poging) -> bool:
    """Record an attempt; false, and nothing done, when another process recorded one meanwhile."""
    touched = await tx.run(
        "UPDATE envelop SET stand = ?, reden = ?, pogingen = ?, volgende_poging = ?, klaar = ?"
        " WHERE envelop_id = ? AND pogingen = ? AND stand = ?",
        stand, reden, each.poging, next_ms, None if stand == WAITING else each.moment,
        was.envelop_id, was.pogingen, WAITING,
    )  # fmt: skip
    if touched == 1:
        row = each.envelop_id, each.poging, each.moment, each.uitkomst, each.volgende
        await tx.insert("envelop_poging", _ATTEMPT, [row])
    return touched == 1


async def attempts(tx: Transaction, envelop_id: int) -> list[Poging]:
    """Every attempt, in order."""
    rows = await tx.rows(
        f"SELECT {','.join(_ATTEMPT)} FROM envelop_poging WHERE envelop_id = ? ORDER BY poging", envelop_id
    )
    return [Poging(*row) for row in rows]


async def release(tx: Transaction, now_ms: int) -> None:
    """Let all that wait for a later moment be tried now."""
    await tx.run(
        "UPDATE envelop SET volgende_poging = ? WHERE richting = ? AND stand = ? AND volgende_poging > ?",
        now_ms, OUT, WAITING, now_ms,
    )  # fmt: skip


async def wait_again(tx: Transaction, envelop_id: int, now_ms: int) -> bool:
    """Let a parked one be taken up again; whether it was parked."""
    touched = await tx.run(
        "UPDATE envelop SET stand = CASE WHEN richting = ? THEN ? ELSE ? END, volgende_poging = ?, klaar = NULL"
        " WHERE envelop_id = ? AND stand = ?",
        OUT, WAITING, RECEIVED, now_ms, envelop_id, PARKED,
    )  # fmt: skip
    return touched == 1


async def unanswered(tx: Transaction, until: str, alarm: int, limit: int) -> list[Envelop]:
    """Those of which the last day is ``until`` or earlier, with a lower alarm, and nothing followed on them."""
    return await _many(
        tx,
        "uiterlijk IS NOT NULL AND uiterlijk <= ? AND alarm < ? AND beantwoord = 0 AND NOT EXISTS"
        " (SELECT 1 FROM envelop a WHERE a.bij = envelop.envelop_id AND a.richting = ? AND a.stand = ?)",
        f" ORDER BY envelop_id LIMIT {int(limit)}",
        until, alarm, OUT, DELIVERED,
    )  # fmt: skip


async def alarmed(tx: Transaction, envelop_id: int, alarm: int) -> None:
    """An alarm was given."""
    await tx.run("UPDATE envelop SET alarm = ? WHERE envelop_id = ?", alarm, envelop_id)


async def about(tx: Transaction, bron: str, levering: str) -> list[Envelop]:
    """All envelopes of a message, in and out, in order."""
    return await _many(tx, "levering = ? AND bron = ?", " ORDER BY envelop_id", levering, bron)


async def named(tx: Transaction, name: str) -> list[Envelop]:
    """Those with this referentienummer, or with a message of this Identificatie."""
    return await _many(tx, "referentienummer = ? OR identificatie = ?", " ORDER BY envelop_id LIMIT 50", name, name)


async def beside(tx: Transaction, each: Envelop) -> list[Envelop]:
    """An envelope with the one that it belongs to and those that belong to it, in order."""
    return await _many(
        tx,
        "envelop_id IN (?, ?) OR bij = ?",
        " ORDER BY envelop_id LIMIT 50",
        each.envelop_id, each.bij or each.envelop_id, each.envelop_id,
    )  # fmt: skip


async def let_go(tx: Transaction, before: str) -> int:
    """Empty the sealed bytes of envelopes that are done and are older than this moment (ISO 8601, UTC); how many."""
    return await tx.run(
        "UPDATE envelop SET inhoud = ? WHERE sinds < ? AND stand IN (?, ?) AND length(inhoud) > 0",
        b"", before, PROCESSED, DELIVERED,
    )  # fmt: skip


async def to_pack(tx: Transaction, names: Sequence[tuple[str, str]]) -> None:
    """Answers (source and id) of which must still be seen whether an envelope leaves for them."""
    for bron, levering in names:
        await tx.run(
            "INSERT INTO te_verpakken (bron, levering) VALUES (?, ?) ON CONFLICT (bron, levering) DO NOTHING",
            bron, levering,
        )  # fmt: skip


async def unpacked(tx: Transaction, limit: int) -> list[tuple[str, str]]:
    """Some of those answers."""
    rows = await tx.rows(f"SELECT bron, levering FROM te_verpakken ORDER BY bron, levering LIMIT {int(limit)}")
    return [(row[0], row[1]) for row in rows]


async def packed(tx: Transaction, bron: str, levering: str) -> bool:
    """It was seen to; false when another process did."""
    return await tx.run("DELETE FROM te_verpakken WHERE bron = ? AND levering = ?", bron, levering) == 1


async def _first(tx: Transaction, condition: str, *values: object) -> Envelop | None:
    found = await _many(tx, condition, " ORDER BY envelop_id LIMIT 1", *values)
    return found[0] if found else None


async def _many(tx: Transaction, condition: str, rest: str, *values: object) -> list[Envelop]:
    rows = await tx.rows(f"SELECT {','.join(_HEAD)} FROM envelop WHERE {condition}{rest}", *values)
    return [Envelop(*row) for row in rows]
