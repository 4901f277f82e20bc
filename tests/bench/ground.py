"""Prepares the ground: where files stand, a database with a million allocations, and how the program is run on it."""

from __future__ import annotations

import asyncio
import base64
import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from services.shared.dossier.opening import open_database
from services.shared.platform import keys
from services.shared.platform.database import parse_url
from tests.bench.cost import Cost, Void, cost_of
from tests.support.load.inbox import Inbox
from tests.support.load.outcome import differences
from tests.support.load.stored import store_allocations
from tests.support.load.world import SITES, TODAY, region_file

SCHEMAS = Path(__file__).resolve().parents[2] / "schemas"
SCHEMA = SCHEMAS / "ijw" / "3.2" / "JW323.xsd"
PERSONS_BESIDE = 8_000
"""How many persons the second and following sites have; the first has all the others."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured. ``persons`` have four allocations each; a round is ``lines`` lines."""

    persons: int
    lines: int
    pairs: int
    large_bytes: int

    @classmethod
    def full(cls) -> Size:
        """As the targets say: a million allocations, 25 MB."""
        return cls(250_000, 20_000, 5, 25_000_000)

    @classmethod
    def quick(cls) -> Size:
        """A look in a minute; its figures are no measurement."""
        return cls(25_000, 5_000, 2, 5_000_000)


@dataclass
class Ground:
    """Folders of one run: ``memory`` for messages and answers, ``disk`` for databases. ``size`` says how much."""

    size: Size
    memory: Path
    disk: Path
    environment: dict[str, str] = field(default_factory=dict)
    _made: int = 0

    def inbox(self) -> Inbox:
        """A new folder of messages, in memory: making a small file on disk costs as much as judging it."""
        self._made += 1
        return Inbox(self.memory / f"inbox-{self._made:04}")

    def drop(self, *inboxes: Inbox) -> None:
        """Make room again."""
        for inbox in inboxes:
            shutil.rmtree(inbox.folder, ignore_errors=True)

    @property
    def region(self) -> Path:
        """The region file of the made-up world."""
        return self.memory / "region.toml"

    def database(self, name: str, *, persons: int | None = None) -> str:
        """The URL of a fresh copy of a filled database, here on SQLite."""
        template = self._template(self.size.persons if persons is None else persons)
        copy = self.disk / f"{name}.db"
        shutil.copyfile(template, copy)
        return f"sqlite:///{copy}"

    def _template(self, persons: int) -> Path:
        file = self.disk / f"template-{persons}.db"
        if not file.exists():
            draft = self.disk / "draft.db"
            asyncio.run(fill(f"sqlite:///{draft}", self.environment[keys.VARIABLE], persons))
            with sqlite3.connect(draft) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.close()
            draft.rename(file)
        return file

    def floor(self, inbox: Inbox) -> float:
        """CPU seconds of xmllint over the same files in one process, without what it needs to load the schema."""
        return self._xmllint([str(file) for file in inbox.files]) - self._xmllint_start

    @property
    def _xmllint_start(self) -> float:
        empty = self.memory / "empty.xml"
        empty.write_text("<leeg/>")
        return self._xmllint([str(empty)], valid=False)

    def _xmllint(self, files: list[str], *, valid: bool = True) -> float:
        command = ["/bin/sh", "-c", 'exec "$@"', "sh", _xmllint(), "--noout", "--schema", str(SCHEMA), *files]
        if not valid:
            command[2] = '"$@" || true'
        return cost_of(command).cpu


def _xmllint() -> str:
    found = shutil.which("xmllint")
    if found is None:
        raise SystemExit("xmllint is missing: it is the floor of every measurement (package libxml2-utils)")
    return found


@dataclass(slots=True)
class Program:
    """``sluis process`` on one database."""

    ground: Ground
    database: str
    outbox: Path = field(init=False)
    starts: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.outbox = self.ground.memory / "outbox"

    def start(self) -> float:
        """CPU seconds of a run that finds nothing to do."""
        nothing = self.ground.memory / "nothing"
        nothing.mkdir(exist_ok=True)
        self.starts.append(self._run(nothing).cpu)
        return self.starts[-1]

    def process(self, inbox: Inbox) -> Cost:
        """Judge a folder; raises Void when one answer differs from what it must be."""
        shutil.rmtree(self.outbox, ignore_errors=True)
        cost = self._run(inbox.folder)
        wrong = differences(inbox, self.outbox)
        if wrong:
            raise Void(f"{len(wrong)} wrong answers, the first: {wrong[0]}")
        shutil.rmtree(self.outbox, ignore_errors=True)
        return cost

    def work(self, inbox: Inbox) -> float:
        """CPU seconds of judging a folder beyond those of starting."""
        start = self.start()
        return self.process(inbox).cpu - start

    def _run(self, inbox: Path) -> Cost:
        command = [sys.executable, "-m", "services.cli", "process", str(inbox), "--outbox", str(self.outbox)]
        command += ["--database", self.database, "--region", str(self.ground.region), "--today", TODAY.isoformat()]
        return cost_of(command, folder=SCHEMAS.parent, environment=self.ground.environment)


@contextmanager
def prepared(size: Size) -> Iterator[Ground]:
    """The ground of one run, which is cleared away at the end."""
    shared = Path("/dev/shm")
    memory = shared if shared.is_dir() and os.access(shared, os.W_OK) else None
    chosen = os.environ.get("SLUIS_BENCH_FOLDER")
    with (
        tempfile.TemporaryDirectory(prefix="sluis-bench-", dir=memory) as files,
        tempfile.TemporaryDirectory(prefix="sluis-bench-", dir=chosen) as databases,
    ):
        secret = base64.b64encode(os.urandom(32)).decode()
        environment = {keys.VARIABLE: secret, "PYTHONPYCACHEPREFIX": str(Path(files) / "byte-code")}
        ground = Ground(size, Path(files), Path(databases), environment)
        ground.region.write_text(region_file(), encoding="utf-8")
        yield ground


async def fill(url: str, secret: str, persons: int) -> None:
    """Store the allocations of so many persons of the first site, and of some at each other site."""
    held = keys.decode(secret)
    database = await open_database(parse_url(url), held.fingerprint)
    try:
        for at, site in enumerate(SITES):
            await store_allocations(database, held.pseudonym, site, persons if at == 0 else PERSONS_BESIDE)
    finally:
        await database.close()


def middle(values: list[float]) -> float:
    """The median, which one disturbed pair cannot move."""
    return median(values)


def per_line(seconds: float, inbox: Inbox) -> float:
    """Microseconds per line."""
    return seconds / inbox.lines * 1e6
