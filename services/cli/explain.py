"""Leg een code of een regel uit: wat zij betekent, wanneer zij wordt gegeven en wat u nu doet, met een voorbeeld.

Een code is een retourcode (9369, S329), een foutcode van een Fo01 (StUF055, IB007) of het nummer van een regel: van de
standaard (TR369, CS002), afgeleid voor JW303 (JW303-9307) of van een regio (IJ04). Zonder code: een lijst van alles.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from typing import Any, assert_never

from rich.console import Console
from rich.text import Text

from services.cli import screen
from services.cli.lexicon import (
    LEVELS,
    Code,
    Entry,
    ErrorCode,
    Lexicon,
    RegionalRule,
    StandardRule,
    class_of,
    in_words,
    lexicon,
)
from services.shared.standard.rule import Rule

Rows = list[tuple[str, str | Text]]
_MOST_RULES = 3
_DERIVED = "geen openbaar document noemt deze regel; zij is afgeleid uit de codes en het schema van release 2.3"


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument("code", nargs="?", metavar="CODE", help="bijvoorbeeld 9369, TR369, IJ04, StUF055 of IB007")
    parser.add_argument("--json", action="store_true", help="als JSON op stdout")


def run(options: argparse.Namespace) -> int:
    """Explain one code, or list them all; 1 when the code is not known."""
    words = lexicon()
    if options.code is None:
        _list_all(words, as_json=options.json)
        return 0
    found = words.find(options.code)
    if not found:
        near = words.near(options.code)
        hint = f" Bedoelt u {', '.join(near)}?" if near else " Zonder code toont sluis explain alle codes."
        print(f"sluis explain: {options.code} is geen bekende code of regel.{hint}", file=sys.stderr)
        return 1
    if options.json:
        screen.write_json([as_json(entry, words) for entry in found])
        return 0
    out = screen.console()
    for position, entry in enumerate(found):
        if position:
            out.print()
        _show(out, entry, words)
    return 0


def _show(out: Console, entry: Entry, words: Lexicon) -> None:
    match entry:
        case Code():
            _show_code(out, entry, words)
        case ErrorCode():
            out.print(_title(entry.code, f"foutcode in een Fo01: {entry.source}"))
            out.print(screen.labelled(_error_rows(entry)))
        case StandardRule():
            out.print(_title(entry.number, entry.title))
            out.print(screen.labelled(_rule_rows(entry, words)))
        case RegionalRule():
            out.print(_title(entry.number, f"{entry.title} (regel van een regio)"))
            out.print(screen.labelled(_regional_rows(entry)))
        case _:
            assert_never(entry)


def _title(name: str, title: str) -> Text:
    return Text(name, style="bold cyan").append(f"  {title}", style="default bold")


def _show_code(out: Console, code: Code, words: Lexicon) -> None:
    out.print(_title(code.code, "retourcode"))
    rows: Rows = [("betekenis", code.meaning), ("wat nu", code.what_now), ("release", " en ".join(code.releases))]
    if code.classes:
        rows.append(("staat op", ", ".join(code.classes)))
    rules = [rule for number in code.rules for rule in words.find(number) if isinstance(rule, StandardRule)]
    rules = [rule for rule in rules if rule.parts]
    if len(rules) > _MOST_RULES:
        rows += [("regels" if not n else "", f"{rule.number}  {rule.title}") for n, rule in enumerate(rules)]
    others = [number for number in code.rules if number not in {rule.number for rule in rules}]
    if others:
        rows.append(("ook bij", f"{', '.join(others)}, die Sluis niet als regel beoordeelt"))
    out.print(screen.labelled(rows))
    for rule in rules if len(rules) <= _MOST_RULES else ():
        out.print()
        out.print(_title(rule.number, rule.title))
        out.print(screen.labelled(_rule_rows(rule, words, with_code=False)))


def _error_rows(entry: ErrorCode) -> Rows:
    return [
        ("betekenis", entry.meaning),
        ("wat nu", entry.what_now),
        ("afzender", ", ".join(entry.senders)),
    ]


def _rule_rows(entry: StandardRule, words: Lexicon, *, with_code: bool = True) -> Rows:
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
    if related := _related(entry, words):
        rows.append(("verwant", ", ".join(related)))
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


def _related(entry: StandardRule, words: Lexicon) -> list[str]:
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


def _regional_rows(entry: RegionalRule) -> Rows:
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


def as_json(entry: Entry, words: Lexicon) -> dict[str, Any]:
    """An entry for programs."""
    match entry:
        case Code():
            return {
                "soort": "retourcode",
                "code": entry.code,
                "betekenis": entry.meaning,
                "wat_nu": entry.what_now,
                "releases": list(entry.releases),
                "klassen": list(entry.classes),
                "regels": list(entry.rules),
                "voorbeelden": {
                    rule.number: rule.example._asdict()
                    for number in entry.rules
                    for rule in words.find(number)
                    if isinstance(rule, StandardRule) and rule.example
                },
            }
        case ErrorCode():
            return {
                "soort": "foutcode",
                "code": entry.code,
                "betekenis": entry.meaning,
                "wat_nu": entry.what_now,
                "afzender": list(entry.senders),
                "lijst": entry.source,
            }
        case StandardRule():
            return {
                "soort": "regel",
                "regel": entry.number,
                "naam": entry.title,
                "betekenis": entry.said.betekenis,
                "beoordeeld": bool(entry.parts),
                "reden": entry.said.niet_als_regel,
                "voorbeeld": entry.example._asdict() if entry.example else None,
                "verwant": _related(entry, words),
                "onderdelen": [_part(part) for part in entry.parts],
            }
        case RegionalRule():
            return {
                "soort": "regioregel",
                "regel": entry.number,
                "naam": entry.title,
                "voorbeeld": entry.example._asdict() if entry.example else None,
                "klasse": entry.rule.over.value,
                "element": entry.rule.element,
                "retourcode": entry.rule.retourcode,
                "melding": in_words(entry.rule.uitleg),
                "wat_nu": in_words(entry.rule.wat_nu),
                "bron": entry.rule.bron,
            }
        case _:
            assert_never(entry)


def _part(part: Rule) -> dict[str, Any]:
    return {
        "bericht": part.message,
        "klasse": class_of(part),
        "element": part.element,
        "controleniveau": part.level.number,
        "retourcode": part.retourcode,
        "melding": in_words(part.why),
        "wat_nu": in_words(part.what_now),
        "pas_na": list(part.after),
        "vraagt_contract": part.needs_contract,
        "afgeleid": part.derived,
    }


def _list_all(words: Lexicon, *, as_json: bool) -> None:
    entries = [entry for found in words.entries.values() for entry in found]
    codes = [entry for entry in entries if isinstance(entry, Code)]
    errors = [entry for entry in entries if isinstance(entry, ErrorCode)]
    rules = [
        entry
        for entry in entries
        if isinstance(entry, RegionalRule) or (isinstance(entry, StandardRule) and entry.parts)
    ]
    if as_json:
        screen.write_json(
            {
                "retourcodes": {code.code: code.meaning for code in codes},
                "foutcodes": [{"code": e.code, "betekenis": e.meaning, "lijst": e.source} for e in errors],
                "regels": {rule.number: rule.title for rule in rules},
            }
        )
        return
    out = screen.console()
    out.print(
        screen.listed(
            ("Retourcode", "Release", "Betekenis"), [(c.code, " ".join(c.releases), c.meaning) for c in codes]
        )
    )
    for source in dict.fromkeys(error.source for error in errors):
        out.print()
        out.print(screen.heading(source))
        out.print(screen.listed(("Foutcode", "Betekenis"), [(e.code, e.meaning) for e in errors if e.source == source]))
    out.print()
    out.print(screen.listed(("Regel", "Naam"), [(rule.number, rule.title) for rule in rules]))
    out.print()
    out.print(Text("Meer over een code of regel: sluis explain 9369", style="dim"))
