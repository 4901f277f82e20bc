"""Makes what providers and municipalities hand in: allocations, declarations that want more than a budget, credits."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

from services.shared.desk.intake import topic_of
from services.shared.platform.log.port import New
from tests.support.berichten import to_xml

BSNS = ("999900006", "999900018", "999996770", "999996782", "999996794")
PAIRS = (("0193", "65656055"), ("0193", "42420001"), ("0148", "65656055"))
HOURS, MONEY = "50A09", "50A10"
_LAST_DAYS = {"2025-01": 31, "2025-02": 28, "2025-03": 31}

Line = dict[str, Any]
HandedIn = tuple["Sent", New]


@dataclass(slots=True)
class Sent:
    """A message that was handed in: its source and id, and for a declaration what it needs to have been judged."""

    name: tuple[str, str]
    topic: str
    number: int | None
    budget: int = 0


@dataclass(slots=True)
class Messages:
    """Messages as the seed wants them."""

    random: Random

    def of_pair(self, n: int, pair: tuple[str, str]) -> list[HandedIn]:
        """For every client an allocation, then declarations that together want more than its budget, and credits."""
        found: list[HandedIn] = []
        for c, bsn in enumerate(BSNS[: self.random.randint(1, len(BSNS))]):
            number = 500_000 + n * 1000 + c
            budget = self.random.choice((100_000, 250_000, 400_000))
            found.append(self._allocation(pair, bsn, number, budget, f"T{n}{c}"))
            for d in range(self.random.randint(1, 3)):
                lines = self._lines(number, f"D{n}{c}{d}", f"2025-0{d + 1}")
                found.append(self._declaration(pair, bsn, number, budget, f"D{n}{c}{d}", lines))
                if self.random.random() < 0.3:
                    back = [_credit(line) for line in lines[: self.random.randint(1, len(lines))]]
                    found.append(self._declaration(pair, bsn, number, budget, f"C{n}{c}{d}", back))
        return found

    def _allocation(self, pair: tuple[str, str], bsn: str, number: int, budget: int, ident: str) -> HandedIn:
        product = {
            "nr": number, "cat": "50", "code": None, "td": "2025-01-02", "ing": "2025-01-01", "eind": "2025-12-31",
            "reden": None, "omvang": None, "budget": budget,
        }  # fmt: skip
        said = {
            "kind": "JW301", "ident": ident, "dag": "2025-01-02", "gemeente": pair[0], "prov": pair[1], "bsn": bsn,
            "prods": [product],
        }  # fmt: skip
        return self._new("jw301", pair, ident, to_xml(said), None, 0)

    def _lines(self, number: int, ident: str, month: str) -> list[Line]:
        """Two lines of a month: some hours of one product, and an hour of another that can be dear."""
        hours, dear = self.random.choice((1, 1, 2, 4)), self.random.choice((50_000, 150_000))
        return [
            {
                "ref": f"{ident}-{n}", "vorig": None, "nr": number, "cat": "50", "code": code,
                "p": [f"{month}-01", f"{month}-{_LAST_DAYS[month]}"], "vol": volume, "eh": "04",
                "tar": amount // volume, "bedrag": amount, "dc": "D",
            }
            for n, (code, volume, amount) in enumerate(((HOURS, hours, 100_000), (MONEY, 1, dear)))
        ]  # fmt: skip

    def _declaration(
        self, pair: tuple[str, str], bsn: str, number: int, budget: int, ident: str, lines: list[Line]
    ) -> HandedIn:
        said = {
            "kind": "JW323", "ident": ident, "dag": "2025-06-20", "gemeente": pair[0], "afz": pair[1], "dn": ident,
            "dp": ["2025-05-01", "2025-05-31"], "clients": [(bsn, lines)],
        }  # fmt: skip
        return self._new("jw323", pair, ident, to_xml(said), number, budget)

    def _new(
        self, kind: str, pair: tuple[str, str], ident: str, data: bytes, number: int | None, budget: int
    ) -> HandedIn:
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


def _credit(line: Line) -> Line:
    """The line that takes another back."""
    return line | {"ref": f"{line['ref']}C", "vorig": line["ref"], "dc": "C"}
