"""The counter: takes a batch of deliveries and gives each its one answer, all in one transaction.

INVARIANT: a delivery is judged once. What it leaves behind, its verdict and its answer become true together.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from services.shared.desk import refusal, signalen, verdict_document
from services.shared.desk.closing import Answered, Closed, close, reopened
from services.shared.desk.delivery import Delivery
from services.shared.desk.judge import Before, Judge, Judged
from services.shared.desk.opened import Opened, Opener
from services.shared.desk.reading import Kind, NotOurs, Readable, Unreadable
from services.shared.dossier import berichten, gebeurtenissen
from services.shared.platform.database import Conflict, Database, Transaction
from services.shared.platform.keys import Keys
from services.shared.standard.remembered import Remembered
from services.shared.standard.rules.listing import all_rules
from services.shared.standard.surroundings import Surroundings
from services.shared.verdict.outcome import Outcome

TRIES = 50
Also = Callable[[Transaction, Sequence[Answered]], Awaitable[None]]


class JudgingFailed(Exception):
    """A rule or a renderer raised; this delivery must be parked. The text names no value."""

    def __init__(self, opened: Opened, reason: str) -> None:
        super().__init__(reason)
        self.opened, self.reason = opened, reason


@dataclass(frozen=True, slots=True)
class Counter:
    """Judges deliveries with the judges of one or more services; ``rule_set`` names the version of the rules."""

    database: Database
    keys: Keys
    opener: Opener
    judges: Mapping[Kind, Judge]
    dienst: str
    rule_set: str

    def __post_init__(self) -> None:
        """Load every rule now: one that cannot be loaded stops a program at its start, not in its first transaction."""
        all_rules()

    async def handle(
        self, deliveries: Sequence[Delivery], around: Surroundings, also: Also | None = None
    ) -> list[Answered]:
        """Answer a batch, in order: read, gather, judge, respond, store.

        ``also`` runs in the same transaction, with what came of each delivery. A delivery whose judging fails is parked
        and the rest is done again without it. Raises Unavailable when the database is away: then nothing was done.
        """
        opened = [self.opener.open(delivery) for delivery in deliveries]
        tries = 0
        while True:
            try:
                async with self.database.transaction() as tx:
                    answers = await self._answer(tx, opened, around)
                    if also is not None:
                        await also(tx, answers)
                    return answers
            except JudgingFailed as failed:
                failed.opened.parked, failed.opened.by_fault = failed.reason, True
            except Conflict:
                tries += 1
                if tries == TRIES:
                    raise
                await asyncio.sleep(0.005 * tries)

    async def _answer(self, tx: Transaction, opened: Sequence[Opened], around: Surroundings) -> list[Answered]:
        await tx.lock(sorted({each.lock_name for each in opened}))
        known = await self._known(tx, opened)
        fresh = {each.name: each for each in reversed(opened) if each.name not in known}
        in_order = [each for each in opened if fresh.get(each.name) is each]
        done = await self._judge_all(tx, in_order, around)
        return [
            reopened(self.keys, each, known[each.name])
            if each.name in known
            else _of(done[each.name], fresh[each.name], each)
            for each in opened
        ]

    async def _known(self, tx: Transaction, opened: Sequence[Opened]) -> dict[tuple[str, str], berichten.Stored]:
        """What was answered before. What was parked before is taken up again: it never had an answer."""
        found: dict[tuple[str, str], berichten.Stored] = {}
        for bron in sorted({each.delivery.bron for each in opened}):
            names = [each.delivery.levering for each in opened if each.delivery.bron == bron]
            rows = await berichten.answered(tx, bron, names)
            parked = [row.bericht_id for row in rows.values() if row.uitkomst == Outcome.PARKED.value]
            await berichten.forget(tx, parked)
            found |= {(bron, name): row for name, row in rows.items() if row.bericht_id not in parked}
        return found

    async def _judge_all(
        self, tx: Transaction, fresh: Sequence[Opened], around: Surroundings
    ) -> dict[tuple[str, str], Answered]:
        """Judge what is new, in order, and write all that it leaves behind."""
        if not fresh:
            return {}
        remembered = await self._gather(tx, fresh)
        before = Before.of(remembered)
        ids = await tx.next_ids("bericht_volgnummer", len(fresh))
        processed: dict[Kind, list[Judged]] = {}
        closed: list[Closed] = []
        waiting: list[gebeurtenissen.Waiting] = []
        for bericht_id, each in zip(ids, fresh, strict=True):
            judged = self._judge(bericht_id, each, remembered, around)
            closed.append(self._close(bericht_id, each, judged, around))
            if judged is not None and judged.result.processed and isinstance(each.read, Readable):
                processed.setdefault(each.read.kind, []).append(judged)
                waiting += self.judges[each.read.kind].events(judged)
                waiting += signalen.told(judged, each)
            waiting.append(closed[-1].told)
        for kind, of_kind in processed.items():
            await self.judges[kind].store(tx, of_kind, before, remembered)
        await berichten.write(tx, [each.row for each in closed], self._taken(processed))
        await gebeurtenissen.append(tx, self.dienst, waiting)
        return {each.name: done.answered for each, done in zip(fresh, closed, strict=True)}

    async def _gather(self, tx: Transaction, fresh: Sequence[Opened]) -> Remembered:
        """Read all that judging asks for; JW301 first, because lines ask what it may change."""
        remembered = Remembered()
        by_kind: dict[Kind, list[object]] = {}
        for each in fresh:
            if isinstance(each.read, Readable) and each.parked is None:
                by_kind.setdefault(each.read.kind, []).append(each.read.message)
        for kind, messages in sorted(by_kind.items(), key=lambda item: item[0].name):
            await self.judges[kind].gather(tx, messages, remembered)
        return remembered

    def _judge(self, bericht_id: int, each: Opened, remembered: Remembered, around: Surroundings) -> Judged | None:
        """Judge and answer one message in memory; None when there is nothing to judge."""
        read = each.read
        if each.parked is not None or not isinstance(read, Readable):
            return None
        judge = self.judges[read.kind]
        try:
            result = judge.judge(read.message, remembered, around)
            answer = judge.respond(read, result, each.delivery, around.today)
        except Exception as error:
            raise JudgingFailed(each, f"Het beoordelen liep vast ({type(error).__name__}).") from error
        return Judged(bericht_id, each.delivery, read.message, result, answer)

    def _close(self, bericht_id: int, each: Opened, judged: Judged | None, around: Surroundings) -> Closed:
        if judged is not None:
            verdict = verdict_document.of_result(
                each.soort, each.delivery.levering, judged.result, self.rule_set, around.today.isoformat()
            )
            name = self.judges[each.read.kind].identification(judged.message) if each.read.kind else None
            called = name[2] if name else None
            return close(
                self.keys,
                each,
                bericht_id,
                verdict,
                judged.answer,
                called,
                judged.result.declared_on,
                signalen.counted(judged.result),
            )
        if each.parked is None and isinstance(each.read, Unreadable):
            answer, verdict = refusal.refuse(each.read, each.delivery, each.delivery.levering)
            return close(self.keys, each, bericht_id, verdict, answer, None)
        assert each.parked is not None or not isinstance(each.read, NotOurs)
        verdict = verdict_document.of_parked(each.soort, each.delivery.levering, each.parked or "")
        return close(self.keys, each, bericht_id, verdict, None, None)

    def _taken(self, processed: Mapping[Kind, Sequence[Judged]]) -> list[tuple[str, str, str, int]]:
        """The identifications that count as used from now."""
        return [
            (*name, judged.bericht_id)
            for kind, of_kind in processed.items()
            for judged in of_kind
            if (name := self.judges[kind].identification(judged.message)) is not None
        ]


def _of(done: Answered, first: Opened, each: Opened) -> Answered:
    """What came of a delivery that was new: of its first appearance in the batch all, of a later one only that."""
    if each is first:
        return done
    return replace(done, again=True, other_bytes=each.hash != first.hash, parked=None, by_fault=False)
