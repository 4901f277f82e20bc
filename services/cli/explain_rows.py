"""Knows what is told of a code or a rule, label by label."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.text import Text

from services.cli.lexicon import LEVELS, Code, ErrorCode, Lexicon, RegionalRule, StandardRule, class_of, in_words
from services.shared.standard.rule import Rule

Rows = list[tuple[str, str | Text]]
_DERIVED = "geen openbaar document noemt deze regel; zij is afgeleid uit de codes en het schema van release 2.3"


def error_rows(entry: ErrorCode) -> Rows:
    """What is told of a Fo01 code."""
    rows: Rows = [("betekenis", entry.meaning), ("wat nu", entry.what_now), ("afzender", ", ".join(entry.senders))]
    return [*rows, ("voorbeeld", entry.example)] if entry.example else rows


def rule_rows(entry: StandardRule, words: Lexicon, *, with_code: bool = True) -> Rows:
    """What is told of a rule of the standard; without its code below that code."""
    rows: Rows = [("betekenis", entry.said.betekenis)]
    if not entry.parts:
        return [*rows, *_left_out(entry)]
    if with_code:
        rows += [("retourcode", f"{code}  {_meaning(code, words)}") for code in _codes(entry)]
    for why, parts in _by_why(entry.parts):
        first = parts[0]
        where = ", ".join(f"{part.message} {class_of(part)}" for part in parts)
        element = f", {first.element}" if first.element else ""
        rows += [
            ("beoordeelt", f"{where}{element} (controleniveau {first.level.number}: {LEVELS[first.level.number]})"),
            ("melding", in_words(why)),
            ("wat nu", in_words(first.what_now)),
        ]
    if entry.example:
        rows += [
            ("mag", Text(entry.example.mag, style="green")),
            ("mag niet", Text(entry.example.mag_niet, style="red")),
        ]
    if any(part.needs_contract for part in entry.parts):
        rows.append(("vraagt", "een regiobestand dat op die dag geldt; zonder dat wordt dit niet beoordeeld"))
    if after := _after(entry):
        rows.append(("pas na", f"{', '.join(after)}; is daar iets mis, dan wordt deze regel niet beoordeeld"))
    if kin := related(entry, words):
        rows.append(("verwant", ", ".join(kin)))
    if any(part.derived for part in entry.parts):
        rows.append(("afgeleid", _DERIVED))
    return rows


def _left_out(entry: StandardRule) -> Rows:
    """The facts of a rule that is no rule in the code, and why not."""
    said = entry.said
    rows: Rows = [("berichten", ", ".join(said.berichten))]
    if said.klassen:
        rows.append(("klassen", ", ".join(said.klassen)))
    if said.retourcode:
        rows.append(("retourcode", said.retourcode))
    return [*rows, ("geen regel", said.niet_als_regel or "")]


def _by_why(parts: Sequence[Rule]) -> Iterator[tuple[str, list[Rule]]]:
    """The parts of a rule that say the same together."""
    together: dict[str, list[Rule]] = {}
    for part in parts:
        together.setdefault(part.why, []).append(part)
    yield from together.items()


def _codes(entry: StandardRule) -> list[str]:
    return list(dict.fromkeys(part.retourcode for part in entry.parts))


def _meaning(code: str, words: Lexicon) -> str:
    return next((found.meaning for found in words.find(code) if isinstance(found, Code)), "")


def _after(entry: StandardRule) -> list[str]:
    return sorted({number for part in entry.parts for number in part.after})


def related(entry: StandardRule, words: Lexicon) -> list[str]:
    """The rules that wait for this one, and those that give the same code."""
    codes = set(_codes(entry)) - {"0001"}
    found: list[str] = []
    for others in words.entries.values():
        for other in others:
            if not isinstance(other, StandardRule) or other.number == entry.number:
                continue
            if entry.number in _after(other) or codes & set(_codes(other)):
                found.append(other.number)
    return found


def regional_rows(entry: RegionalRule) -> Rows:
    """What is told of a rule of a region."""
    rule = entry.rule
    rows: Rows = [
        ("beoordeelt", f"{rule.over.value}, {rule.element} (met het regiobestand dat op die dag geldt)"),
        ("retourcode", rule.retourcode or "geen: standaard een signaal, geen afwijzing (het regiobestand bepaalt dit)"),
        ("melding", in_words(rule.uitleg)),
        ("wat nu", in_words(rule.wat_nu)),
    ]
    if entry.example:
        rows += [
            ("mag", Text(entry.example.mag, style="green")),
            ("mag niet", Text(entry.example.mag_niet, style="red")),
        ]
    rows.append(("bron", rule.bron))
    return rows
