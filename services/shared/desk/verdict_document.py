"""Writes the verdict of a message for people and programs: ``verdict.json``."""

from __future__ import annotations

from typing import Any

from pydantic_core import to_json

from services.shared.standard.judging.result import Result
from services.shared.verdict.finding import Finding, Level
from services.shared.verdict.outcome import Outcome
from services.shared.verdict.signal import Signal


def of_result(soort: str, levering: str, result: Result, rule_set: str, today: str) -> dict[str, Any]:
    """The verdict of a judged message; ``rule_set`` and ``today`` let anyone judge it again the same way."""
    return {
        "id": levering,
        "bericht": soort,
        "outcome": result.outcome.value,
        "regels": result.line_count,
        "ingediend_cent": result.submitted,
        "toegekend_cent": result.granted,
        "findings": [_finding(found) for found in result.findings],
        "signals": [signal_of(each) for each in result.signals],
        "niet_beoordeeld": sorted(result.not_judged),
        "regelset": rule_set,
        "regioversies": sorted(result.contracts),
        "beoordeeld_op": today,
    }


def signal_of(signal: Signal) -> dict[str, Any]:
    """A signal as the verdict and its event tell it."""
    return {
        "rule": signal.rule,
        "path": signal.path,
        "explanation": signal.explanation,
        "beoordeeld": signal.judged,
    }


def of_fault(soort: str | None, levering: str, path: str | None, line: int | None, reason: str) -> dict[str, Any]:
    """The verdict of a message that cannot be read."""
    where = f" (regel {line})" if line else ""
    return {
        "id": levering,
        "bericht": soort,
        "outcome": Outcome.UNREADABLE.value,
        "regels": 0,
        "ingediend_cent": 0,
        "toegekend_cent": 0,
        "findings": [
            {
                "rule": "XSD",
                "retourcode": "StUF055",
                "level": "xsd",
                "controleniveau": 1,
                "path": path or "/",
                "explanation": f"{reason}{where} {_NOT_SENT}",
                "figures": {} if line is None else {"regel": line},
            }
        ],
        "signals": [],
        "niet_beoordeeld": [],
    }


_NOT_SENT = "Het bericht telt als niet verzonden. Herstel het en lever het opnieuw aan."


def of_parked(soort: str | None, levering: str, reason: str) -> dict[str, Any]:
    """The verdict of a message that was set aside: neither accepted nor refused."""
    return {
        "id": levering,
        "bericht": soort,
        "outcome": Outcome.PARKED.value,
        "reden": reason,
        "regels": 0,
        "ingediend_cent": 0,
        "toegekend_cent": 0,
        "findings": [],
        "signals": [],
        "niet_beoordeeld": [],
    }


def to_bytes(document: dict[str, Any]) -> bytes:
    """The document as UTF-8 JSON, as it is kept and written."""
    return to_json(document)


def _finding(found: Finding) -> dict[str, Any]:
    rule, retourcode, level, path, explanation, figures, derived = found
    value, number = _LEVELS[level]
    said: dict[str, Any] = {
        "rule": rule,
        "retourcode": retourcode,
        "level": value,
        "controleniveau": number,
        "path": path,
        "explanation": explanation,
        # Plain values: over those that know how they read, the writer takes three times as long.
        "figures": {name: +figure if isinstance(figure, int) else str(figure) for name, figure in figures},
    }
    if derived:
        said["afgeleid"] = True
    return said


_LEVELS = {level: (level.value, level.number) for level in Level}
