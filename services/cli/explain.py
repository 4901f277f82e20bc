"""Leg een code of een regel uit: wat zij betekent, wanneer zij wordt gegeven en wat u nu doet, met een voorbeeld.

Een code is een retourcode (9369, S329), een foutcode van een Fo01 (StUF055, IB007) of het nummer van een regel: van de
standaard (TR369, CS002), afgeleid voor JW303 (JW303-9307) of van een regio (IJ04). Zonder code: een lijst van alles.
"""

from __future__ import annotations

import argparse
import sys
from typing import assert_never

from rich.console import Console
from rich.text import Text

from services.cli import screen
from services.cli.explain_json import as_json
from services.cli.explain_rows import Rows, error_rows, regional_rows, rule_rows
from services.cli.lexicon import Code, Entry, ErrorCode, Lexicon, RegionalRule, StandardRule, lexicon

_MOST_RULES = 3


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
            out.print(screen.labelled(error_rows(entry)))
        case StandardRule():
            out.print(_title(entry.number, entry.title))
            out.print(screen.labelled(rule_rows(entry, words)))
        case RegionalRule():
            out.print(_title(entry.number, f"{entry.title} (regel van een regio)"))
            out.print(screen.labelled(regional_rows(entry)))
        case _:
            assert_never(entry)


def _title(name: str, title: str) -> Text:
    return Text(name, style="bold cyan").append(f"  {title}", style="default bold")


def _show_code(out: Console, code: Code, words: Lexicon) -> None:
    out.print(_title(code.code, "retourcode"))
    rows: Rows = [("betekenis", code.meaning), ("wat nu", code.what_now), ("release", " en ".join(code.releases))]
    if code.classes:
        rows.append(("staat op", ", ".join(code.classes)))
    if code.example:
        rows.append(("voorbeeld", code.example))
    rules = [rule for number in code.rules for rule in words.find(number) if isinstance(rule, StandardRule)]
    rules = [rule for rule in rules if rule.parts]
    if len(rules) > _MOST_RULES:
        rows += [("regels" if not n else "", f"{rule.number}  {rule.title}") for n, rule in enumerate(rules)]
    others = [number for number in code.rules if number not in {rule.number for rule in rules}]
    if others:
        rows.append(("ook bij", f"{', '.join(others)}, die Sluis niet als regel beoordeelt"))
    rows += [("regio", f"{regional.number}  {regional.title}") for regional in words.regional_of(code.code)]
    out.print(screen.labelled(rows))
    for rule in rules if len(rules) <= _MOST_RULES else ():
        out.print()
        out.print(_title(rule.number, rule.title))
        out.print(screen.labelled(rule_rows(rule, words, with_code=False)))


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
