"""Judges what of a message can be judged without a dossier: itself, the day, the list of municipalities, the contract.

INVARIANT: no list of rules is kept here. A rule gets a view that knows only what needs no dossier; one that asks for
more was not judged, and is named.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, assert_never, cast

from services.shared.standard.judging.jw301 import date_that_matters, product_path
from services.shared.standard.judging.jw323 import client_path, line_path
from services.shared.standard.judging.ruleset import LATER_LEVELS, rule_set, said_of
from services.shared.standard.messages.jw301 import JW301
from services.shared.standard.messages.jw303 import JW303
from services.shared.standard.messages.jw323 import JW323
from services.shared.standard.surroundings import Surroundings
from services.shared.standard.view import ContractProduct
from services.shared.verdict.finding import Breach, Finding

Message = JW301 | JW303 | JW323


class _NeedsDossier(Exception):
    """A rule asked for something that only the dossier knows."""


class _View:
    """A view on a part that knows these things and nothing else."""

    def __init__(self, **known: object) -> None:
        self._known = known

    def __getattr__(self, name: str) -> Any:
        try:
            return self._known[name]
        except KeyError:
            raise _NeedsDossier from None


@dataclass(slots=True)
class Seen:
    """What was found; ``needs_dossier`` and ``needs_contract`` name the rules that could not be judged, and
    ``contracts`` the versions of the region files used. ``refused`` holds the places of the parts with findings, and
    ``stopped`` is true when the header already refuses the message."""

    findings: list[Finding] = field(default_factory=list)
    needs_dossier: set[str] = field(default_factory=set)
    needs_contract: set[str] = field(default_factory=set)
    contracts: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class _Part:
    """A part below the header with its path. ``code`` is its product code, judged with the contract of ``day``."""

    part: object
    path: str
    view: dict[str, object]
    code: str | None = None
    day: date | None = None


def look(message: Message, around: Surroundings) -> Seen:
    """Judge a message that holds at controleniveau 2, in the order of the standard: the header, then what is below."""
    seen = Seen()
    name, gemeente, aanbieder = _names(message)
    header = message.header
    view = _View(today=around.today, gemeente_bekend=gemeente in around.gemeenten)
    _apply(seen, name, header, "/Bericht/Header", view, contract=True)
    if seen.findings:
        seen.stopped = True
        return seen
    for each in _parts(message, around):
        contract = None if each.day is None else around.contracts.in_kracht(gemeente, each.day)
        if contract is not None:
            seen.contracts.add(contract.versie)
        products: Sequence[ContractProduct] = ()
        if contract is not None and each.code is not None and each.day is not None:
            products = contract.product(each.code, each.day, aanbieder)
        missing = contract is None and each.code is not None
        _apply(seen, name, each.part, each.path, _View(producten=products, **each.view), contract=not missing)
    return seen


def _apply(seen: Seen, name: str, part: object, path: str, view: _View, *, contract: bool) -> None:
    """Ask every rule of the later levels about one part."""
    broken: set[str] = set()
    for rule in rule_set(name, cast(Hashable, type(part)), LATER_LEVELS).rules:
        if not contract and rule.needs_contract:
            seen.needs_contract.add(rule.number)
            continue
        if not broken.isdisjoint(rule.after):
            continue
        try:
            said = rule(part, view)
        except _NeedsDossier:
            seen.needs_dossier.add(rule.number)
            continue
        if said is None:
            continue
        for breach in (said,) if isinstance(said, Breach) else said:
            broken.add(rule.number)
            seen.refused.add(path)
            seen.findings.append(said_of(rule, breach).at(path))


def _names(message: Message) -> tuple[str, str, str]:
    """The message type, the gemeentecode and the AGB-code."""
    match message:
        case JW301():
            return "JW301", message.header.afzender, message.header.ontvanger
        case JW303():
            return "JW303", message.header.gemeente, message.header.aanbieder
        case JW323():
            return "JW323", message.header.ontvanger, message.header.afzender
        case _:
            assert_never(message)


def _parts(message: Message, around: Surroundings) -> Iterator[_Part]:
    match message:
        case JW301(header, client):
            known = {
                "gemeente": header.afzender,
                "aanbieder": header.ontvanger,
                "client": around.pseudonym(client.bsn),
            }
            for n, product in enumerate(client.toegewezen_producten, 1):
                path = f"/Bericht/{product_path(n)}"
                yield _Part(product, path, dict(known), product.code, date_that_matters(product))
        case JW303(header303, clienten):
            for c, client303 in enumerate(clienten, 1):
                path = f"/Bericht/Clienten/Client[{c}]"
                yield _Part(client303, path, {})
                for p, line303 in enumerate(client303.prestaties, 1):
                    here = f"{path}/Prestaties/Prestatie[{p}]"
                    yield _Part(line303, here, {"header": header303}, line303.product_code, line303.begin)
        case JW323(_, declaratie):
            yield _Part(declaratie, "/Bericht/Declaratie", {})
            for c, client323 in enumerate(declaratie.clienten):
                yield _Part(client323, client_path(c), {})
                for p, line in enumerate(client323.prestaties):
                    yield _Part(line, line_path(c, p), {"declaratie": declaratie}, line.product_code, line.begin)
        case _:
            assert_never(message)
