"""Follows norms and budgets: what was processed is counted message by message, and each change is told once.

INVARIANT: figures, what was told and the events become true together, and a declaration is counted once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from services.normbewaking import gather
from services.normbewaking.besluiten import Besluiten
from services.normbewaking.recount import Advance, Soort, Verschil, recount
from services.normbewaking.store import store
from services.normbewaking.telling import Geteld, Telling, Verteld
from services.normbewaking.vingerafdruk import codes, vingerafdrukken
from services.shared.dossier import afspraken, budgetten, gebeurtenissen, normen, regiotellingen, volgrij
from services.shared.dossier.gebeurtenissen import Waiting
from services.shared.dossier.volgrij import Verwerkt
from services.shared.platform.database import Database, Transaction
from services.shared.region.afspraken import Afspraken
from services.shared.region.budget import BudgetSleutel
from services.shared.region.norm import NormSleutel
from services.shared.region.regios import Regios

LOCK = "normbewaking"
_PASSED_OVER = 5_000


def _stamp() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


@dataclass(slots=True)
class Bewaking:
    """Watches the norms and budgets of these regions in one run: ``start`` once, then ``follow`` as often as wanted.

    ``dienst`` names whose outbox the events go to; ``today`` is the day of the run.
    """

    database: Database
    regios: Regios
    today: date
    dienst: str = "normbewaking"
    now: Callable[[], str] = _stamp
    _besluiten: Besluiten | None = None
    _known: int = -1
    _codes: Sequence[str] = field(default=())

    async def start(self, advance: Advance | None = None, *, decide: bool = True) -> int:
        """Begin a run; how many events that gave.

        Permissions are looked up again, regions whose norms or budgets changed are counted again, and every state is
        decided for this day (norms.md 3 and 5), also when nothing was processed since. Without ``decide`` nothing is
        told: for who only looks.
        """
        self._codes = codes(self.regios)
        async with self.database.transaction() as tx:
            await tx.lock([LOCK])
            besluiten = await self._decisions(tx)
            prints = vingerafdrukken(self.regios)
            if not prints:
                return 0
            counted = await regiotellingen.all_of(tx)
            changed = frozenset(naam for naam, print_ in prints.items() if counted.get(naam) != print_)
            if changed:
                await recount(tx, self.regios, changed, advance)
            return await self._decide_all(tx, besluiten) if decide else 0

    async def follow(self) -> int:
        """Count what was processed since; how many events that gave. Each part is a transaction of its own."""
        count = 0
        while True:
            async with self.database.transaction() as tx:
                await tx.lock([LOCK])
                told, more = await self._next(tx)
            count += told
            if not more:
                return count

    async def recount(self, only: Soort | None = None, advance: Advance | None = None) -> list[Verschil]:
        """Count everything, or only norms or budgets, again from the ledger; the differences with what stood."""
        async with self.database.transaction() as tx:
            await tx.lock([LOCK])
            return await recount(tx, self.regios, None, advance, only)

    async def _next(self, tx: Transaction) -> tuple[int, bool]:
        """Count the next declarations that wait; the events that gave, and whether more wait."""
        waiting = await volgrij.first(tx, gather.MESSAGES if self._codes else _PASSED_OVER)
        if not waiting:
            return 0, False
        messages = gather.within(waiting) if self._codes else waiting
        await self._passed_over(tx, messages)
        told = await self._count(tx, messages) if self._codes else []
        await gebeurtenissen.append(tx, self.dienst, told)
        await volgrij.done(tx, [each.bericht_id for each in messages])
        return len(told), True

    async def _count(self, tx: Transaction, messages: Sequence[Verwerkt]) -> list[Waiting]:
        """Count these declarations, and decide after each."""
        besluiten = await self._decisions(tx)
        telling = Telling(self.regios)
        loaded = gather.Loaded(telling)
        per_message: dict[int, Geteld] = {}
        moments = {each.bericht_id: each.ontvangen_op for each in messages}
        told: list[Waiting] = []
        current: int | None = None
        async for part in gather.postings(tx, messages, self._codes):
            await loaded.for_postings(tx, part)
            for bericht_id, boeking in part:
                if current is not None and bericht_id != current:
                    told += besluiten.na(telling, per_message[current], loaded.verteld, moments[current])
                current = bericht_id
                telling.boek(boeking, per_message.setdefault(bericht_id, Geteld()))
        if current is not None:
            told += besluiten.na(telling, per_message[current], loaded.verteld, moments[current])
        norms: set[NormSleutel] = set().union(*(each.normen for each in per_message.values()))
        budgets: set[BudgetSleutel] = set().union(*(each.budgetten for each in per_message.values()))
        await store(tx, loaded, norms, budgets)
        return told

    async def _decisions(self, tx: Transaction) -> Besluiten:
        """Those with every permission recorded by now, under the lock of the watch.

        A run that kept what it read at its start would, beside another one that began later, decide with another
        limit, and the two would tell one change back and forth.
        """
        last = await afspraken.last_number(tx)
        if self._besluiten is None or last != self._known:
            self._besluiten = Besluiten(Afspraken(await afspraken.over_contractjaren(tx)), self.today)
            self._known = last
        return self._besluiten

    async def _passed_over(self, tx: Transaction, messages: Sequence[Verwerkt]) -> None:
        """What is counted now without a region file of its municipality must be counted when that file is given."""
        if any(each.gemeente not in self.regios.gemeenten() for each in messages):
            await regiotellingen.behind(tx, self.regios.namen())

    async def _decide_all(self, tx: Transaction, besluiten: Besluiten) -> int:
        """Decide every norm and budget that has figures."""
        telling = Telling(self.regios)
        names = self.regios.namen()
        norms, norms_told = await normen.all_of(tx, names)
        telling.normen.standen |= norms
        budgets, budgets_told = await budgetten.all_of(tx, names)
        telling.budgetten.standen |= budgets
        counts = Verteld(dict(norms_told), dict(budgets_told))
        has_norm = [key for key in sorted(norms) if (key.regio, key.product, key.jaar) in self.regios.normen()]
        has_budget = Geteld(budgetten={key for key in budgets if key in telling.budgetten.budgetten})
        moment = self.now()
        told = besluiten.normen(telling, has_norm, counts, moment)
        told += besluiten.budgetten(telling, has_budget, counts, moment)
        changed = {key: stand for key, stand in norms.items() if counts.normen[key] != norms_told[key]}
        await normen.write(tx, changed, counts.normen)
        passed = {key: stand for key, stand in budgets.items() if counts.budgetten[key] != budgets_told[key]}
        await budgetten.write(tx, passed, counts.budgetten)
        await gebeurtenissen.append(tx, self.dienst, told)
        return len(told)


async def watch(database: Database, regios: Regios, today: date, dienst: str = "normbewaking") -> int:
    """A whole run: begin it and count all that waits; how many events that gave. For a loop that calls it again."""
    bewaking = Bewaking(database, regios, today, dienst)
    return await bewaking.start() + await bewaking.follow()
