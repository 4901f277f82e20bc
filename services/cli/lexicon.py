"""Knows every code and rule that Sluis can explain: retourcodes, Fo01 codes, rules of the standard and of regions."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple

from services.shared.platform.resources import schemas_dir
from services.shared.region.rules import beoordelen
from services.shared.region.rules import oordeel as regional
from services.shared.standard.catalogue import CatalogueRule, catalogue
from services.shared.standard.rule import Rule
from services.shared.standard.rules.listing import all_rules

LEVELS = {1: "schema", 2: "binnen het bericht", 3: "met eerdere berichten", 4: "datum, codelijst of contract"}
_EXAMPLES = Path(__file__).with_name("voorbeelden.toml")


class Example(NamedTuple):
    """What a rule allows and what it does not (Dutch, with figures)."""

    mag: str
    mag_niet: str


@dataclass(frozen=True, slots=True)
class Code:
    """A retourcode: what it means, what to do now, in which releases it exists, and the rules that give it."""

    code: str
    meaning: str
    what_now: str
    releases: Sequence[str]
    classes: Sequence[str]
    rules: Sequence[str]
    example: str | None


@dataclass(frozen=True, slots=True)
class ErrorCode:
    """A code of a Fo01, in one of the two lists; the same code may mean something else in each."""

    code: str
    meaning: str
    what_now: str
    senders: Sequence[str]
    source: str
    example: str | None


@dataclass(frozen=True, slots=True)
class StandardRule:
    """A rule of the standard: what the catalogue says, and how Sluis judges it for each kind of part it looks at.

    ``parts`` is empty when it is no rule in the code; the catalogue says why.
    """

    number: str
    title: str
    said: CatalogueRule
    parts: Sequence[Rule]
    example: Example | None


@dataclass(frozen=True, slots=True)
class RegionalRule:
    """A rule that a region agreed."""

    number: str
    title: str
    rule: regional.Regel
    example: Example | None


Entry = Code | ErrorCode | StandardRule | RegionalRule


@dataclass(slots=True)
class Lexicon:
    """All entries by code or number, in upper case; a Fo01 code can have two."""

    entries: dict[str, list[Entry]] = field(default_factory=dict)

    def find(self, asked: str) -> list[Entry]:
        """The entries of a code or number in any case; of a rule that nobody here judges: those of its codes."""
        key = asked.strip().upper()
        if key in self.entries:
            return self.entries[key]
        elsewhere: list[Entry] = [code for code in self.all_codes() if key in code.rules]
        if elsewhere:
            return elsewhere
        ends = [name for name in self.entries if name.endswith(key)] if len(key) >= _SHORTEST else []
        return self.entries[ends[0]] if len(ends) == 1 else []

    def near(self, asked: str) -> list[str]:
        """Codes and numbers that look like what was asked."""
        key = asked.strip().upper()
        letters, digits = re.sub(r"[^A-Z].*", "", key), re.sub(r"\D", "", key)
        swapped = [name for name in self.entries if len(digits) > 1 and sorted(name) == sorted(key)]
        alike = get_close_matches(key, self.entries, n=30, cutoff=0.6)
        kin = [name for name in alike if letters and name.startswith(letters)]
        ends = [name for name in self.entries if len(digits) > 1 and name.endswith(digits)]
        hints = list(dict.fromkeys([*swapped, *kin, *ends, *alike]))[:_MOST_HINTS]
        return [_name_of(self.entries[name][0]) for name in hints]

    def regional_of(self, code: str) -> list[RegionalRule]:
        """The rules of regions that give a retourcode."""
        every = (entry for found in self.entries.values() for entry in found)
        return [entry for entry in every if isinstance(entry, RegionalRule) and entry.rule.retourcode == code]

    def all_codes(self) -> list[Code]:
        """Every retourcode, in order."""
        return [entry for found in self.entries.values() for entry in found if isinstance(entry, Code)]


_SHORTEST = 3
_MOST_HINTS = 6


def lexicon() -> Lexicon:
    """Everything that can be explained."""
    found = Lexicon()
    folder = schemas_dir() / "codelijsten"
    examples = _examples()
    rules = _standard_rules(examples)
    entries: list[Entry] = [*_codes(folder, rules), *_error_codes(folder), *rules, *_regional_rules(examples)]
    for entry in entries:
        found.entries.setdefault(_name_of(entry).upper(), []).append(entry)
    return found


def _name_of(entry: Entry) -> str:
    return entry.code if isinstance(entry, Code | ErrorCode) else entry.number


def _toml(file: Path) -> dict[str, Any]:
    with file.open("rb") as opened:
        return tomllib.load(opened)


def _examples() -> dict[str, Example]:
    told = {number: said for number, said in _toml(_EXAMPLES).items() if "voorbeeld" not in said}
    return {number: Example(**told[said.get("zoals", number)]) for number, said in told.items()}


def _examples_of_codes() -> dict[str, str]:
    return {code: said["voorbeeld"] for code, said in _toml(_EXAMPLES).items() if "voorbeeld" in said}


def _codes(folder: Path, rules: Sequence[StandardRule]) -> list[Code]:
    """The retourcodes, each with the rules of the list and the derived rules of release 2.3."""
    made: list[Code] = []
    examples = _examples_of_codes()
    for said in _toml(folder / "retourcodes.toml")["retourcode"]:
        giving = [rule.number for rule in rules if any(part.retourcode == said["code"] for part in rule.parts)]
        classes = dict.fromkeys([*said["klassen"], *said.get("klassen_2_3", ())])
        made.append(
            Code(
                said["code"],
                said["betekenis"],
                said["wat_nu"],
                said["releases"],
                list(classes),
                list(dict.fromkeys([*said["regels"], *giving])),
                examples.get(said["code"]),
            )
        )
    return made


def _error_codes(folder: Path) -> list[ErrorCode]:
    examples = _examples_of_codes()
    return [
        ErrorCode(
            said["code"],
            said["betekenis"],
            said["wat_nu"],
            said["afzender"],
            listing["titel"],
            examples.get(said["code"]),
        )
        for listing in _toml(folder / "fo01.toml").values()
        for said in listing["foutcode"]
    ]


def _standard_rules(examples: dict[str, Example]) -> list[StandardRule]:
    parts: dict[str, list[Rule]] = {}
    for rule in sorted(all_rules(), key=lambda rule: (rule.number, rule.message)):
        parts.setdefault(rule.number, []).append(rule)
    return [
        StandardRule(row.nummer, _title(row), row, parts.get(row.nummer, ()), examples.get(row.nummer))
        for row in catalogue()
    ]


def _regional_rules(examples: dict[str, Example]) -> list[RegionalRule]:
    return [
        RegionalRule(rule.nummer, _regional_title(rule), rule, examples.get(rule.nummer)) for rule in beoordelen.REGELS
    ]


def _title(row: CatalogueRule) -> str:
    """The name of the module of a rule as words: "Som past binnen budget"; else what kind of rule it is."""
    if row.module is None:
        return row.soort
    return _spelled(row.module.removeprefix(f"{row.nummer.lower().replace('-', '_')}_"))


def _regional_title(rule: regional.Regel) -> str:
    name = rule.oordeel.__module__.rpartition(".")[2]
    return _spelled(name.removeprefix(f"{rule.nummer.lower()}_"))


_SPELLING = {"client": "cliënt", "bsn": "BSN", "brp": "BRP", "euros": "euro's", "nederlands": "Nederlands"}


def _spelled(name: str) -> str:
    """A name in code as a Dutch title."""
    words = [_SPELLING.get(word, word) for word in name.split("_")]
    return " ".join([words[0][:1].upper() + words[0][1:], *words[1:]])


def class_of(rule: Rule) -> str:
    """The class of the message that a rule looks at, as the standard calls it."""
    return "Bericht" if rule.over.__name__ == rule.message else rule.over.__name__.removesuffix("303")


_PLACE = re.compile(r"\{(\w+)\}")


def in_words(template: str) -> str:
    """A template with its figures as names: "Van het budget van ‹budget› is al ‹eerder› toegekend"."""
    return _PLACE.sub(lambda found: f"‹{found.group(1).removesuffix('_cent').replace('_', ' ')}›", template)
