"""Makes folders with messages, and keeps beside them what the answer to each must say."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support.load.lines import Line, Plan
from tests.support.load.markup import Style, jw301, jw323
from tests.support.load.world import GRANTS, MONTHS, SLOTS, Site


@dataclass(slots=True)
class Expected:
    """What the answer to one file must say: its message type, the codes of header and declaration, the codes of
    refused clients and lines with how many there are, and the granted amount in signed eurocents."""

    antwoord: str
    outcome: str
    header: tuple[str, ...] = ()
    declaratie: tuple[str, ...] = ()
    clienten: Counter[str] = field(default_factory=Counter)
    prestaties: Counter[str] = field(default_factory=Counter)
    toegekend: int = 0
    regels: int = 0

    def to_json(self) -> dict[str, Any]:
        """The same for programs."""
        return {part: getattr(self, part) for part in self.__slots__}


UNREADABLE = Expected("Fo01", "unreadable")
NOT_SENT = Expected("JW325", "rejected", ("0001",))
STORED = Expected("JW302", "accepted", regels=len(GRANTS))


def answer_to(lines: Iterable[Line]) -> Expected:
    """What must come of a declaration of these lines."""
    lines = list(lines)
    refused = Counter(line.retourcode for line in lines if line.retourcode is not None)
    unknown = Counter(code for _, code in {(line.bsn, line.client_code) for line in lines} if code is not None)
    granted = [line for line in lines if line.retourcode is None]
    outcome = "accepted" if not refused else "partly_accepted" if granted else "rejected"
    return Expected(
        "JW325",
        outcome,
        ("0200",),
        ("0200",) if refused else ("8001",),
        unknown,
        refused,
        sum(line.cent for line in granted),
        len(lines),
    )


@dataclass
class Inbox:
    """A folder of messages with what must come of each, by name without ``.xml``."""

    folder: Path
    expected: dict[str, Expected] = field(default_factory=dict)

    def add(self, name: str, text: str, expected: Expected) -> None:
        """One more message."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / f"{name}.xml").write_text(text, encoding="utf-8")
        self.expected[name] = expected

    @property
    def files(self) -> list[Path]:
        """The messages in order of name."""
        return [self.folder / f"{name}.xml" for name in sorted(self.expected)]

    @property
    def lines(self) -> int:
        """How many Prestaties or allocations all messages that can be read hold."""
        return sum(each.regels for each in self.expected.values())

    @property
    def bytes(self) -> int:
        """How large all messages are together."""
        return sum(file.stat().st_size for file in self.files)

    def to_json(self) -> dict[str, Any]:
        """What is expected, for programs."""
        return {name: each.to_json() for name, each in sorted(self.expected.items())}


def allocations(inbox: Inbox, site: Site, persons: Iterable[int], style: Style = "compact") -> Inbox:
    """A JW301 for each of these persons."""
    for person in persons:
        inbox.add(f"{site.letter}{person:07}", jw301(site, person, style), STORED)
    return inbox


def declarations(
    inbox: Inbox,
    plan: Plan,
    count: int,
    size: int,
    *,
    first_month: int = 0,
    style: Style = "compact",
    schema_errors: bool = False,
    cents_too_many: int = 0,
) -> Inbox:
    """``count`` JW323 of ``size`` lines each: all that fit in a month, then those of the next."""
    for at, (number, start) in enumerate(_places(plan, count, size, first_month)):
        name = f"{plan.site.letter}{number:02}N{start // size:05}"
        lines = list(plan.month(number, start, size))
        text = jw323(plan.site, number, name, lines, style, schema_errors=schema_errors, cents_too_many=cents_too_many)
        expected = UNREADABLE if schema_errors else _not_sent(lines) if cents_too_many else answer_to(lines)
        inbox.add(f"{number:02}-{plan.site.letter}-{at:05}", text, expected)
    return inbox


def _not_sent(lines: list[Line]) -> Expected:
    return Expected(NOT_SENT.antwoord, NOT_SENT.outcome, NOT_SENT.header, regels=len(lines))


def _places(plan: Plan, count: int, size: int, first_month: int) -> Iterator[tuple[int, int]]:
    a_month = plan.clients * len(SLOTS) // size
    if not a_month or count > a_month * (MONTHS - first_month):
        raise ValueError(f"{count} declarations of {size} lines need more than {plan.clients} clients")
    for at in range(count):
        number, place = divmod(at, a_month)
        yield first_month + number, place * size


def write_expected(file: Path, inboxes: dict[str, Inbox]) -> None:
    """What must come of all messages of these folders."""
    file.write_text(json.dumps({name: inbox.to_json() for name, inbox in inboxes.items()}, indent=1), encoding="utf-8")
