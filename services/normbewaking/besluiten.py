"""Decides the state of norms and budgets after a message, and numbers what is told about each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from services.normbewaking import told
from services.normbewaking.telling import Geteld, Telling, Verteld
from services.shared.dossier.gebeurtenissen import Waiting
from services.shared.region.afspraken import Afspraken, Contractjaar
from services.shared.region.norm import NormSleutel


class Besluiten:
    """Decisions on one day with the permissions that are given (norms.md 3)."""

    def __init__(self, afspraken: Afspraken, vandaag: date) -> None:
        self._afspraken, self._vandaag = afspraken, vandaag
        self._limieten: dict[NormSleutel, int] = {}

    def na(self, telling: Telling, geteld: Geteld, verteld: Verteld, time: str) -> list[Waiting]:
        """Decide what a message touched; norms before budgets, each in order of its key."""
        return [
            *self.normen(telling, sorted(geteld.normen), verteld, time),
            *self.budgetten(telling, geteld, verteld, time),
        ]

    def normen(self, telling: Telling, keys: Iterable[NormSleutel], verteld: Verteld, time: str) -> list[Waiting]:
        """Decide these norms; each change is numbered and told once."""
        found: list[Waiting] = []
        for key in keys:
            change = telling.normen.besluit(key, self._limiet(telling, key), self._vandaag)
            if change is not None:
                number = verteld.normen[key] = verteld.normen.get(key, 0) + 1
                found.append(told.of_norm(change, number, time))
        return found

    def budgetten(self, telling: Telling, geteld: Geteld, verteld: Verteld, time: str) -> list[Waiting]:
        """Decide these budgets; each border is numbered and told once."""
        found: list[Waiting] = []
        for key in sorted(geteld.budgetten):
            for change in telling.budgetten.besluit(key):
                number = verteld.budgetten[key] = verteld.budgetten.get(key, 0) + 1
                found.append(told.of_budget(change, number, time))
        return found

    def _limiet(self, telling: Telling, key: NormSleutel) -> int:
        found = self._limieten.get(key)
        if found is None:
            contractjaar = Contractjaar(key.aanbieder, key.product, key.jaar)
            norm = telling.normen.norm(key)
            found = self._limieten[key] = self._afspraken.limiet(contractjaar, norm.minuten, self._vandaag)
        return found
