"""Reads and keeps who referred, by the requests (JW315) that were received. Writer: toewijzing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from services.shared.platform.database import Transaction

Key = tuple[str, str, str]
"""Municipality, provider and ReferentieAanbieder."""


async def referrers(tx: Transaction, gemeente: str, aanbieder: str, references: Iterable[str]) -> dict[Key, str]:
    """The referrer (COD327) of the last request with each of these references."""
    rows = await tx.match(
        "verzoek",
        ("referentie", "verwijzer"),
        {"gemeente": gemeente, "aanbieder": aanbieder},
        "referentie",
        sorted(references),
    )
    return {(gemeente, aanbieder, row[0]): row[1] for row in rows}


async def write(tx: Transaction, requests: Sequence[tuple[Key, str, int]]) -> None:
    """Keep referrers with the message that brought them; a later request replaces an earlier one."""
    last = {key: (verwijzer, bericht_id) for key, verwijzer, bericht_id in requests}
    await tx.delete("verzoek", {"gemeente": "text", "aanbieder": "text", "referentie": "text"}, sorted(last))
    await tx.insert(
        "verzoek",
        ("gemeente", "aanbieder", "referentie", "verwijzer", "bericht_id"),
        [(*key, *last[key]) for key in sorted(last)],
    )
