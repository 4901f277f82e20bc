"""Knows what a service brings to the counter for one kind of message: gather, judge, respond and store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from services.shared.desk.delivery import Delivery
from services.shared.desk.reading import Kind, Readable
from services.shared.dossier.gebeurtenissen import Waiting
from services.shared.platform.database import Transaction
from services.shared.standard.judging.result import Result
from services.shared.standard.remembered import OpenKey, Remembered
from services.shared.standard.surroundings import Surroundings


@dataclass(frozen=True, slots=True)
class Parties:
    """Between whom a message goes: the municipality and the provider."""

    gemeente: str
    aanbieder: str

    @property
    def key(self) -> str:
        """The partition key of everything between these two."""
        return f"{self.gemeente}:{self.aanbieder}"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it will be sent: its message type, its own identification and its bytes."""

    soort: str
    identificatie: str
    inhoud: bytes


@dataclass(slots=True)
class Judged:
    """A message that was judged, with all that must be kept of it."""

    bericht_id: int
    delivery: Delivery
    message: Any
    result: Result
    answer: Answer | None


class Judge(Protocol):
    """What a service knows of one kind of message. It holds no state of its own."""

    kind: Kind

    def parties(self, message: Any) -> Parties:
        """Between whom the message goes."""

    def identification(self, message: Any) -> tuple[str, str, str] | None:
        """Sender, BerichtCode and identification under which the message counts as taken (TR056)."""

    async def gather(self, tx: Transaction, messages: Sequence[Any], remembered: Remembered) -> None:
        """Add to ``remembered`` all that judging these messages asks for, in a few queries."""

    def judge(self, message: Any, remembered: Remembered, around: Surroundings) -> Result:
        """Judge one message; see services.shared.standard.judging."""

    def respond(self, read: Readable, result: Result, delivery: Delivery, today: date) -> Answer | None:
        """Render the answer, once; None for a message that gets none."""

    async def store(self, tx: Transaction, judged: Sequence[Judged], before: Before, after: Remembered) -> None:
        """Write what processed messages leave behind; ``before`` is what was read, ``after`` what it became."""

    def events(self, judged: Judged) -> Sequence[Waiting]:
        """What the world is told about a processed message."""


@dataclass(slots=True)
class Before:
    """What stood in the database when a batch was read: balances, allocations, periods and open debits."""

    standen: dict[str, dict[int, tuple[int, int, int]]]
    toewijzingen: dict[str, frozenset[int]]
    perioden: set[tuple[str, str]]
    open_debetten: dict[str, dict[OpenKey, int]]

    @classmethod
    def of(cls, remembered: Remembered) -> Before:
        """A snapshot, taken before judging changes anything."""
        return cls(
            {
                code: {number: (stand.cent, stand.volume, stand.regels) for number, stand in gemeente.standen.items()}
                for code, gemeente in remembered.gemeenten.items()
            },
            {code: frozenset(gemeente.toewijzingen) for code, gemeente in remembered.gemeenten.items()},
            {
                (agb, gemeente)
                for agb, aanbieder in remembered.aanbieders.items()
                for gemeente in aanbieder.laatste_begin
            },
            {code: dict(gemeente.open_debetten) for code, gemeente in remembered.gemeenten.items()},
        )
