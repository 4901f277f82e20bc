"""Knows what a provider declares: for each client and month the same eight lines, some of them corrected or wrong.

Which line is what follows from its turn, that counts the lines of a site and moves on by SHIFT each month. Because of
that shift a line that takes back, repeats or refers to last month always meets a plain one there.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from tests.support.load import faults
from tests.support.load.world import CONTRACT, SLOTS, Site, month

ROUND, SHIFT = 49, 7
_FAULT, _CREDIT, _AFTER_CREDIT = 20, 33, 40
_STRANGER_ROUND, _STRANGER = 61, 30


class Line(NamedTuple):
    """A line as it is written, and the retourcode that must come of it, None when it is granted."""

    person: int
    bsn: str
    referentie: str
    vorig: str | None
    toewijzing_nummer: int
    categorie: str
    code: str
    begin: date
    eind: date
    volume: int
    eenheid: str
    tarief: int | None
    bedrag: int
    retourcode: str | None = None
    client_code: str | None = None

    @property
    def cent(self) -> int:
        """The amount, negative for a credit."""
        return -self.bedrag if self.vorig else self.bedrag


class Plan(NamedTuple):
    """How a site declares. ``every`` spreads its clients over those who have allocations (1: all of them).

    ``mode`` is none (only plain lines), some (one in 49 wrong, one credited, one wrong or declared anew after that) or
    all (every line wrong). ``strangers`` makes one in 61 clients unknown.
    """

    site: Site
    clients: int
    mode: str = "some"
    every: int = 1
    strangers: bool = False

    def month(self, number: int, start: int = 0, count: int | None = None) -> Iterator[Line]:
        """Lines of one month, from the ``start``-th."""
        last = self.clients * len(SLOTS)
        for at in range(start, last if count is None else min(last, start + count)):
            yield self.line(at, number)

    def line(self, at: int, number: int) -> Line:
        """The ``at``-th line of a month."""
        client, slot = divmod(at, len(SLOTS))
        if self.strangers and client % _STRANGER_ROUND == _STRANGER:
            plain = self._plain(client, slot, number)
            return plain._replace(bsn=self.site.stranger(client), retourcode="0233", client_code="8187")
        if self.mode == "none":
            return self._plain(client, slot, number)
        if self.mode == "all":
            return self._wrong(client, slot, number, at // len(SLOTS), earlier=False)
        turn = at + SHIFT * number
        match turn % ROUND:
            case n if n == _FAULT:
                return self._wrong(client, slot, number, turn // ROUND, earlier=number > 0)
            case n if n == _CREDIT and number > 0:
                return self._credit(client, slot, number, number - 1)
            case n if n == _AFTER_CREDIT and number > 1 and turn // ROUND % 2:
                return self._credit(client, slot, number, number - 2)._replace(retourcode="9390")
            case n if n == _AFTER_CREDIT and number > 1:
                again = self._plain(client, slot, number - 2)
                return again._replace(referentie=self._reference(client, slot, number))
        return self._plain(client, slot, number)

    def _plain(self, client: int, slot: int, number: int) -> Line:
        """A correct debit line about the month itself."""
        grant, code, eenheid, most = SLOTS[slot]
        person, product = client * self.every, CONTRACT[code]
        volume = 1 + (client * 13 + slot * 5 + number * 3) % most
        tarief, bedrag = faults.price(product, eenheid, volume)
        return Line(
            person,
            self.site.bsn(person),
            self._reference(client, slot, number),
            None,
            self.site.toewijzing_nummer(person, grant),
            product.categorie,
            code,
            *month(number),
            volume,
            eenheid,
            tarief,
            bedrag,
        )

    def _credit(self, client: int, slot: int, number: int, told: int) -> Line:
        """The credit, declared in month ``number``, of the line of month ``told``."""
        return self._plain(client, slot, told)._replace(
            referentie=self._reference(client, slot, number), vorig=self._reference(client, slot, told)
        )

    def _wrong(self, client: int, slot: int, number: int, turn: int, *, earlier: bool) -> Line:
        plain = self._plain(client, slot, number)
        before = self._plain(client, slot, number - 1) if earlier else None
        return faults.spoil(plain, before, slot, turn)

    def _reference(self, client: int, slot: int, number: int) -> str:
        return f"{self.site.letter}{client * self.every:06}S{slot}M{number:02}"
