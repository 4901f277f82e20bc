"""Counts what a run of ``sluis process`` did, and tells it."""

from __future__ import annotations

from dataclasses import dataclass, field

from services.shared.desk.closing import Answered
from services.shared.region.schrijfwijze import duizendtallen, euro
from services.shared.verdict.outcome import Outcome


@dataclass
class Summary:
    """What a run did; amounts in signed eurocents. ``signalen`` and ``waargenomen``: what regional rules told, and what
    they only counted, by rule."""

    berichten: int = 0
    al_beantwoord: int = 0
    teruggezet: int = 0
    regels: int = 0
    uitkomsten: dict[str, int] = field(default_factory=lambda: {outcome.value: 0 for outcome in Outcome})
    ingediend_cent: int = 0
    toegekend_cent: int = 0
    signalen: dict[str, int] = field(default_factory=dict)
    waargenomen: dict[str, int] = field(default_factory=dict)
    mislukt: list[str] = field(default_factory=list)
    seconden: float = 0.0

    def count(self, answered: Answered) -> None:
        """Add one message."""
        self.berichten += 1
        self.regels += answered.regels
        self.uitkomsten[answered.outcome.value] += 1
        for (rule, weight), count in answered.remarks.items():
            counts = self.signalen if weight == "signal" else self.waargenomen
            counts[rule] = counts.get(rule, 0) + count
        if answered.soort != "JW301":
            self.ingediend_cent += answered.ingediend_cent
            self.toegekend_cent += answered.toegekend_cent

    def text(self) -> str:
        """For people."""
        each = self.uitkomsten
        rate = self.regels / self.seconden if self.seconden else 0
        lines = [
            f"Berichten beoordeeld   {duizendtallen(self.berichten)}",
            f"  geaccepteerd         {duizendtallen(each['accepted'])}",
            f"  deels toegekend      {duizendtallen(each['partly_accepted'])}",
            f"  afgewezen            {duizendtallen(each['rejected'])}",
            f"  onleesbaar           {duizendtallen(each['unreadable'])}",
            f"  geparkeerd           {duizendtallen(each['parked'])}",
            f"Al eerder beantwoord   {duizendtallen(self.al_beantwoord)} (antwoord teruggezet: {self.teruggezet})",
            f"Regels                 {duizendtallen(self.regels)} ({duizendtallen(round(rate))} per seconde)",
            f"Ingediend              {euro(self.ingediend_cent)}",
            f"Toegekend              {euro(self.toegekend_cent)}",
        ]
        lines += _by_rule("Signalen", self.signalen) + _by_rule("Alleen geteld", self.waargenomen)
        return "\n".join(lines + [f"Niet gelezen: {name}" for name in self.mislukt])


def _by_rule(label: str, counts: dict[str, int]) -> list[str]:
    """A line with how often each rule spoke, none when no rule did."""
    said = ", ".join(f"{rule} {duizendtallen(count)}" for rule, count in sorted(counts.items()))
    return [f"{label:<23}{said}"] if said else []
