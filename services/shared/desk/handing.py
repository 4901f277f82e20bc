"""What every way of handing in at the counter shares: publish what is new, set aside what failed, tell what came of it.

A delivery is handed in when it is read, when it has waited, and when somebody asks for it again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from services.shared.desk import publishing
from services.shared.desk.closing import Answered
from services.shared.desk.counter import Also, Counter
from services.shared.desk.delivery import Delivery
from services.shared.desk.parked_record import key_text, to_park
from services.shared.dossier import gebeurtenissen
from services.shared.dossier.parkeerplaats import ToPark
from services.shared.platform.database import Database, Transaction
from services.shared.platform.keys import Keys
from services.shared.platform.log.port import Record
from services.shared.standard.surroundings import Surroundings


@dataclass(slots=True)
class Told:
    """What the loop tells its surroundings: for logs, metrics and health. Each is called with plain facts."""

    answered: Callable[[Sequence[Answered]], None]
    parked: Callable[[str, str], None]
    repeated: Callable[[str], None]
    trouble: Callable[[str], None]
    waiting: Callable[[int, float], None]
    polled: Callable[[], None]
    stopped: Callable[[str], None]
    took: Callable[[float], None]


@dataclass(slots=True)
class Handing:
    """The counter of one service, seen by its reading loop. ``bugs`` counts what was parked by our own fault."""

    dienst: str
    database: Database
    keys: Keys
    counter: Counter
    around: Callable[[], Surroundings]
    now_ms: Callable[[], int]
    told: Told
    published: Callable[[], None]
    bugs: int = 0

    async def hand_in(self, deliveries: Sequence[Delivery], also: Also) -> list[Answered]:
        """Answer these, and do ``also`` in the same transaction; nothing to answer is only that."""
        if deliveries:
            return await self.counter.handle(deliveries, self.around(), also)
        async with self.database.transaction() as tx:
            await also(tx, ())
        return []

    async def publish(
        self, tx: Transaction, handed_in: Sequence[tuple[Delivery, bytes | None]], answers: Sequence[Answered]
    ) -> None:
        """Put new answers in the outbox, in the transaction that made them; each delivery comes with its record key."""
        await gebeurtenissen.append(
            tx,
            self.dienst,
            [
                publishing.of_answer(delivery, answered, key_text(key))
                for (delivery, key), answered in zip(handed_in, answers, strict=True)
                if answered.antwoord is not None and not answered.again
            ],
        )

    def set_aside(self, record: Record, reason: str, kind: str, bron: str | None, levering: str | None) -> ToPark:
        """A record as it will be parked; ``kind`` is data or bug."""
        return to_park(self.keys, self.dienst, record, reason, kind, bron, levering, self.now_ms())

    def not_judged(self, record: Record, delivery: Delivery, answered: Answered) -> ToPark | None:
        """A record as it will be parked when the counter could not answer it; None when it did."""
        if answered.parked is None:
            return None
        kind = "bug" if answered.by_fault else "data"
        return self.set_aside(record, answered.parked, kind, delivery.bron, delivery.levering)

    def by_fault(self, record: Record, error: Exception, bron: str | None, levering: str | None) -> ToPark:
        """A record as it will be parked after a bug outside the judging itself."""
        return self.set_aside(record, f"Het programma liep vast ({type(error).__name__}).", "bug", bron, levering)

    def tell(self, answers: Sequence[Answered], park: Sequence[ToPark]) -> None:
        """After the commit: what was answered, what was parked before it came to the counter."""
        self.published()
        self.told.answered([answered for answered in answers if not answered.again])
        for answered in answers:
            if answered.parked is not None:
                self._tell_parked("bug" if answered.by_fault else "data", answered.parked)
            if answered.other_bytes:
                self.told.repeated(answered.levering)
        for each in park:
            self._tell_parked(each.soort_fout, each.reden)

    def _tell_parked(self, kind: str, reason: str) -> None:
        self.bugs += kind == "bug"
        self.told.parked(kind, reason)
