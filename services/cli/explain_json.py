"""Writes what is known of a code or a rule for programs."""

from __future__ import annotations

from typing import Any, assert_never

from services.cli.explain_rows import related
from services.cli.lexicon import Code, Entry, ErrorCode, Lexicon, RegionalRule, StandardRule, class_of, in_words
from services.shared.standard.rule import Rule


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
                "regioregels": [rule.number for rule in words.regional_of(entry.code)],
                "voorbeeld": entry.example,
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
                "voorbeeld": entry.example,
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
                "verwant": related(entry, words),
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
