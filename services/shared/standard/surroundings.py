"""Knows what stands around all judging: the day, the list of municipalities, the contracts, and how BSNs are hidden."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from services.shared.standard.view import ContractProduct


class Contract(Protocol):
    """A region file in force."""

    @property
    def versie(self) -> str: ...

    def product(self, code: str, datum: date, aanbieder: str) -> Sequence[ContractProduct]:
        """The products with this code that hold for this provider on this day."""


class Contracts(Protocol):
    """The region files that were given."""

    def in_kracht(self, gemeente: str, datum: date) -> Contract | None:
        """The region file of this municipality on this day."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """``today`` is the system date of rules; ``gemeenten`` the codes of the CBS list; ``pseudonym`` hides a BSN."""

    today: date
    gemeenten: frozenset[str]
    contracts: Contracts
    pseudonym: Callable[[str], bytes]
