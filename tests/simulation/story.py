"""One simulated story: messages are handed in while processes die, members change and servers fail; then laws hold."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter as Count
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random

from sqlalchemy import create_engine

from services.declaratie.jw323 import JW323Judge
from services.shared.desk.causality import Causality
from services.shared.desk.consume import Consume, Limits, Told
from services.shared.desk.counter import Counter
from services.shared.desk.intake import topic_of
from services.shared.desk.judge import Judge
from services.shared.desk.opened import Opener
from services.shared.desk.publishing import ANSWERS
from services.shared.desk.reading import DeskReader
from services.shared.desk.relay import Relay
from services.shared.dossier import tables, tables_ggk, tables_region  # noqa: F401 - all tables of the dossier
from services.shared.platform.keys import Keys
from services.shared.platform.log.port import New, Partition
from services.shared.platform.resources import schemas_dir
from services.shared.region.regios import Regios
from services.shared.standard.surroundings import Surroundings
from services.toewijzing.jw301 import JW301Judge
from tests.simulation.loop import SeededLoop
from tests.simulation.world import Chance, Process, SimLog, database_for
from tests.support.berichten import to_xml

TODAY = date(2025, 6, 30)
BSNS = ("999900006", "999900018", "999996770", "999996782", "999996794")
PAIRS = (("0193", "65656055"), ("0193", "42420001"), ("0148", "65656055"))
XSD = ("1.0.0", "1.0.0")
READER = DeskReader(schemas_dir())
KEYS = Keys(b"s" * 32)
LONGEST = 4 * 3600.0


@dataclass(slots=True)
class Sent:
    """A message that was handed in: its source and id, and for a declaration what it needs to have been judged."""

    name: tuple[str, str]
    topic: str
    number: int | None
    budget: int = 0


@dataclass(slots=True)
class Story:
    """What one seed tells."""

    seed: int
    random: Random = field(init=False)
    chance: Chance = field(init=False)
    log: SimLog = field(init=False)
    connection: sqlite3.Connection = field(init=False)
    turn: asyncio.Lock = field(init=False)
    sent: list[Sent] = field(default_factory=list)
    processes: list[Process] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        self.chance = Chance(self.random)
        self.connection = _fresh_database()

    async def play(self) -> None:
        """Hand in, let things go wrong, let the weather calm down, and wait until everything was answered."""
        self.turn = asyncio.Lock()
        self.log = SimLog(self.chance, self.now_ms)
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
        self.check()

    def services(self) -> tuple[str, ...]:
        """Which services run, two processes of each."""
        return "toewijzing", "declaratie"

    def now_ms(self) -> int:
        """The virtual clock of the world."""
        loop = asyncio.get_running_loop()
        assert isinstance(loop, SeededLoop)
        return 1_750_000_000_000 + int(loop.time() * 1000)

    async def _hand_in(self) -> None:
        """Allocations and declarations of every pair in order, of which some twice and some late."""
        streams = [self._messages(n, pair) for n, pair in enumerate(PAIRS)]
        while any(streams):
            stream = self.random.choice([each for each in streams if each])
            sent, new = stream.pop(0)
            self.sent.append(sent)
            for _ in range(2 if self.random.random() < 0.1 else 1):
                self.log.put(new)
            if self.random.random() < 0.5:
                await asyncio.sleep(self.random.uniform(0, 3))

    def _messages(self, n: int, pair: tuple[str, str]) -> list[tuple[Sent, New]]:
        """For every client an allocation and then declarations that together want more than its budget."""
        found: list[tuple[Sent, New]] = []
        for c, bsn in enumerate(BSNS[: self.random.randint(1, len(BSNS))]):
            number = 500_000 + n * 1000 + c
            budget = self.random.choice((100_000, 250_000, 400_000))
            found.append(self._allocation(pair, bsn, number, budget, f"T{n}{c}"))
            for d in range(self.random.randint(1, 3)):
                found.append(self._declaration(pair, bsn, number, budget, f"D{n}{c}{d}", d))
        return found

    def _allocation(self, pair: tuple[str, str], bsn: str, number: int, budget: int, ident: str) -> tuple[Sent, New]:
        product = {
            "nr": number, "cat": "50", "code": None, "td": "2025-01-02", "ing": "2025-01-01", "eind": "2025-12-31",
            "reden": None, "omvang": None, "budget": budget,
        }  # fmt: skip
        said = {
            "kind": "JW301", "ident": ident, "dag": "2025-01-02", "gemeente": pair[0], "prov": pair[1], "bsn": bsn,
            "prods": [product],
        }  # fmt: skip
        return self._new("jw301", pair, ident, to_xml(said), None, 0)

    def _declaration(
        self, pair: tuple[str, str], bsn: str, number: int, budget: int, ident: str, d: int
    ) -> tuple[Sent, New]:
        month = f"2025-0{d + 1}"
        last = {"2025-01": 31, "2025-02": 28, "2025-03": 31}[month]
        lines = [
            {
                "ref": f"{ident}-{n}", "vorig": None, "nr": number, "cat": "50", "code": code,
                "p": [f"{month}-01", f"{month}-{last}"], "vol": 1, "eh": "04", "tar": amount, "bedrag": amount,
                "dc": "D",
            }
            for n, (code, amount) in enumerate((("50A09", 100_000), ("50A10", self.random.choice((50_000, 150_000)))))
        ]  # fmt: skip
        said = {
            "kind": "JW323", "ident": ident, "dag": "2025-06-20", "gemeente": pair[0], "afz": pair[1], "dn": ident,
            "dp": ["2025-05-01", "2025-05-31"], "clients": [(bsn, lines)],
        }  # fmt: skip
        return self._new("jw323", pair, ident, to_xml(said), number, budget)

    def _new(
        self, kind: str, pair: tuple[str, str], ident: str, data: bytes, number: int | None, budget: int
    ) -> tuple[Sent, New]:
        name = ("urn:verzonnen", f"{kind}-{pair[0]}-{pair[1]}-{ident}")
        headers = (
            ("ce_specversion", b"1.0"),
            ("ce_id", name[1].encode()),
            ("ce_source", name[0].encode()),
            ("ce_type", f"nl.ijw.bericht.ontvangen.{kind}".encode()),
            ("ce_time", b"2025-06-30T10:00:00Z"),
            ("content-type", b"application/xml"),
        )
        key = self.random.choice((f"{pair[0]}:{pair[1]}".encode(), f"{pair[0]}:{pair[1]}".encode(), b"verkeerd", None))
        return Sent(name, topic_of(kind), number, budget), New(topic_of(kind), key, data, headers)

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
            waits = self.connection.execute(
                "SELECT (SELECT COUNT(*) FROM gebeurtenis) + (SELECT COUNT(*) FROM wachtend)"
            ).fetchone()[0]
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

    def check(self) -> None:
        """The laws."""
        answers = self.answers()
        for sent in self.sent:
            assert len(answers[sent.name]) == 1, "one message, two different answers"
        self._causality(answers)
        self._money()
        self._positions()
        parked = self.connection.execute("SELECT COUNT(*) FROM geparkeerd").fetchone()[0]
        assert parked == 0, "a sound message was parked"

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
        assert {(g, n): cent for g, n, cent in rows} == dict(posted), "a balance is not the sum of its postings"
        budgets = dict(self.connection.execute("SELECT toewijzing_nummer, budget FROM toewijzing").fetchall())
        assert all(cent <= budgets[number] for _, number, cent in rows), "more was granted than the budget"

    def _positions(self) -> None:
        for topic, number, at in self.connection.execute("SELECT topic, nummer, volgende FROM positie"):
            assert at <= len(self.log.records[Partition(topic, number)]), "a position ahead of the log"

    def _starter(self, name: str, n: int):  # type: ignore[no-untyped-def]
        async def start(stop: asyncio.Event) -> Sequence[Awaitable[None]]:
            return self._work(name, f"{name}-{n}", stop)

        return start

    def _work(self, name: str, member: str, stop: asyncio.Event) -> Sequence[Awaitable[None]]:
        database = database_for(self.connection, self.chance, self.turn)
        judge: Judge = JW301Judge(KEYS.pseudonym, XSD) if name == "toewijzing" else JW323Judge(KEYS.pseudonym, XSD)
        judges = {judge.kind: judge}
        opener = Opener(READER, KEYS, judges, None, frozenset(("0193", "0148")))
        relay = Relay(database, KEYS, self.log, name, member, self.now_ms, lambda kind: None)
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
            told=_silent(),
            published=relay.wake.set,
            limits=Limits(bugs=1),
            causality=None if name == "toewijzing" else Causality(self.log, database, topic_of("JW301"), "toewijzing"),
        )
        return [consume.run(stop), relay.run(stop)]


def _silent() -> Told:
    return Told(
        answered=lambda answers: None,
        parked=lambda kind, reason: None,
        repeated=lambda name: None,
        trouble=lambda kind: None,
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
        asyncio.set_event_loop(None)
        loop.close()
        story.connection.close()
