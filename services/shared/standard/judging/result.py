"""Knows what comes out of judging one message: the outcome, the findings, the decision and what must be remembered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from services.shared.standard.judged import Judged301, Judged303, Judged323
from services.shared.standard.messages.jw323 import Prestatie
from services.shared.standard.view import Debet
from services.shared.verdict.finding import Finding
from services.shared.verdict.outcome import Outcome
from services.shared.verdict.signal import Signal


class JudgedLine(NamedTuple):
    """A line of a processed declaration in order of assessment; ``codes`` is empty when it was granted.

    ``first_use`` is false when its ReferentieNummer was used before, so that the number is not kept a second time.
    """

    prestatie: Prestatie
    codes: tuple[str, ...]
    first_use: bool

    def as_debet(self, gemeente: str) -> Debet:
        """The line as a later credit must repeat it."""
        line = self.prestatie
        return Debet(
            gemeente,
            line.toewijzing_nummer,
            line.product_categorie,
            line.product_code,
            line.begin,
            line.eind,
            line.geleverd_volume,
            line.eenheid,
            line.product_tarief,
            line.bedrag,
            line.debet_credit,
            not self.codes,
        )


@dataclass(slots=True)
class Result:
    """``processed`` is true when the message counts as sent, so that its identification and effects are kept.

    ``not_judged`` names rules that needed a region file where none is in force; ``contracts`` the versions of the
    region files used. Amounts are signed eurocents. ``declared_on`` is the date that a declaration carries.
    ``decision`` is None where no answer exists. ``signals`` are told beside the outcome; ``observed`` counts, by rule,
    what is only counted.
    """

    outcome: Outcome
    decision: Judged301 | Judged303 | Judged323 | None
    findings: Sequence[Finding] = ()
    processed: bool = False
    lines: Sequence[JudgedLine] = ()
    line_count: int = 0
    submitted: int = 0
    granted: int = 0
    not_judged: frozenset[str] = frozenset()
    contracts: frozenset[str] = field(default_factory=frozenset)
    declared_on: date | None = None
    signals: Sequence[Signal] = ()
    observed: Mapping[str, int] = field(default_factory=dict)
