"""Knows what judging needs to remember: what was allocated, declared and granted before, as plain sets and dicts.

The dossier fills these for a batch of messages; judging changes them in memory as it goes, so that the next message of
the batch meets what the one before it left.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from services.shared.standard.messages.jw323 import Prestatie
from services.shared.standard.regional import Regional
from services.shared.standard.view import Debet, Stand, Toewijzing

OpenKey = tuple[int, date, date, str, str]
"""ToewijzingNummer, Begindatum and Einddatum of ProductPeriode, ProductCode, ProductCategorie."""


def open_key(prestatie: Prestatie) -> OpenKey:
    """What makes a second debit of the same delivery (TR389)."""
    nummer, categorie, code, begin, eind = prestatie[2:7]
    return nummer, begin, eind, code, categorie


@dataclass(slots=True)
class Gemeente:
    """What is remembered at one municipality. ``standen`` and ``open_debetten`` (eurocents)
    only for the allocations asked for.

    ``referenties`` holds (ToewijzingNummer, ReferentieAanbieder) of earlier versions; ``wijzigt`` the allocations that
    a message of this batch may change.
    """

    toewijzingen: dict[int, Toewijzing] = field(default_factory=dict)
    standen: dict[int, Stand] = field(default_factory=dict)
    open_debetten: dict[OpenKey, int] = field(default_factory=dict)
    clienten: set[tuple[str, bytes]] = field(default_factory=set)
    referenties: set[tuple[int, str]] = field(default_factory=set)
    wijzigt: set[int] = field(default_factory=set)

    def debiteer(self, key: OpenKey, bedrag: int) -> None:
        """A debit of this delivery was granted; release 2.3 allows more than one beside each other."""
        stands = self.open_debetten.get(key)
        self.open_debetten[key] = bedrag if stands is None else stands + bedrag

    def crediteer(self, key: OpenKey, bedrag: int) -> None:
        """A debit of this delivery was taken back: it can be declared again once no amount of it stands."""
        left = self.open_debetten.pop(key, 0) - bedrag
        if left > 0:
            self.open_debetten[key] = left

    def stand(self, toewijzing_nummer: int) -> Stand:
        """The balance of an allocation, zero when nothing was granted on it."""
        found = self.standen.get(toewijzing_nummer)
        if found is None:
            found = self.standen[toewijzing_nummer] = Stand()
        return found


@dataclass(slots=True)
class Aanbieder:
    """What is remembered of one provider: line references used, earlier lines that credits name, lines credited.

    ``wanted`` holds the references that credits of this batch name; ``debetten`` only what was found of those.
    """

    wanted: set[str] = field(default_factory=set)
    referenties: set[str] = field(default_factory=set)
    debetten: dict[str, Debet] = field(default_factory=dict)
    gecrediteerd: set[str] = field(default_factory=set)
    declaratienummers: set[tuple[str, str]] = field(default_factory=set)
    laatste_begin: dict[str, date] = field(default_factory=dict)


@dataclass(slots=True)
class Remembered:
    """Everything remembered for a batch. ``identificaties``: (Afzender, BerichtCode, Identificatie) taken before.

    ``verzoeken``: who referred (COD327), by municipality, provider and ReferentieAanbieder of a request. ``regional``
    judges the rules of regions; None where no region file has any for these messages. ``rounds`` is for judging alone:
    what it found of lines that look the same, by what is the same around them.
    """

    identificaties: set[tuple[str, str, str]] = field(default_factory=set)
    gemeenten: dict[str, Gemeente] = field(default_factory=dict)
    aanbieders: dict[str, Aanbieder] = field(default_factory=dict)
    verzoeken: dict[tuple[str, str, str], str] = field(default_factory=dict)
    regional: Regional | None = None
    rounds: dict[Hashable, Any] = field(default_factory=dict)

    def gemeente(self, code: str) -> Gemeente:
        """What is remembered at a municipality."""
        return self.gemeenten.setdefault(code, Gemeente())

    def aanbieder(self, agb: str) -> Aanbieder:
        """What is remembered of a provider."""
        return self.aanbieders.setdefault(agb, Aanbieder())
