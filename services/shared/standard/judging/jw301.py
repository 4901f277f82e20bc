"""Judges a JW301, step by step as the standard orders it (rules.json, processingOrder; responses.md 2 and 3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from datetime import date
from typing import cast

from services.shared.standard.judged import NOTHING_TO_REMARK, TECHNICALLY_REJECTED, Judged301
from services.shared.standard.judging.result import Result
from services.shared.standard.judging.ruleset import (
    LATER_LEVELS,
    MESSAGE_LEVEL,
    codes,
    contract_rules,
    rule_set,
)
from services.shared.standard.messages.header import Header
from services.shared.standard.messages.jw301 import JW301, Client, Contact, Relatie, ToegewezenProduct
from services.shared.standard.regional import signal
from services.shared.standard.remembered import Gemeente, Remembered
from services.shared.standard.surroundings import Surroundings
from services.shared.standard.view import BerichtView, HeaderView, ToegewezenProductView, Toewijzing
from services.shared.verdict.finding import Finding, Level, Said
from services.shared.verdict.outcome import Outcome
from services.shared.verdict.signal import Remark

JW301_CODE = "436"
_CLIENT = "Client"


def judge_jw301(bericht: JW301, remembered: Remembered, around: Surroundings) -> Result:
    """Judge one JW301; when it is accepted ``remembered`` takes over the allocations it brings."""
    result = _message_level(bericht) or _header(bericht, remembered, around) or _classes(bericht, remembered, around)
    result.line_count = len(bericht.client.toegewezen_producten)
    return result


def _refused(header: tuple[str, ...], findings: Sequence[Finding]) -> Result:
    return Result(Outcome.REJECTED, Judged301(header, None), findings)


def _message_level(bericht: JW301) -> Result | None:
    """Step 2: rules inside the message; any breach refuses it with 0001 in the header."""
    view = BerichtView(bericht.header.dagtekening)
    findings: list[Finding] = []
    for path, part in _parts(bericht.client):
        broken = rule_set("JW301", cast(Hashable, type(part)), MESSAGE_LEVEL).broken(part, view)
        findings += [each.at(f"/Bericht/{path}") for each in broken]
    return _refused((TECHNICALLY_REJECTED,), findings) if findings else None


def _parts(client: Client) -> Iterator[tuple[str, Client | Relatie | Contact | ToegewezenProduct]]:
    """Every class of the message below the header, with its path; positions count from 1."""
    yield _CLIENT, client
    for n, relatie in enumerate(client.relaties, 1):
        yield f"{_CLIENT}/Relaties/Relatie[{n}]", relatie
        yield f"{_CLIENT}/Relaties/Relatie[{n}]/Contact", relatie.contact
    for n, contact in enumerate(client.contacten, 1):
        yield f"{_CLIENT}/Contactgegevens/Contact[{n}]", contact
    for n, product in enumerate(client.toegewezen_producten, 1):
        yield product_path(n), product


def product_path(number: int) -> str:
    """The place of an allocated product below Bericht; positions count from 1."""
    return f"{_CLIENT}/ToegewezenProducten/ToegewezenProduct[{number}]"


def _header(bericht: JW301, remembered: Remembered, around: Surroundings) -> Result | None:
    """Step 3: rules on the header; a breach gives a header-only answer with these codes."""
    header = bericht.header
    view = HeaderView(
        around.today,
        (header.afzender, JW301_CODE, header.identificatie) in remembered.identificaties,
        header.afzender in around.gemeenten,
    )
    broken = rule_set("JW301", Header, LATER_LEVELS).broken(header, view)
    return _refused(codes(broken), [each.at("/Bericht/Header") for each in broken]) if broken else None


def _classes(bericht: JW301, remembered: Remembered, around: Surroundings) -> Result:
    """Steps 5 and 6: the classes below the header; one breach refuses the whole message."""
    header, client = bericht
    gemeente = remembered.gemeente(header.afzender)
    pseudonym = around.pseudonym(client.bsn)
    found: dict[str, tuple[str, ...]] = {}
    findings: list[Finding] = []
    contracts: set[str] = set()
    not_judged: frozenset[str] = frozenset()
    for n, product in enumerate(client.toegewezen_producten, 1):
        contract = around.contracts.in_kracht(header.afzender, date_that_matters(product))
        if contract is not None:
            contracts.add(contract.versie)
        elif product.code is not None:
            not_judged = contract_rules("JW301", ToegewezenProduct)
        producten = None
        if contract is not None:
            producten = (
                ()
                if product.code is None
                else contract.product(product.code, date_that_matters(product), header.ontvanger)
            )
        view = ToegewezenProductView(
            gemeente=header.afzender,
            aanbieder=header.ontvanger,
            client=pseudonym,
            huidig=gemeente.toewijzingen.get(product.toewijzing_nummer),
            referentie_gebruikt=(product.toewijzing_nummer, product.referentie_aanbieder or "") in gemeente.referenties,
            toegekend_open=_has_open_lines(gemeente, product),
            producten=producten,
        )
        rules = rule_set("JW301", ToegewezenProduct, LATER_LEVELS, contract=contract is not None)
        if broken := rules.broken(product, view):
            found[product_path(n)] = codes(broken)
            findings += [each.at(f"/Bericht/{product_path(n)}") for each in broken]
    if found:
        result = Result(Outcome.REJECTED, Judged301((NOTHING_TO_REMARK,), found), findings)
    else:
        result = _regional(bericht, gemeente, remembered)
        if result.processed:
            _remember(bericht, pseudonym, gemeente, remembered)
    result.not_judged, result.contracts = not_judged, frozenset(contracts)
    return result


def _regional(bericht: JW301, gemeente: Gemeente, remembered: Remembered) -> Result:
    """What the region agreed beside the standard, asked when the standard has nothing to remark.

    A rule that rejects refuses the whole message with 0001, because the standard has no code for it.
    """
    remarks = list(_remarks(bericht, gemeente, remembered))
    refusing = [_region_finding(remark, path) for remark, path in remarks if remark.rejects]
    signals = [signal(remark, path) for remark, path in remarks if not remark.rejects and not remark.silent]
    observed = Counter(remark.rule for remark, _ in remarks if remark.silent)
    if refusing:
        result = _refused((TECHNICALLY_REJECTED,), refusing)
    else:
        result = Result(Outcome.ACCEPTED, Judged301((), None), processed=True)
    result.signals, result.observed = signals, observed
    return result


def _remarks(bericht: JW301, gemeente: Gemeente, remembered: Remembered) -> Iterator[tuple[Remark, str]]:
    """What regional rules say, each with the path of its product."""
    if remembered.regional is None:
        return
    header = bericht.header
    for n, product in enumerate(bericht.client.toegewezen_producten, 1):
        huidig = gemeente.toewijzingen.get(product.toewijzing_nummer)
        for remark in remembered.regional.of_product(header.afzender, header.ontvanger, product, huidig):
            yield remark, f"/Bericht/{product_path(n)}"


def _region_finding(remark: Remark, path: str) -> Finding:
    said = Said(remark.rule, TECHNICALLY_REJECTED, Level.EXTERNAL, remark.element, remark.explanation, remark.figures)
    return said.at(path)


def _has_open_lines(gemeente: Gemeente, product: ToegewezenProduct) -> bool:
    stand = gemeente.standen.get(product.toewijzing_nummer)
    return stand is not None and stand.regels > 0


def date_that_matters(product: ToegewezenProduct) -> date:
    """The day whose region file judges an allocated product: the later of Toewijzingsdatum and Ingangsdatum."""
    return max(product.toewijzingsdatum, product.ingangsdatum)


def _remember(bericht: JW301, client: bytes, gemeente: Gemeente, remembered: Remembered) -> None:
    header = bericht.header
    remembered.identificaties.add((header.afzender, JW301_CODE, header.identificatie))
    gemeente.clienten.add((header.ontvanger, client))
    for product in bericht.client.toegewezen_producten:
        if product.referentie_aanbieder is not None:
            gemeente.referenties.add((product.toewijzing_nummer, product.referentie_aanbieder))
        huidig = gemeente.toewijzingen.get(product.toewijzing_nummer)
        version = version_of(header, client, product)
        if huidig is None or not is_older(version, huidig):
            gemeente.toewijzingen[product.toewijzing_nummer] = version


def is_older(version: Toewijzing, huidig: Toewijzing) -> bool:
    """True when a version was fixed before the one that counts now (IV013).

    Two versions with the same moment and other content are not covered by the standard; the one received last counts
    then (derived), because within one municipality messages keep their order.
    """
    return (version.toewijzingsdatum, version.toewijzingstijd) < (huidig.toewijzingsdatum, huidig.toewijzingstijd)


def version_of(header: Header, client: bytes, product: ToegewezenProduct) -> Toewijzing:
    """An allocated product as the version of an allocation."""
    return Toewijzing(
        header.afzender,
        product.toewijzing_nummer,
        header.ontvanger,
        client,
        product.categorie,
        product.code,
        product.toewijzingsdatum,
        product.toewijzingstijd,
        product.ingangsdatum,
        product.einddatum,
        product.reden_wijziging,
        product.volume,
        product.eenheid,
        product.frequentie,
        product.budget,
    )
