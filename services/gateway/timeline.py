"""Tells the life of a message that was handed in here: received, judged, answered, delivered; nothing personal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from services.gateway.collect import label
from services.gateway.intake import GATEWAY_SOURCE
from services.shared.desk.events import SOURCE
from services.shared.desk.publishing import answer_id
from services.shared.dossier import bezorgingen
from services.shared.dossier.bezorgingen import Bezorging, Poging
from services.shared.platform.database import Database, Transaction
from services.shared.platform.keys import Keys

_ANSWERED = (bezorgingen.WAITING, bezorgingen.DELIVERED, bezorgingen.PARKED)


class NotYet:
    """The message is known and has no answer yet."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer as it was published, byte for byte."""

    levering: str
    soort: str
    inhoud: bytes


@dataclass(frozen=True, slots=True)
class Timeline:
    """Looks messages up by the id of their receipt."""

    database: Database
    keys: Keys

    async def answer(self, levering: str) -> Answer | NotYet | None:
        """The answer, None for an id that nobody here gave out. Raises DatabaseError."""
        async with self.database.transaction(write=False) as tx:
            found = await self._find(tx, levering)
            if found is None:
                return None
            sealed = await bezorgingen.content(tx, found.bezorging_id)
        if sealed is None:
            return NotYet()
        return Answer(found.levering, found.soort, self.keys.open(sealed, label(found.bron, found.levering)))

    async def life(self, levering: str) -> dict[str, Any] | None:
        """What happened to the message, None for an id that nobody here gave out. Raises DatabaseError."""
        async with self.database.transaction(write=False) as tx:
            found = await self._find(tx, levering)
            if found is None:
                return None
            judged = await tx.rows(
                "SELECT soort, ontvangen_op, uitkomst, regels FROM bericht WHERE bron = ? AND levering = ?",
                GATEWAY_SOURCE, levering,
            )  # fmt: skip
            waits = await _waits(tx, levering)
            attempts = await bezorgingen.attempts(tx, found.bezorging_id)
        answered = found.stand in _ANSWERED
        return {
            "id": levering,
            "soort": judged[0][0] if judged else (None if answered else found.soort),
            "ontvangen": {"moment": judged[0][1] if judged else (None if answered else found.sinds)},
            "wacht": waits,
            "beoordeeld": {"uitkomst": judged[0][2], "regels": judged[0][3]} if judged else None,
            "beantwoord": _answered(found) if answered else None,
            "bezorgd": _delivered(found, attempts) if answered else None,
        }

    async def _find(self, tx: Transaction, levering: str) -> Bezorging | None:
        return await bezorgingen.one(tx, SOURCE, answer_id(GATEWAY_SOURCE, levering))


async def _waits(tx: Transaction, levering: str) -> str | None:
    """Why the message is not judged, in Dutch; None when nothing holds it up."""
    waiting = await tx.rows("SELECT 1 FROM wachtend WHERE bron = ? AND levering = ?", GATEWAY_SOURCE, levering)
    if waiting:
        return "Een eerdere toewijzing van deze gemeente en aanbieder is nog niet beoordeeld."
    parked = await tx.rows(
        "SELECT reden FROM geparkeerd WHERE bron = ? AND levering = ? AND stand IN ('geparkeerd', 'opnieuw')"
        " ORDER BY parkeer_id DESC",
        GATEWAY_SOURCE, levering,
    )  # fmt: skip
    return f"Geparkeerd: {parked[0][0]}" if parked else None


def _answered(found: Bezorging) -> dict[str, Any]:
    return {"moment": found.sinds, "soort": found.soort.upper(), "antwoord": found.levering}


def _delivered(found: Bezorging, attempts: list[Poging]) -> dict[str, Any]:
    return {
        "stand": found.stand,
        "bestemming": found.bestemming or None,
        "pogingen": [
            {"poging": each.poging, "moment": each.moment, "uitkomst": each.uitkomst, "volgende": each.volgende}
            for each in attempts
        ],
    }
