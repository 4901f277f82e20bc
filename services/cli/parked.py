"""Bekijk wat geparkeerd is en beslis erover: list, show, retry of discard.

  sluis parked list                 alles wat geparkeerd is
  sluis parked show 12              één geval, zonder inhoud van het bericht
  sluis parked retry 12 13          laat opnieuw beoordelen (--all: alles); toont eerst wat er gebeurt
  sluis parked discard 12           doe weg; er komt dan nooit een antwoord

show, retry en discard tonen wat er zal gebeuren. Wat opnieuw beoordelen geeft wordt echt uitgeprobeerd zonder dat er
iets blijft staan, met de regiobestanden van --region of SLUIS_REGION. Met --ja gebeurt het; een terminal vraagt erom.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Sequence

from services.cli.parked_trial import Trial
from services.cli.running import settings_from
from services.shared.desk.loading import DEFAULT_DATABASE, UsageError, keys_for
from services.shared.desk.settings import Parts
from services.shared.dossier import parkeerplaats
from services.shared.dossier.opening import NotMigrated, WrongKey, open_database
from services.shared.dossier.parkeerplaats import Parked
from services.shared.platform.database import Database, DatabaseError
from services.shared.platform.keys import KeyFault

_DISCARDED = "wordt weggedaan; de afzender krijgt hierop geen antwoord"


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument("doe", choices=("list", "show", "retry", "discard"), metavar="list|show|retry|discard")
    parser.add_argument("id", nargs="*", type=int, metavar="ID")
    parser.add_argument("--all", action="store_true", help="alles wat geparkeerd is (retry, discard)")
    parser.add_argument("--ja", "--yes", dest="yes", action="store_true", help="doe het, zonder te vragen")
    parser.add_argument("--json", action="store_true", help="voor programma's")
    parser.add_argument(
        "--database",
        metavar="URL",
        default=os.environ.get("SLUIS_DATABASE", DEFAULT_DATABASE),
        help="sqlite:///BESTAND of postgresql://... (SLUIS_DATABASE)",
    )
    parser.add_argument("--region", metavar="BESTAND", nargs="+", action="extend", help="regiobestanden (SLUIS_REGION)")
    parser.add_argument("--today", metavar="JJJJ-MM-DD", help="de dag van de regels, voor proeven (SLUIS_TODAY)")


def run(options: argparse.Namespace) -> int:
    """0 done, 1 nothing found or the database is away, 2 misuse."""
    if options.doe != "list" and not options.id and not options.all:
        print(f"sluis parked {options.doe}: noem een of meer id's (zie sluis parked list), of --all.", file=sys.stderr)
        return 2
    try:
        return asyncio.run(_run(options))
    except (UsageError, KeyFault, WrongKey, NotMigrated, ValueError) as error:
        print(f"sluis parked: {error}", file=sys.stderr)
        return 2
    except DatabaseError as error:
        print(f"sluis parked: de database doet het niet ({type(error).__name__}).", file=sys.stderr)
        return 1


async def _run(options: argparse.Namespace) -> int:
    settings = settings_from(options)
    url = settings.database_url()
    database = await open_database(url, keys_for(url).fingerprint, migrate=url.file is not None)
    try:
        if options.doe == "list":
            return await _list(database, as_json=options.json)
        chosen = await _chosen(database, options)
        if not chosen:
            print("sluis parked: niets gevonden met dat id dat nog geparkeerd is.", file=sys.stderr)
            return 1
        trial = Trial(Parts.of(settings), database)
        if options.doe == "show":
            return await _show(chosen, trial, as_json=options.json)
        return await _decide(chosen, trial, options)
    finally:
        await database.close()


async def _list(database: Database, *, as_json: bool) -> int:
    async with database.transaction(write=False) as tx:
        found = await parkeerplaats.listed(tx, parkeerplaats.PARKED, parkeerplaats.AGAIN, whole=False)
    if as_json:
        print(json.dumps([_as_json(each) for each in found], ensure_ascii=False))
    elif not found:
        print("Er is niets geparkeerd.")
    else:
        for each in found:
            print(_line(each))
    return 0


async def _chosen(database: Database, options: argparse.Namespace) -> list[int]:
    """The numbers that were asked for and that can still be decided about; show shows what is over too."""
    states = (parkeerplaats.PARKED, parkeerplaats.AGAIN)
    async with database.transaction(write=False) as tx:
        if options.all:
            return [each.parkeer_id for each in await parkeerplaats.listed(tx, parkeerplaats.PARKED, whole=False)]
        found = [await parkeerplaats.one(tx, number) for number in dict.fromkeys(options.id)]
    return [each.parkeer_id for each in found if each is not None and (options.doe == "show" or each.stand in states)]


async def _each(trial: Trial, chosen: Sequence[int]) -> AsyncIterator[Parked]:
    """The records one by one, because one can be 25 MB."""
    for number in chosen:
        async with trial.database.transaction(write=False) as tx:
            parked = await parkeerplaats.one(tx, number)
        if parked is not None:
            yield parked


async def _show(chosen: Sequence[int], trial: Trial, *, as_json: bool) -> int:
    if as_json:
        found = [{**_as_json(each), "gevolg": await trial.consequence(each)} async for each in _each(trial, chosen)]
        print(json.dumps(found, ensure_ascii=False))
        return 0
    async for each in _each(trial, chosen):
        print(_line(each))
        print(f"  sinds      {each.sinds}")
        whose = "fout van het programma" if each.soort_fout == "bug" else "fout in het record"
        print(f"  eigenaar   {each.eigenaar} ({whose})")
        print(f"  stand      {each.stand}")
        print(f"  bij retry  {await trial.consequence(each)}")
    return 0


async def _decide(chosen: Sequence[int], trial: Trial, options: argparse.Namespace) -> int:
    retry = options.doe == "retry"
    stood: dict[int, str] = {}
    async for each in _each(trial, chosen):
        effect = await trial.consequence(each) if retry else _DISCARDED
        print(f"{each.parkeer_id}: {effect}")
        stood[each.parkeer_id] = each.stand
    if not (options.yes or _asked()):
        print("Er is niets veranderd. Met --ja gebeurt het.")
        return 0
    to = parkeerplaats.AGAIN if retry else parkeerplaats.DISCARDED
    moved = 0
    async with trial.database.transaction() as tx:
        for number, stand in stood.items():
            moved += await parkeerplaats.move(tx, number, stand, to)
    print(f"{moved} {'aangeboden om opnieuw te beoordelen' if retry else 'weggedaan'}.")
    return 0


def _asked() -> bool:
    return sys.stdin.isatty() and input("Doorgaan? [j/N] ").strip().lower() in ("j", "ja", "y")


def _line(parked: Parked) -> str:
    where = f"{parked.topic}[{parked.nummer}]@{parked.positie}"
    return f"{parked.parkeer_id:>6}  {parked.sinds}  {parked.dienst:<12} {where}  {parked.reden}"


def _as_json(parked: Parked) -> dict[str, object]:
    return {
        "id": parked.parkeer_id,
        "topic": parked.topic,
        "partition": parked.nummer,
        "offset": parked.positie,
        "ce_id": parked.levering,
        "reason": parked.reden,
        "dienst": parked.dienst,
        "soort_fout": parked.soort_fout,
        "eigenaar": parked.eigenaar,
        "sinds": parked.sinds,
        "stand": parked.stand,
    }
