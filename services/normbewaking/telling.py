"""Counts postings for norms and budgets in memory; what it knows was loaded for it or starts from nothing."""

from __future__ import annotations

from dataclasses import dataclass, field

from services.shared.dossier.budgetten import OpToewijzing
from services.shared.region.boeking import Boeking
from services.shared.region.budget import Budgetboek, BudgetSleutel
from services.shared.region.norm import Normboek, NormSleutel
from services.shared.region.regios import Regios


@dataclass(slots=True)
class Geteld:
    """Which norms and budgets a message touched."""

    normen: set[NormSleutel] = field(default_factory=set)
    budgetten: set[BudgetSleutel] = field(default_factory=set)


@dataclass(slots=True)
class Verteld:
    """How many changes were told of each norm and of each budget."""

    normen: dict[NormSleutel, int] = field(default_factory=dict)
    budgetten: dict[BudgetSleutel, int] = field(default_factory=dict)


class Telling:
    """The figures of norms and budgets, and what was granted on each allocation under a budget."""

    def __init__(self, regios: Regios) -> None:
        self.regios = regios
        self.normen = Normboek(regios)
        self.budgetten = Budgetboek(regios)
        self.op_toewijzing: dict[OpToewijzing, int] = {}
        self._normcodes = frozenset(code for _, code, _ in regios.normen())
        self._budgetcodes = frozenset(code for _, code, _ in regios.budgetten())

    def normsleutel(self, boeking: Boeking) -> NormSleutel | None:
        """Under which norm a posting counts."""
        return self.normen.sleutel(boeking) if boeking.product_code in self._normcodes else None

    def op(self, boeking: Boeking) -> OpToewijzing | None:
        """Under which budget, and on which allocation, a posting counts; None too where the municipality does not."""
        if boeking.product_code not in self._budgetcodes:
            return None
        sleutel = self.budgetten.sleutel(boeking)
        return None if sleutel is None else self._op(sleutel, boeking)

    def _op(self, sleutel: BudgetSleutel, boeking: Boeking) -> OpToewijzing | None:
        if boeking.gemeente in self.budgetten.budgetten[sleutel].uitgezonderde_gemeenten:
            return None
        return OpToewijzing(sleutel, boeking.gemeente, boeking.toewijzing_nummer)

    def boek(self, boeking: Boeking, geteld: Geteld) -> None:
        """Count one posting; ``geteld`` learns what it touched."""
        if boeking.product_code in self._normcodes:
            norm = self.normen.boek(boeking)
            if norm is not None:
                geteld.normen.add(norm)
        if boeking.product_code in self._budgetcodes:
            budget = self.budgetten.boek(boeking)
            if budget is not None:
                geteld.budgetten.add(budget)
                op = self._op(budget, boeking)
                if op is not None:
                    cent = -boeking.cent if boeking.credit else boeking.cent
                    self.op_toewijzing[op] = self.op_toewijzing.get(op, 0) + cent
