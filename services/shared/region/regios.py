"""Knows which region file is in force for a municipality on a day, out of all files that are loaded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from services.shared.region.contract import Budget, Norm, Regio
from services.shared.region.fout import Fout, RegioFout

_MAX_ONTHOUDEN = 200_000
_Afspraak = tuple[str, str, str, int]


class Regios:
    """The loaded region files. Files with one name are one region, over the years.

    Raises RegioFout when two files cover one municipality on one day, when two files of a region give the same
    norm or budget, or when a code counts towards two budgets of one year. A file given twice counts once.
    """

    def __init__(self, regios: Iterable[Regio] = ()) -> None:
        uniek = {regio.versie: regio for regio in regios}
        self.alle: tuple[Regio, ...] = tuple(sorted(uniek.values(), key=lambda r: (r.naam, r.geldig_vanaf, r.versie)))
        fouten = [*_overlappende(self.alle), *_dubbele_afspraken(self.alle)]
        if fouten:
            raise RegioFout(fouten)
        self._per_gemeente: dict[str, list[Regio]] = {}
        for regio in self.alle:
            for code in regio.gemeenten:
                self._per_gemeente.setdefault(code, []).append(regio)
        self._onthouden: dict[tuple[str, date], Regio | None] = {}
        self._gemeenten = frozenset(self._per_gemeente)
        self._normen = _normen(self.alle)
        self._budgetten = _budgetten(self.alle)

    def __bool__(self) -> bool:
        return bool(self.alle)

    def gemeenten(self) -> frozenset[str]:
        """Every municipality of every file: those that we answer for, whatever the date (S300)."""
        return self._gemeenten

    def in_kracht(self, gemeente: str, datum: date) -> Regio | None:
        """The file that lists the municipality and is in force on that day."""
        sleutel = (gemeente, datum)
        try:
            return self._onthouden[sleutel]
        except KeyError:
            gevonden = next((r for r in self._per_gemeente.get(gemeente, ()) if r.geldt_op(datum)), None)
            if len(self._onthouden) >= _MAX_ONTHOUDEN:
                self._onthouden.clear()
            self._onthouden[sleutel] = gevonden
            return gevonden

    def namen(self) -> tuple[str, ...]:
        """The names of the regions, sorted, each once."""
        return tuple(dict.fromkeys(regio.naam for regio in self.alle))

    def bestanden(self, naam: str) -> tuple[Regio, ...]:
        """The files of one region, oldest first."""
        return tuple(regio for regio in self.alle if regio.naam == naam)

    def normen(self) -> Mapping[tuple[str, str, int], Norm]:
        """Every norm by region name, product code and year."""
        return self._normen

    def budgetten(self) -> Mapping[tuple[str, str, int], Budget]:
        """Every budget by region name, product code and year; a budget stands under each of its codes."""
        return self._budgetten

    def budgetrijen(self) -> tuple[tuple[str, Budget], ...]:
        """Every budget once, with the name of its region, in the order of the files."""
        return tuple((regio.naam, budget) for regio in self.alle for budget in regio.budgetten)


def _overlappende(regios: tuple[Regio, ...]) -> list[Fout]:
    fouten = []
    for i, een in enumerate(regios):
        for ander in regios[i + 1 :]:
            samen = sorted(een.gemeenten.keys() & ander.gemeenten.keys())
            if samen and _raken(een, ander):
                tekst = (
                    f"gemeente {', '.join(samen)} staat ook in {ander.bestand} en beide bestanden gelden op dezelfde "
                    f"dagen; verwacht wordt dat op elke dag hoogstens een bestand voor een gemeente geldt "
                    f"(pas valid_from of valid_until aan)"
                )
                fouten.append(Fout(een.bestand, None, "[region]", "valid_from, valid_until", tekst))
    return fouten


def _raken(een: Regio, ander: Regio) -> bool:
    begin = max(een.geldig_vanaf, ander.geldig_vanaf)
    return een.geldt_op(begin) and ander.geldt_op(begin)


def _dubbele_afspraken(regios: tuple[Regio, ...]) -> list[Fout]:
    """Norms and budgets that two files of one region both give; within one file the loader has looked."""
    fouten: list[Fout] = []
    eerder: dict[_Afspraak, Regio] = {}
    eerder_budget: dict[_Afspraak, Regio] = {}
    for regio in regios:
        sleutels = {(regio.naam, "[[norm]]", norm.product, norm.jaar) for norm in regio.normen}
        sleutels |= {(regio.naam, "[[budget]]", code, b.jaar) for b in regio.budgetten for code in b.producten}
        per_code = _dubbel(eerder, regio, sleutels, "product")
        budgetten = {(regio.naam, "[[budget]]", f"{b.segment}, {b.subsegment}", b.jaar) for b in regio.budgetten}
        per_budget = _dubbel(eerder_budget, regio, budgetten, "subsegment")
        fouten += per_code or per_budget
    return fouten


def _dubbel(eerder: dict[_Afspraak, Regio], regio: Regio, nieuw: set[_Afspraak], wat: str) -> list[Fout]:
    """What this file gives and an earlier one gave already; the rest is learned."""
    fouten = []
    for sleutel in sorted(nieuw):
        ander = eerder.setdefault(sleutel, regio)
        if ander is not regio:
            tekst = f"{wat} {sleutel[2]} van {sleutel[3]} staat ook in {ander.bestand}; verwacht: in een van beide"
            fouten.append(Fout(regio.bestand, None, sleutel[1], wat, tekst))
    return fouten


def _normen(regios: tuple[Regio, ...]) -> dict[tuple[str, str, int], Norm]:
    return {(r.naam, norm.product, norm.jaar): norm for r in regios for norm in r.normen}


def _budgetten(regios: tuple[Regio, ...]) -> dict[tuple[str, str, int], Budget]:
    return {(r.naam, code, b.jaar): b for r in regios for b in r.budgetten for code in b.producten}
