"""Gathers all that judging declarations asks for: a few queries for a whole batch, never one per line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from services.shared.desk.regionaal import regionaal, regios_van
from services.shared.dossier import afspraken, berichten, declaraties, grootboek, toewijzingen
from services.shared.platform.database import Transaction
from services.shared.region.regios import Regios
from services.shared.region.rules.beoordelen import beoordeelt_prestaties
from services.shared.standard.messages.jw323 import Prestatie
from services.shared.standard.remembered import Remembered
from services.shared.standard.view import Toewijzing

Pseudonym = Callable[[str], bytes]


@dataclass(slots=True)
class Claim:
    """What one declaration asks about, whatever its release. ``clients`` gives per client the BSN and his lines."""

    gemeente: str
    aanbieder: str
    soort: str
    nummer: str
    bericht_code: str
    identificatie: str | None
    clients: Sequence[tuple[str, Sequence[Prestatie]]]


async def gather(tx: Transaction, claims: Sequence[Claim], remembered: Remembered, pseudonym: Pseudonym) -> None:
    """Fill ``remembered`` for these declarations."""
    await _of_senders(tx, claims, remembered)
    await _of_gemeenten(tx, claims, remembered)
    for claim in claims:
        await _clients(tx, claim, remembered, pseudonym)


async def gather_regional(tx: Transaction, claims: Sequence[Claim], remembered: Remembered, regios: Regios) -> None:
    """Add what rules of a region need, where it has any for lines: agreements, and the amounts of each period on
    allocations whose Budget is counted per year."""
    for code in sorted({claim.gemeente for claim in claims}):
        if not any(beoordeelt_prestaties(regio) for regio in regios_van(regios, code)):
            continue
        numbers = sorted(
            {p.toewijzing_nummer for c in claims if c.gemeente == code for _, lines in c.clients for p in lines}
        )
        judge, gemeente = regionaal(remembered, regios), remembered.gemeente(code)
        judge.weet(await afspraken.over_toewijzingen(tx, code, numbers, only="traject"))
        yearly = [
            number
            for number in numbers
            if number in gemeente.wijzigt
            or ((found := gemeente.toewijzingen.get(number)) is not None and judge.kan_per_jaar(found))
        ]
        judge.volg(code, yearly, await grootboek.open_amounts(tx, code, yearly))


async def _of_senders(tx: Transaction, claims: Sequence[Claim], remembered: Remembered) -> None:
    for agb in sorted({claim.aanbieder for claim in claims}):
        mine = [claim for claim in claims if claim.aanbieder == agb]
        aanbieder = remembered.aanbieder(agb)
        prestaties = [p for claim in mine for _, lines in claim.clients for p in lines]
        asked = {p.referentie_nummer for p in prestaties}
        wanted = {p.vorig_referentie_nummer for p in prestaties if p.vorig_referentie_nummer is not None}
        aanbieder.wanted |= wanted
        aanbieder.referenties |= await grootboek.used_references(tx, agb, asked)
        aanbieder.debetten |= await grootboek.debetten(tx, agb, wanted)
        aanbieder.gecrediteerd |= await grootboek.credited(tx, agb, wanted)
        aanbieder.laatste_begin |= await declaraties.latest_periods(tx, agb)
        for soort in sorted({claim.soort for claim in mine}):
            numbers = {claim.nummer for claim in mine if claim.soort == soort}
            aanbieder.declaratienummers |= await declaraties.known_numbers(tx, agb, soort, numbers)
        for code in sorted({claim.bericht_code for claim in mine}):
            names = {c.identificatie for c in mine if c.bericht_code == code and c.identificatie is not None}
            remembered.identificaties |= await berichten.known_identifications(tx, agb, code, names)


async def _of_gemeenten(tx: Transaction, claims: Sequence[Claim], remembered: Remembered) -> None:
    for code in sorted({claim.gemeente for claim in claims}):
        asked = _asked(claim for claim in claims if claim.gemeente == code)
        numbers = sorted(set().union(*asked.values()))
        gemeente = remembered.gemeente(code)
        gemeente.toewijzingen |= await toewijzingen.current(tx, code, numbers)
        gemeente.standen |= await grootboek.standen(tx, code, numbers)
        for begin, of_period in sorted(asked.items()):
            gemeente.open_debetten |= await grootboek.open_debits(tx, code, sorted(of_period), begin)


def _asked(claims: Iterable[Claim]) -> dict[date, set[int]]:
    """The allocations that lines are about, by the first day of their ProductPeriode."""
    asked: dict[date, set[int]] = {}
    for claim in claims:
        for _, lines in claim.clients:
            for line in lines:
                begin = line.begin
                if begin in asked:
                    asked[begin].add(line.toewijzing_nummer)
                else:
                    asked[begin] = {line.toewijzing_nummer}
    return asked


async def _clients(tx: Transaction, claim: Claim, remembered: Remembered, pseudonym: Pseudonym) -> None:
    """Which clients are known: most show from the allocations of their lines, the others are looked up."""
    gemeente = remembered.gemeente(claim.gemeente)
    unknown: set[bytes] = set()
    for bsn, lines in claim.clients:
        client = pseudonym(bsn)
        if (claim.aanbieder, client) in gemeente.clienten:
            continue
        for line in lines:
            if _is_his(gemeente.toewijzingen.get(line.toewijzing_nummer), claim.aanbieder, client):
                gemeente.clienten.add((claim.aanbieder, client))
                break
        else:
            unknown.add(client)
    gemeente.clienten |= await toewijzingen.known_clients(tx, claim.gemeente, claim.aanbieder, sorted(unknown))


def _is_his(toewijzing: Toewijzing | None, aanbieder: str, client: bytes) -> bool:
    return toewijzing is not None and toewijzing.aanbieder == aanbieder and toewijzing.client == client
