"""Toon de levensloop van een bericht: ontvangen, beoordeeld, beantwoord, bezorgd, met elke envelop en elke poging.

ID is de Identificatie van een bericht, het referentienummer van een envelop, het ReferentieNummer van een
declaratieregel, of het id dat de inname gaf.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from typing import Any

from services.gateway.stuf.opbouw import levensloop
from services.gateway.timeline import Timeline
from services.shared.desk.loading import DEFAULT_DATABASE, UsageError, keys_for
from services.shared.dossier.inzage import open_to_look
from services.shared.dossier.opening import NotMigrated, WrongKey
from services.shared.platform.database import DatabaseError, parse_url
from services.shared.platform.keys import KeyFault

_UITKOMST = {
    "accepted": "aangenomen",
    "partly_accepted": "deels aangenomen",
    "rejected": "afgewezen",
    "unreadable": "niet leesbaar",
    "parked": "geparkeerd",
}


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument("id", metavar="ID")
    parser.add_argument("--json", action="store_true", help="voor programma's")
    parser.add_argument(
        "--database",
        metavar="URL",
        default=os.environ.get("SLUIS_DATABASE", DEFAULT_DATABASE),
        help="sqlite:///BESTAND of postgresql://... (SLUIS_DATABASE)",
    )


def run(options: argparse.Namespace) -> int:
    """0 found, 1 unknown or the database is away, 2 misuse."""
    try:
        life = asyncio.run(_look(options))
    except (UsageError, KeyFault, WrongKey, NotMigrated, ValueError) as error:
        print(f"sluis bericht: {error}", file=sys.stderr)
        return 2
    except DatabaseError as error:
        print(f"sluis bericht: de database doet het niet ({type(error).__name__}).", file=sys.stderr)
        return 1
    if life is None:
        print("sluis bericht: er is geen bericht of envelop met deze naam.", file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps(life, ensure_ascii=False))
        return 0
    for each in (*life.get("andere", ()), life):
        _show(each)
    return 0


async def _look(options: argparse.Namespace) -> dict[str, Any] | None:
    url = parse_url(options.database)
    keys = keys_for(url)
    database = await open_to_look(url, keys.fingerprint)
    try:
        return await Timeline(database, keys, levensloop(keys)).life(options.id)
    finally:
        await database.close()


def _show(life: dict[str, Any]) -> None:
    name = f" {life['identificatie']}" if life["identificatie"] else ""
    print(f"{life['soort'] or 'Envelop zonder bericht'}{name}  ({life['id']})")
    for moment, text in sorted(_events(life), key=lambda event: event[0]):
        print(f"  {moment or '-':<30} {text}")
    if life["wacht"]:
        until = f" (tot {life['wacht_tot']})" if life["wacht_tot"] else ""
        print(f"  wacht: {life['wacht']}{until}")


def _events(life: dict[str, Any]) -> list[tuple[str, str]]:
    """What happened, with when."""
    found: list[tuple[str, str]] = []
    if life["ontvangen"] and life["ontvangen"]["moment"]:
        found.append((life["ontvangen"]["moment"], "ontvangen"))
    if life["beoordeeld"]:
        outcome = _UITKOMST.get(life["beoordeeld"]["uitkomst"], life["beoordeeld"]["uitkomst"])
        moment = life["beantwoord"]["moment"] if life["beantwoord"] else life["ontvangen"]["moment"]
        found.append((moment, f"beoordeeld: {outcome}"))
    if life["beantwoord"]:
        found.append((life["beantwoord"]["moment"], f"beantwoord met {life['beantwoord']['soort']}"))
    by_itself = life["bezorgd"] if life["bezorgd"] and life["bezorgd"]["bestemming"] != "ggk" else {"pogingen": ()}
    found += [(a["moment"], _attempt(a)) for a in by_itself["pogingen"]]
    for each in life["enveloppen"]:
        found += _envelope(each)
    return found


def _envelope(each: dict[str, Any]) -> list[tuple[str, str]]:
    about = f"{each['berichtcode']} {each['functie'] or ''}".strip()
    way = "in" if each["richting"] == "in" else "uit"
    found = [(each["moment"], f"envelop {way}: {about} {each['referentienummer']}")]
    found += [(a["moment"], _attempt(a)) for a in each.get("pogingen", ())]
    if each["richting"] == "in" and each["reden"]:
        found.append((each["klaar"] or each["moment"], f"{about}: {each['reden']}"))
    if each.get("geweigerd"):
        found.append((each["klaar"], f"geweigerd door de aanbieder: {', '.join(each['retourcodes'])}"))
    if fout := each.get("fout"):
        found.append((each["klaar"], f"fout {fout['code']} van {fout['melder']}: {fout['omschrijving']}"))
        found += [(each["klaar"], f"  {b['lijst']}: {b['betekenis']} {b['wat_nu']}") for b in fout["betekenis"]]
        found.append((each["klaar"], f"  {each['wat_nu']}"))
    return found


def _attempt(attempt: dict[str, Any]) -> str:
    later = f"; volgende poging {attempt['volgende']}" if attempt["volgende"] else ""
    return f"poging {attempt['poging']}: {attempt['uitkomst']}{later}"
