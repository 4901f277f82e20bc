"""One simulated story: messages are handed in while processes die, members change and servers fail; then laws hold."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter as Count
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random

from sqlalchemy import create_engine

from services.declaratie.jw323 import JW323Judge
from services.normbewaking.bootstrap import NAME as NORMBEWAKING
from services.shared.desk.causality import Causality
from services.shared.desk.consume import Consume, Limits
from services.shared.desk.counter import Counter
from services.shared.desk.handing import Told
from services.shared.desk.intake import topic_of
from services.shared.desk.judge import Judge
from services.shared.desk.opened import Opener
from services.shared.desk.publishing import ANSWERS
from services.shared.desk.reading import DeskReader
from services.shared.desk.relay import Relay
from services.shared.desk.station import Place, Station
from services.shared.dossier import tables, tables_ggk, tables_region  # noqa: F401 - all tables of the dossier
from services.shared.platform.keys import Keys
from services.shared.platform.log.port import Partition
from services.shared.platform.resources import schemas_dir
from services.shared.region.regios import Regios
from services.shared.standard.surroundings import Surroundings
from services.toewijzing.jw301 import JW301Judge
from tests.simulation.loop import SeededLoop
from tests.simulation.messages import PAIRS, Messages, Sent
from tests.simulation.watching import record_permission, watcher
from tests.simulation.watching_laws import watching_laws
from tests.simulation.world import Chance, Process, SimLog, database_for

TODAY = date(2025, 6, 30)
EXPECTED = {"Unavailable", "LogUnavailable", "Conflict"}
"""What loops may meet when servers fail; anything else is a bug of ours."""
XSD = ("1.0.0", "1.0.0")
READER = DeskReader(schemas_dir())
KEYS = Keys(b"s" * 32)
LONGEST = 4 * 3600.0
WAITS = """
    SELECT (SELECT COUNT(*) FROM gebeurtenis) + (SELECT COUNT(*) FROM wachtend) + (SELECT COUNT(*) FROM te_volgen)
"""


@dataclass(slots=True)
class Story:
    """What one seed tells."""

    seed: int
    random: Random = field(init=False)
    chance: Chance = field(init=False)
    log: SimLog = field(init=False)
    connection: sqlite3.Connection = field(init=False)
    turn: asyncio.Lock = field(init=False)
    messages: Messages = field(init=False)
    watchers: dict[str, Station] = field(default_factory=dict)
    sent: list[Sent] = field(default_factory=list)
    processes: list[Process] = field(default_factory=list)
    surprises: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        self.chance = Chance(self.random)
        self.messages = Messages(self.random)
        self.connection = _fresh_database()

    async def play(self) -> None:
        """Hand in, let things go wrong, let the weather calm down, and wait until everything was answered."""
        self.turn = asyncio.Lock()
        self.log = SimLog(self.chance, self.now_ms)
        await record_permission(self.connection, self.turn, TODAY)
        self.processes = [
            Process(f"{name}-{n}", self._starter(name, n), self.log) for name in self.services() for n in (1, 2)
        ]
        for process in self.processes:
            await process.up()
        trouble = asyncio.ensure_future(self._trouble())
        await self._hand_in()
        await asyncio.sleep(self.random.uniform(0, 60))
        trouble.cancel()
        await asyncio.gather(trouble, return_exceptions=True)
        self.chance.calm = True
        for process in self.processes:
            if not process.tasks:
                await process.up()
        await self._settle()
        for process in self.processes:
            process.stop.set()
        for process in self.processes:
            await process.kill()
        await self.check()

    def services(self) -> tuple[str, ...]:
        """Which services run, two processes of each."""
        return "toewijzing", "declaratie", NORMBEWAKING

    def now_ms(self) -> int:
        """The virtual clock of the world."""
        loop = asyncio.get_running_loop()
        assert isinstance(loop, SeededLoop)
        return 1_750_000_000_000 + int(loop.time() * 1000)

    async def _hand_in(self) -> None:
        """Allocations and declarations of every pair in order, of which some twice and some late."""
        streams = [self.messages.of_pair(n, pair) for n, pair in enumerate(PAIRS)]
        while any(streams):
            stream = self.random.choice([each for each in streams if each])
            sent, new = stream.pop(0)
            self.sent.append(sent)
            for _ in range(2 if self.random.random() < 0.1 else 1):
                self.log.put(new)
            if self.random.random() < 0.5:
                await asyncio.sleep(self.random.uniform(0, 3))

    async def _trouble(self) -> None:
        """Kill and start processes, and let the broker divide partitions anew."""
        while True:
            await asyncio.sleep(self.random.expovariate(1 / 4))
            if self.random.random() < 0.5:
                self.log.rebalance(self.random.choice(self.services()))
                continue
            process = self.random.choice(self.processes)
            await process.kill()
            await asyncio.sleep(self.random.uniform(0, 5))
            await process.up()

    async def _settle(self) -> None:
        """Wait until every message has its answer and nothing waits."""
        start = asyncio.get_running_loop().time()
        while True:
            for process in self.processes:
                if (fault := process.failed()) is not None:
                    raise AssertionError(f"a task ended: {type(fault).__name__}") from fault
            assert self.surprises <= EXPECTED, f"a loop met {self.surprises - EXPECTED}"
            waits = self.connection.in_transaction or self.connection.execute(WAITS).fetchone()[0]
            if len(self.answers()) == len({sent.name for sent in self.sent}) and not waits:
                return
            assert asyncio.get_running_loop().time() - start < LONGEST, "something is stuck"
            await asyncio.sleep(1)

    def answers(self) -> dict[tuple[str, str], set[tuple[bytes, bytes]]]:
        """Every answer that was published, by what it answers: id and bytes."""
        found: dict[tuple[str, str], set[tuple[bytes, bytes]]] = {}
        for partition, records in self.log.records.items():
            if partition.topic == ANSWERS:
                for record in records:
                    head = dict(record.headers)
                    name = head["ce_antwoordopbron"].decode(), head["ce_antwoordop"].decode()
                    found.setdefault(name, set()).add((head["ce_id"], record.value or b""))
        return found

    async def check(self) -> None:
        """The laws."""
        answers = self.answers()
        for sent in self.sent:
            assert len(answers[sent.name]) == 1, "one message, two different answers"
        self._causality(answers)
        self._money()
        self._positions()
        parked = self.connection.execute("SELECT COUNT(*) FROM geparkeerd").fetchone()[0]
        assert parked == 0, "a sound message was parked"
        await watching_laws(self.connection, self.log, self.turn, TODAY)

    def _causality(self, answers: dict[tuple[str, str], set[tuple[bytes, bytes]]]) -> None:
        """A declaration handed in after its allocation never meets an unknown allocation or client."""
        for sent in self.sent:
            if sent.number is not None:
                ((_, body),) = answers[sent.name]
                assert b">9338<" not in body and b">8187<" not in body, "refused before its allocation was judged"

    def _money(self) -> None:
        rows = self.connection.execute("SELECT gemeente, toewijzing_nummer, cent FROM saldo").fetchall()
        posted: Count[tuple[str, int]] = Count()
        for gemeente, number, side, amount in self.connection.execute(
            "SELECT gemeente, toewijzing_nummer, debet_credit, bedrag FROM boeking WHERE toegekend = 1"
        ):
            posted[gemeente, number] += amount if side == "D" else -amount
        balances = Count({(gemeente, number): cent for gemeente, number, cent in rows})
        assert balances == posted, "a balance is not the sum of its postings"  # an absent one is nothing, as in Counter
        budgets = dict(self.connection.execute("SELECT toewijzing_nummer, budget FROM toewijzing").fetchall())
        assert all(cent <= budgets[number] for _, number, cent in rows), "more was granted than the budget"

    def _positions(self) -> None:
        for topic, number, at in self.connection.execute("SELECT topic, nummer, volgende FROM positie"):
            assert at <= len(self.log.records[Partition(topic, number)]), "a position ahead of the log"

    def _starter(self, name: str, n: int):  # type: ignore[no-untyped-def]
        async def start(stop: asyncio.Event) -> Sequence[Awaitable[None]]:
            return await self._work(name, f"{name}-{n}", stop)

        return start

    async def _work(self, name: str, member: str, stop: asyncio.Event) -> Sequence[Awaitable[None]]:
        database = database_for(self.connection, self.chance, self.turn)
        if name == NORMBEWAKING:
            if member not in self.watchers:
                self.watchers[member] = watcher(member, TODAY, KEYS, self.now_ms)
            station = self.watchers[member]
            return await station.work(Place(database, self.log, stop, station))
        judge: Judge = JW301Judge(KEYS.pseudonym, XSD) if name == "toewijzing" else JW323Judge(KEYS.pseudonym, XSD)
        judges = {judge.kind: judge}
        opener = Opener(READER, KEYS, judges, None, frozenset(("0193", "0148")))
        relay = Relay(database, KEYS, self.log, name, member, self.now_ms, self.surprises.add)
        around = Surroundings(TODAY, frozenset(("0193", "0148")), Regios(), KEYS.pseudonym)
        consume = Consume(
            dienst=name,
            topics=[topic_of(judge.kind.name)],
            member=member,
            log=self.log,
            database=database,
            keys=KEYS,
            counter=Counter(database, KEYS, opener, judges, name, "simulatie"),
            around=lambda: around,
            now_ms=self.now_ms,
            told=_silent(self.surprises.add),
            published=relay.wake.set,
            limits=Limits(bugs=1),
            causality=None if name == "toewijzing" else Causality(self.log, database, topic_of("JW301"), "toewijzing"),
        )
        return [consume.run(stop), relay.run(stop)]


def _silent(trouble: Callable[[str], None]) -> Told:
    return Told(
        answered=lambda answers: None,
        parked=lambda kind, reason: None,
        repeated=lambda name: None,
        trouble=trouble,
        waiting=lambda count, seconds: None,
        polled=lambda: None,
        took=lambda seconds: None,
        stopped=lambda reason: None,
    )


def _fresh_database() -> sqlite3.Connection:
    """The tables of the dossier, in memory."""
    connection = sqlite3.connect(":memory:", isolation_level=None, detect_types=sqlite3.PARSE_DECLTYPES)
    ddl: list[str] = []
    engine = create_engine("sqlite://")
    with engine.begin() as opened:
        tables.SQLModel.metadata.create_all(opened)
        ddl = [row[0] for row in opened.exec_driver_sql("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")]
    engine.dispose()
    for statement in ddl:
        connection.execute(statement)
    return connection


def play(seed: int) -> None:
    """Play the story of a seed; the same seed tells the same story. Raises AssertionError when a law is broken."""
    tell(Story(seed))


def tell(story: Story) -> None:
    """Play a story in a loop of its own."""
    loop = SeededLoop(story.random)
    try:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(story.play())
    finally:
        _clear(loop)
        asyncio.set_event_loop(None)
        loop.close()
        story.connection.close()


def _clear(loop: SeededLoop) -> None:
    """End what still runs when a story is over, or when it failed."""
    left = asyncio.all_tasks(loop)
    for task in left:
        task.cancel()
    loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
