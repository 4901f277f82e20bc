"""Writes the verdict of a message for people and programs: ``verdict.json``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic_core import to_json

from services.shared.standard.judging.result import Result
from services.shared.verdict.finding import Figures, Finding, Level, Said
from services.shared.verdict.outcome import Outcome
from services.shared.verdict.signal import Signal


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict of a message: ``head`` holds all but the findings, in plain values."""

    head: dict[str, Any]
    findings: Sequence[Finding] = ()

    def to_bytes(self) -> bytes:
        """The verdict as UTF-8 JSON, as it is kept and written.

        A large declaration can have the same said of thousands of lines: that is written out once, and copied.
        """
        known: dict[int, bytes] = {}
        pieces = [to_json(self.head)[:-1], b',"findings":[']
        for said, path in self.findings:
            text = known.get(id(said))
            if text is None:
                text = known[id(said)] = to_json(_plain(said))[:-1]
            pieces += text, b',"path":"', path.encode(), b'"},'  # a path holds names of elements and positions
        pieces[-1] = pieces[-1].rstrip(b",")
        return b"".join((*pieces, b"]}"))

    def document(self) -> dict[str, Any]:
        """The same, for programs of our own."""
        read: dict[str, Any] = json.loads(self.to_bytes())
        return read


def of_result(soort: str, levering: str, result: Result, rule_set: str, today: str) -> Verdict:
    """The verdict of a judged message; ``rule_set`` and ``today`` let anyone judge it again the same way."""
    head = {
        "id": levering,
        "bericht": soort,
        "outcome": result.outcome.value,
        "regels": result.line_count,
        "ingediend_cent": result.submitted,
        "toegekend_cent": result.granted,
        "signals": [signal_of(each) for each in result.signals],
        "niet_beoordeeld": sorted(result.not_judged),
        "regelset": rule_set,
        "regioversies": sorted(result.contracts),
        "beoordeeld_op": today,
    }
    return Verdict(head, result.findings)


def signal_of(signal: Signal) -> dict[str, Any]:
    """A signal as the verdict and its event tell it."""
    return {
        "rule": signal.rule,
        "path": signal.path,
        "explanation": signal.explanation,
        "beoordeeld": signal.judged,
    }


def of_fault(soort: str | None, levering: str, path: str | None, line: int | None, reason: str) -> Verdict:
    """The verdict of a message that cannot be read."""
    where = f" (regel {line})" if line else ""
    figures: Figures = () if line is None else (("regel", line),)
    said = Said("XSD", "StUF055", Level.XSD, "", f"{reason}{where} {_NOT_SENT}", figures)
    return Verdict(_unjudged(soort, levering, Outcome.UNREADABLE), (Finding(said, path or "/"),))


_NOT_SENT = "Het bericht telt als niet verzonden. Herstel het en lever het opnieuw aan."


def of_parked(soort: str | None, levering: str, reason: str) -> Verdict:
    """The verdict of a message that was set aside: neither accepted nor refused."""
    return Verdict({**_unjudged(soort, levering, Outcome.PARKED), "reden": reason})


def _unjudged(soort: str | None, levering: str, outcome: Outcome) -> dict[str, Any]:
    return {
        "id": levering,
        "bericht": soort,
        "outcome": outcome.value,
        "regels": 0,
        "ingediend_cent": 0,
        "toegekend_cent": 0,
        "signals": [],
        "niet_beoordeeld": [],
    }


def _plain(said: Said) -> dict[str, Any]:
    rule, retourcode, level, _, explanation, figures, derived = said
    value, number = _LEVELS[level]
    told: dict[str, Any] = {
        "rule": rule,
        "retourcode": retourcode,
        "level": value,
        "controleniveau": number,
        "explanation": explanation,
        # Plain values: over those that know how they read, the writer takes three times as long.
        "figures": {name: +figure if isinstance(figure, int) else str(figure) for name, figure in figures},
    }
    if derived:
        told["afgeleid"] = True
    return told


_LEVELS = {level: (level.value, level.number) for level in Level}
