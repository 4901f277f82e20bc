"""Bekijk wat geparkeerd is en beslis erover: list, show, retry of discard.

  sluis parked list                 alles wat geparkeerd is
  sluis parked show 12              één geval, zonder inhoud van het bericht
  sluis parked retry 12 13          laat opnieuw beoordelen (--all: alles); toont eerst wat er gebeurt
  sluis parked discard 12           doe weg; er komt dan nooit een antwoord

retry en discard tonen wat er zal gebeuren. Met --ja gebeurt het ook; op een terminal wordt het gevraagd.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Sequence

from services.shared.desk.intake import Unfit, take
from services.shared.desk.loading import DEFAULT_DATABASE, UsageError, keys_for
from services.shared.desk.parked_record import to_record
from services.shared.dossier import parkeerplaats
from services.shared.dossier.opening import NotMigrated, WrongKey, open_database
from services.shared.dossier.parkeerplaats import Parked
from services.shared.platform.database import Database, DatabaseError, parse_url
from services.shared.platform.keys import KeyFault, Keys


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
    url = parse_url(options.database)
    keys = keys_for(url)
    database = await open_database(url, keys.fingerprint, migrate=url.file is not None)
    try:
        if options.doe == "list":
            return await _list(database, as_json=options.json)
        chosen = await _chosen(database, options)
        if not chosen:
            print("sluis parked: niets gevonden met dat id dat nog geparkeerd is.", file=sys.stderr)
            return 1
        if options.doe == "show":
            return _show(chosen, keys, as_json=options.json)
        return await _decide(database, keys, chosen, options)
    finally:
        await database.close()


async def _list(database: Database, *, as_json: bool) -> int:
    async with database.transaction(write=False) as tx:
        found = await parkeerplaats.listed(tx, parkeerplaats.PARKED, parkeerplaats.AGAIN)
    if as_json:
        print(json.dumps([_as_json(each) for each in found], ensure_ascii=False))
    elif not found:
        print("Er is niets geparkeerd.")
    else:
        for each in found:
            print(_line(each))
    return 0


async def _chosen(database: Database, options: argparse.Namespace) -> list[Parked]:
    async with database.transaction(write=False) as tx:
        if options.all:
            return await parkeerplaats.listed(tx, parkeerplaats.PARKED)
        found = [await parkeerplaats.one(tx, number) for number in options.id]
    states = (parkeerplaats.PARKED, parkeerplaats.AGAIN)
    return [each for each in found if each is not None and (options.doe == "show" or each.stand in states)]


def _show(chosen: Sequence[Parked], keys: Keys, *, as_json: bool) -> int:
    if as_json:
        print(
            json.dumps([{**_as_json(each), "gevolg": _consequence(each, keys)} for each in chosen], ensure_ascii=False)
        )
        return 0
    for each in chosen:
        print(_line(each))
        print(f"  sinds      {each.sinds}")
        whose = "fout van het programma" if each.soort_fout == "bug" else "fout in het record"
        print(f"  eigenaar   {each.eigenaar} ({whose})")
        print(f"  stand      {each.stand}")
        print(f"  bij retry  {_consequence(each, keys)}")
    return 0


async def _decide(database: Database, keys: Keys, chosen: Sequence[Parked], options: argparse.Namespace) -> int:
    retry = options.doe == "retry"
    for each in chosen:
        effect = _consequence(each, keys) if retry else "wordt weggedaan; de afzender krijgt hierop geen antwoord"
        print(f"{each.parkeer_id}: {effect}")
    if not (options.yes or _asked()):
        print("Er is niets veranderd. Met --ja gebeurt het.")
        return 0
    to = parkeerplaats.AGAIN if retry else parkeerplaats.DISCARDED
    moved = 0
    async with database.transaction() as tx:
        for each in chosen:
            moved += await parkeerplaats.move(tx, each.parkeer_id, each.stand, to)
    print(f"{moved} {'aangeboden om opnieuw te beoordelen' if retry else 'weggedaan'}.")
    return 0


def _asked() -> bool:
    return sys.stdin.isatty() and input("Doorgaan? [j/N] ").strip().lower() in ("j", "ja", "y")


def _consequence(parked: Parked, keys: Keys) -> str:
    """What would happen when it is judged again."""
    taken = take(to_record(keys, parked))
    if isinstance(taken, Unfit):
        return f"zal weer geparkeerd worden: {taken.reason}"
    return f"dienst {parked.dienst} beoordeelt het opnieuw en antwoordt; nu geparkeerd om: {parked.reden}"


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
