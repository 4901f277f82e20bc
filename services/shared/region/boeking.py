"""Knows what norms and budgets need of one ledger posting; nothing that leads to a person."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple


class Boeking(NamedTuple):
    """A granted line. ``volume`` and ``cent`` are as declared, not negative; a ``credit`` takes them back.

    ``begin`` and ``eind`` are the inclusive dates of ProductPeriode. ``client`` is an opaque key: equal for the same
    client, over municipalities and allocations. ``volgnummer`` is the order in which messages were processed.
    """

    gemeente: str
    aanbieder: str
    product_code: str
    eenheid: str
    volume: int
    cent: int
    credit: bool
    client: bytes
    begin: date
    eind: date
    gedeclareerd_op: date
    toewijzing_nummer: int
    volgnummer: int

    @property
    def teken(self) -> int:
        """Plus one for a debit, minus one for a credit."""
        return -1 if self.credit else 1
