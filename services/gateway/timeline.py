"""Tells the life of a message: received, judged, answered, delivered, with every envelope; nothing personal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from services.gateway.collect import label
from services.gateway.intake import GATEWAY_SOURCE
from services.gateway.stuf import levensloop
from services.gateway.stuf.levensloop import Levensloop
from services.shared.desk.events import SOURCE
from services.shared.desk.publishing import answer_id
from services.shared.dossier import bezorgingen, enveloppen
from services.shared.dossier.bezorgingen import Bezorging, Poging
from services.shared.dossier.enveloppen import Envelop
from services.shared.platform.database import Database, Row, Transaction
from services.shared.platform.keys import Keys

_ANSWERED = (bezorgingen.WAITING, bezorgingen.DELIVERED, bezorgingen.PARKED, bezorgingen.ENVELOPE)


class NotYet:
    """The message is known and has no answer yet."""


class Gone:
    """The answer was delivered and is no longer kept."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer as it was published, byte for byte."""

    levering: str
    soort: str
    inhoud: bytes


@dataclass(frozen=True, slots=True)
class Timeline:
    """Looks messages up: by the id of their receipt, and for their life by any name they go by."""

    database: Database
    keys: Keys
    enveloppen: Levensloop

    async def answer(self, levering: str) -> Answer | NotYet | Gone | None:
        """The answer, None for an id that nobody here gave out. Raises DatabaseError."""
        async with self.database.transaction(write=False) as tx:
            found = await _expected(tx, GATEWAY_SOURCE, levering)
            if found is None:
                return None
            sealed = await bezorgingen.content(tx, found.bezorging_id)
        if sealed is None:
            return Gone() if found.stand in _ANSWERED else NotYet()
        return Answer(found.levering, found.soort, self.keys.open(sealed, label(found.bron, found.levering)))

    async def life(self, name: str) -> dict[str, Any] | None:
        """What happened to the message with this id, Identificatie, referentienummer or reference of a claim.

        None when nothing goes by that name. When several do, the last is told first and the rest stand in ``andere``.
        Raises DatabaseError.
        """
        async with self.database.transaction(write=False) as tx:
            lives = [await self._life(tx, *each) for each in await levensloop.zoek(tx, name)]
            loose = await levensloop.los(tx, name)
            if not lives and loose:
                return {**_nothing(name, loose), "enveloppen": await self.enveloppen.van(tx, loose)}
        if not lives:
            return None
        *others, last = lives
        return {**last, "andere": others} if others else last

    async def _life(self, tx: Transaction, bron: str, levering: str) -> dict[str, Any]:
        found = await _expected(tx, bron, levering)
        judged = await _judged(tx, bron, levering)
        around = await enveloppen.about(tx, bron, levering)
        told = await self.enveloppen.van(tx, around)
        attempts = [] if found is None else await bezorgingen.attempts(tx, found.bezorging_id)
        reason, until = await _waits(tx, bron, levering, around)
        answered = found is not None and found.stand in _ANSWERED
        return {
            "id": levering,
            "bron": bron,
            **_received(found, judged, around, answered),
            "wacht": reason,
            "wacht_tot": until,
            "beoordeeld": {"uitkomst": judged[2], "regels": judged[3]} if judged else None,
            "beantwoord": _answered(found) if found is not None and answered else None,
            "bezorgd": _delivered(found, attempts, told) if found is not None and answered else None,
            "enveloppen": told,
        }


async def _expected(tx: Transaction, bron: str, levering: str) -> Bezorging | None:
    return await bezorgingen.one(tx, SOURCE, answer_id(bron, levering))


async def _judged(tx: Transaction, bron: str, levering: str) -> Row | None:
    rows = await tx.rows(
        "SELECT soort, ontvangen_op, uitkomst, regels, identificatie FROM bericht WHERE bron = ? AND levering = ?",
        bron, levering,
    )  # fmt: skip
    return rows[0] if rows else None


async def _waits(tx: Transaction, bron: str, levering: str, around: list[Envelop]) -> tuple[str | None, str | None]:
    """Why the message goes no further, in Dutch, and until when; None when nothing holds it up."""
    if await tx.rows("SELECT 1 FROM wachtend WHERE bron = ? AND levering = ?", bron, levering):
        return "Een eerdere toewijzing van deze gemeente en aanbieder is nog niet beoordeeld.", None
    parked = await tx.rows(
        "SELECT reden FROM geparkeerd WHERE bron = ? AND levering = ? AND stand IN ('geparkeerd', 'opnieuw')"
        " ORDER BY parkeer_id DESC",
        bron, levering,
    )  # fmt: skip
    if parked:
        return f"Geparkeerd: {parked[0][0]}", None
    return levensloop.wacht(around) or (None, None)


def _received(found: Bezorging | None, judged: Row | None, around: list[Envelop], answered: bool) -> dict[str, Any]:
    first = next((each for each in around if each.richting == enveloppen.IN and each.berichtcode == "Di01"), None)
    expected = found if found is not None and not answered else None
    soort = judged[0] if judged else (first.functie if first else (expected.soort if expected else None))
    moment = first.sinds if first else (judged[1] if judged else (expected.sinds if expected else None))
    named = judged[4] if judged and judged[4] else next((each.identificatie for each in around), None)
    return {"soort": soort, "identificatie": named, "ontvangen": {"moment": moment}}


def _answered(found: Bezorging) -> dict[str, Any]:
    return {"moment": found.sinds, "soort": found.soort.upper(), "antwoord": found.levering}


def _delivered(found: Bezorging, attempts: list[Poging], told: list[dict[str, Any]]) -> dict[str, Any] | None:
    if found.stand == bezorgingen.ENVELOPE:
        return levensloop.bezorgd(told)
    return {
        "stand": found.stand,
        "bestemming": found.bestemming or None,
        "pogingen": [
            {"poging": each.poging, "moment": each.moment, "uitkomst": each.uitkomst, "volgende": each.volgende}
            for each in attempts
        ],
    }


def _nothing(name: str, loose: list[Envelop]) -> dict[str, Any]:
    """Envelopes that belong to no message."""
    reason, until = levensloop.wacht(loose) or (None, None)
    return {
        "id": levensloop.toonbaar_nummer(name),
        "bron": None,
        "soort": None,
        "identificatie": None,
        "ontvangen": None,
        "wacht": reason,
        "wacht_tot": until,
        "beoordeeld": None,
        "beantwoord": None,
        "bezorgd": None,
    }
