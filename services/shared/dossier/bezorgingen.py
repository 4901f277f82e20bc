"""Reads and writes answers on their way out: expected, waiting, delivered or parked, with every attempt.

INVARIANT: a row is named by source and id of its answer and gets its content once; that never changes. Writer: gateway.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.shared.platform.database import Transaction

RECEIVING, EXPECTED, WAITING, DELIVERED, PARKED = "ontvangst", "verwacht", "wacht", "bezorgd", "geparkeerd"
"""Taken in but not yet confirmed by the log; on the log without an answer; answered; delivered; given up."""
ENVELOPE = "envelop"
"""Answered, and leaves in an envelope of the GGk instead of by itself."""

_COLUMNS = (
    "bezorging_id", "bron", "levering", "antwoord_op", "antwoord_op_bron", "soort", "sleutel", "bestemming", "stand",
    "pogingen", "volgende_poging", "sinds", "inhoud",
)  # fmt: skip
_HEAD = _COLUMNS[:-1]
_ATTEMPT = ("bezorging_id", "poging", "moment", "uitkomst", "volgende")


@dataclass(frozen=True, slots=True)
class ToStore:
    """An answer to keep, or with an empty ``inhoud`` one that is expected. ``bron`` and ``levering`` name the answer,
    ``antwoord_op`` and ``antwoord_op_bron`` the message it answers. ``sinds`` is an ISO 8601 moment in UTC."""

    bron: str
    levering: str
    antwoord_op: str
    antwoord_op_bron: str
    soort: str
    sleutel: str | None
    stand: str
    volgende_poging: int
    sinds: str
    inhoud: bytes


@dataclass(frozen=True, slots=True)
class Bezorging:
    """An answer on its way, without its content. ``volgende_poging`` in milliseconds since 1970."""

    bezorging_id: int
    bron: str
    levering: str
    antwoord_op: str
    antwoord_op_bron: str
    soort: str
    sleutel: str | None
    bestemming: str
    stand: str
    pogingen: int
    volgende_poging: int
    sinds: str


@dataclass(frozen=True, slots=True)
class Poging:
    """One attempt: ``moment`` and ``volgende`` are ISO 8601 moments in UTC."""

    bezorging_id: int
    poging: int
    moment: str
    uitkomst: str
    volgende: str | None


async def add(tx: Transaction, rows: Sequence[ToStore]) -> None:
    """Add new ones; raises Conflict when one is known."""
    if not rows:
        return
    ids = await tx.next_ids("bezorg_volgnummer", len(rows))
    await tx.insert(
        "bezorging",
        _COLUMNS,
        [
            (number, r.bron, r.levering, r.antwoord_op, r.antwoord_op_bron, r.soort, r.sleutel, "", r.stand, 0,
             r.volgende_poging, r.sinds, r.inhoud)
            for number, r in zip(ids, rows, strict=True)
        ],
    )  # fmt: skip


async def confirm(tx: Transaction, bron: str, levering: str) -> bool:
    """The log has the message that this answer will belong to; whether that was news."""
    touched = await tx.run(
        "UPDATE bezorging SET stand = ? WHERE bron = ? AND levering = ? AND stand = ?",
        EXPECTED, bron, levering, RECEIVING,
    )  # fmt: skip
    return touched == 1


async def forget(tx: Transaction, bron: str, levering: str) -> None:
    """Take out one whose message never came on the log."""
    await tx.run("DELETE FROM bezorging WHERE bron = ? AND levering = ? AND stand = ?", bron, levering, RECEIVING)


async def fill(tx: Transaction, bezorging_id: int, answer: ToStore) -> bool:
    """Give an expected one its answer; whether it was still expected."""
    touched = await tx.run(
        "UPDATE bezorging SET soort = ?, sleutel = ?, stand = ?, volgende_poging = ?, sinds = ?, inhoud = ?"
        " WHERE bezorging_id = ? AND stand IN (?, ?)",
        answer.soort, answer.sleutel, answer.stand, answer.volgende_poging, answer.sinds, answer.inhoud,
        bezorging_id, RECEIVING, EXPECTED,
    )  # fmt: skip
    return touched == 1


async def known(tx: Transaction, bron: str, leveringen: Iterable[str]) -> dict[str, Bezorging]:
    """Those of this source that are known, by id."""
    rows = await tx.match("bezorging", _HEAD, {"bron": bron}, "levering", leveringen)
    return {row[2]: Bezorging(*row) for row in rows}


async def one(tx: Transaction, bron: str, levering: str) -> Bezorging | None:
    """The one with this name."""
    return (await known(tx, bron, [levering])).get(levering)


async def content(tx: Transaction, bezorging_id: int) -> bytes | None:
    """The sealed content; None when there is none yet."""
    rows = await tx.rows("SELECT inhoud FROM bezorging WHERE bezorging_id = ?", bezorging_id)
    return bytes(rows[0][0]) or None if rows else None


async def due(tx: Transaction, now_ms: int, most: int, most_bytes: int) -> list[tuple[Bezorging, bytes]]:
    """Those that may be tried now, the longest overdue first, with their sealed content; always one if there is one."""
    rows = await tx.rows(
        f"SELECT {','.join(_HEAD)}, length(inhoud) FROM bezorging WHERE stand = ? AND volgende_poging <= ?"
        f" ORDER BY volgende_poging, bezorging_id LIMIT {int(most)}",
        WAITING, now_ms,
    )  # fmt: skip
    heads: list[Bezorging] = []
    size = 0
    for *head, length in rows:
        size += length
        if heads and size > most_bytes:
            break
        heads.append(Bezorging(*head))
    ids = [each.bezorging_id for each in heads]
    found = await tx.match("bezorging", ("bezorging_id", "inhoud"), {}, "bezorging_id", ids)
    contents: dict[int, bytes] = {number: bytes(content) for number, content in found}
    return [(each, contents[each.bezorging_id]) for each in heads]


async def attempted(
    tx: Transaction, was: Bezorging, bestemming: str, stand: str, next_ms: int, attempt: Poging
) -> bool:
    """Record an attempt; false, and nothing done, when another process recorded one meanwhile."""
    touched = await tx.run(
        "UPDATE bezorging SET bestemming = ?, stand = ?, pogingen = ?, volgende_poging = ?"
        " WHERE bezorging_id = ? AND pogingen = ? AND stand = ?",
        bestemming, stand, attempt.poging, next_ms, was.bezorging_id, was.pogingen, WAITING,
    )  # fmt: skip
    if touched == 1:
        row = attempt.bezorging_id, attempt.poging, attempt.moment, attempt.uitkomst, attempt.volgende
        await tx.insert("bezorgpoging", _ATTEMPT, [row])
    return touched == 1


async def release(tx: Transaction, now_ms: int) -> None:
    """Let all that wait for a later moment be tried now: their destination is back."""
    await tx.run("UPDATE bezorging SET volgende_poging = ? WHERE stand = ? AND volgende_poging > ?",
                 now_ms, WAITING, now_ms)  # fmt: skip


async def let_go(tx: Transaction, before: str) -> int:
    """Empty the sealed bytes of answers that are delivered and older than this moment (ISO 8601, UTC); how many."""
    return await tx.run(
        "UPDATE bezorging SET inhoud = ? WHERE sinds < ? AND stand IN (?, ?) AND length(inhoud) > 0",
        b"", before, DELIVERED, ENVELOPE,
    )  # fmt: skip


async def reroute(tx: Transaction, bezorging_id: int) -> None:
    """One that was to leave in an envelope leaves by itself after all: there is no envelope that it answers."""
    await tx.run("UPDATE bezorging SET stand = ? WHERE bezorging_id = ? AND stand = ?",
                 WAITING, bezorging_id, ENVELOPE)  # fmt: skip


async def wait_again(tx: Transaction, bezorging_id: int, now_ms: int) -> bool:
    """Let a parked one be tried again; whether it was parked."""
    touched = await tx.run(
        "UPDATE bezorging SET stand = ?, volgende_poging = ? WHERE bezorging_id = ? AND stand = ?",
        WAITING, now_ms, bezorging_id, PARKED,
    )  # fmt: skip
    return touched == 1


async def attempts(tx: Transaction, bezorging_id: int) -> list[Poging]:
    """Every attempt, in order."""
    rows = await tx.rows(
        f"SELECT {','.join(_ATTEMPT)} FROM bezorgpoging WHERE bezorging_id = ? ORDER BY poging", bezorging_id
    )
    return [Poging(*row) for row in rows]
