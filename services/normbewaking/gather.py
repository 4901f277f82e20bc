"""Gathers what counting asks for: postings from the ledger, and the figures they add to. Few queries, in bulk."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date

from services.normbewaking.telling import Telling, Verteld
from services.shared.dossier import budgetten, normen, volgrij
from services.shared.dossier.budgetten import OpToewijzing
from services.shared.dossier.volgrij import Verwerkt
from services.shared.platform.database import Row, Transaction
from services.shared.region.boeking import Boeking
from services.shared.region.norm import NormSleutel
from services.shared.standard.messages.jw323 import CREDIT

LINES = 10_000
MESSAGES = 500


def within(messages: Sequence[Verwerkt], lines: int = LINES) -> list[Verwerkt]:
    """As many of these messages, in order, as hold about ``lines`` lines together; at least one."""
    taken: list[Verwerkt] = []
    size = 0
    for each in messages:
        if taken and size + each.regels > lines:
            break
        taken.append(each)
        size += each.regels
    return taken


async def postings(
    tx: Transaction, messages: Sequence[Verwerkt], codes: Sequence[str]
) -> AsyncIterator[list[tuple[int, Boeking]]]:
    """The granted lines of these codes, in order of message and line, some at a time."""
    dagtekening = {each.bericht_id: each.dagtekening for each in messages}
    first, last = messages[0].bericht_id, messages[-1].bericht_id
    steps = max((each.regels for each in messages), default=0) // LINES + 1 if len(messages) == 1 else 1
    for step in range(steps):
        between = (step * LINES, (step + 1) * LINES - 1) if steps > 1 else None
        rows = await volgrij.lines(tx, first, last, codes, between)
        found = [(row[0], as_boeking(row, dagtekening)) for row in rows if row[0] in dagtekening]
        if found:
            yield found


def as_boeking(row: Row, dagtekening: Mapping[int, date]) -> Boeking:
    """A line of the ledger as norms and budgets see it."""
    bericht_id, gemeente, aanbieder, code, eenheid, volume, cent, side, client, begin, eind, nummer = row
    return Boeking(
        gemeente,
        aanbieder,
        code,
        eenheid,
        volume,
        cent,
        side == CREDIT,
        bytes(client or b""),
        begin,
        eind,
        dagtekening[bericht_id],
        nummer or 0,
        bericht_id,
    )


class Loaded:
    """What was read for a count, so that it is known afterwards what must be added and what changed."""

    def __init__(self, telling: Telling) -> None:
        self.telling = telling
        self.keys: set[NormSleutel] = set()
        self.asked: dict[NormSleutel, set[bytes]] = {}
        self.clienten: dict[NormSleutel, set[bytes]] = {}
        self.op_gevraagd: set[OpToewijzing] = set()
        self.op_toewijzing: set[OpToewijzing] = set()
        self.verteld = Verteld()
        self.budgetten_gelezen = False

    async def for_postings(self, tx: Transaction, found: Sequence[tuple[int, Boeking]]) -> None:
        """Read the figures that these postings add to, as far as they were not read yet."""
        wanted: dict[NormSleutel, set[bytes]] = {}
        op: set[OpToewijzing] = set()
        for _, boeking in found:
            norm = self.telling.normsleutel(boeking)
            if norm is not None:
                wanted.setdefault(norm, set()).add(boeking.client)
            allocation = self.telling.op(boeking)
            if allocation is not None:
                op.add(allocation)
        await self._norms(tx, wanted)
        await self._budgets(tx, op)

    async def _norms(self, tx: Transaction, wanted: dict[NormSleutel, set[bytes]]) -> None:
        fresh = wanted.keys() - self.keys
        if fresh:
            standen, told = await normen.of_keys(tx, fresh)
            self.telling.normen.standen |= standen
            self.verteld.normen |= told
            self.keys |= fresh
        for key, clients in wanted.items():
            unread = clients - self.asked.setdefault(key, set())
            if unread:
                self.asked[key] |= unread
                known = await normen.clients(tx, key, unread)
                self.clienten.setdefault(key, set()).update(known)
                self.telling.normen.clienten.setdefault(key, {}).update(known)

    async def _budgets(self, tx: Transaction, op: set[OpToewijzing]) -> None:
        if not self.budgetten_gelezen:
            standen, told = await budgetten.all_of(tx, self.telling.regios.namen())
            self.telling.budgetten.standen |= standen
            self.verteld.budgetten |= told
            self.budgetten_gelezen = True
        unread = op - self.op_gevraagd
        if unread:
            self.op_gevraagd |= unread
            known = await budgetten.granted(tx, unread)
            self.op_toewijzing |= known.keys()
            self.telling.op_toewijzing |= known
