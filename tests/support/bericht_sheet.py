"""Knows the case sheets of controleniveau 2: what they hold, and how all rules of a message judge a case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from services.shared.standard.messages import jw301, jw323
from services.shared.standard.rule import Rule
from services.shared.standard.rules.listing import all_rules
from services.shared.standard.view import BerichtView
from services.shared.verdict.finding import Breach, Level
from tests.support import bericht_message

SHEETS = Path(__file__).parents[1] / "rules" / "bericht"


class Case(NamedTuple):
    """One case of a sheet; ``verwacht`` holds (rule number, place) pairs, and nothing else may be found."""

    regel: str
    naam: str
    bericht: str
    dagtekening: date | None
    said: Mapping[str, Any]
    verwacht: tuple[tuple[str, str], ...]


class Found(NamedTuple):
    """A breach at a place, with the rule that found it."""

    rule: Rule
    place: str
    breach: Breach


def sheets() -> dict[str, list[Case]]:
    """All case sheets by rule number."""
    return {path.stem: list(_cases(path)) for path in sorted(SHEETS.glob("*.yaml"))}


def message_rules() -> list[Rule]:
    """Every rule of level message, of all messages."""
    return [rule for rule in all_rules() if rule.level is Level.MESSAGE]


def judged(case: Case, rules: list[Rule]) -> list[Found]:
    """What the rules of level message say about the whole message of a case."""
    if case.bericht == "JW301":
        client = bericht_message.toewijzing(case.said)
        view = BerichtView(case.dagtekening or bericht_message.DAGTEKENING_301)
        parts = list(_places_301(client))
    else:
        declaratie = bericht_message.declaratie(case.said)
        view = BerichtView(case.dagtekening or bericht_message.DAGTEKENING_323, declaratie)
        parts = list(_places_323(declaratie))
    return [
        Found(rule, "/".join(filter(None, (place, breach.within))), breach)
        for rule in rules
        for place, part in parts
        if rule.message == case.bericht and rule.over is type(part)
        for breach in _breaches(rule, part, view)
    ]


def _cases(path: Path) -> Iterator[Case]:
    sheet = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert sheet["regel"] == path.stem
    for naam, said in sheet["gevallen"].items():
        said = dict(said)
        verwacht = said.pop("verwacht")
        yield Case(
            regel=path.stem,
            naam=naam,
            bericht=said.pop("bericht", None) or sheet["bericht"],
            dagtekening=said.pop("dagtekening_bericht", None),
            verwacht=tuple((each["regel"], each["plaats"]) for each in verwacht),
            said=said,
        )


def _breaches(rule: Rule, part: object, view: BerichtView) -> list[Breach]:
    said = rule(part, view)
    if said is None:
        return []
    if isinstance(said, Breach):
        return [said]
    assert said, f"{rule.number} says None when it holds, never an empty list"
    return list(said)


def _places_301(client: jw301.Client) -> Iterator[tuple[str, object]]:
    yield "Client", client
    for n, relatie in enumerate(client.relaties, start=1):
        yield f"Client/Relaties/Relatie[{n}]", relatie
        yield f"Client/Relaties/Relatie[{n}]/Contact", relatie.contact
    for n, contact in enumerate(client.contacten, start=1):
        yield f"Client/Contactgegevens/Contact[{n}]", contact
    for n, product in enumerate(client.toegewezen_producten, start=1):
        yield f"Client/ToegewezenProducten/ToegewezenProduct[{n}]", product


def _places_323(declaratie: jw323.Declaratie) -> Iterator[tuple[str, object]]:
    yield "Declaratie", declaratie
    for c, client in enumerate(declaratie.clienten, start=1):
        yield f"Declaratie/Clienten/Client[{c}]", client
        for p, prestatie in enumerate(client.prestaties, start=1):
            yield f"Declaratie/Clienten/Client[{c}]/Prestaties/Prestatie[{p}]", prestatie
