"""Beoordeel één bericht en leg het uit, zonder iets op te slaan of te veranderen.

Schema en regels binnen het bericht worden altijd beoordeeld, net als datum en gemeente. De regels die naar eerdere
berichten kijken alleen met een database (standaard sluis.db in deze map, als die er is), de regels over het contract
alleen met een regiobestand. Wat niet beoordeeld is staat onderaan, met de reden.

Status: 0 geaccepteerd, 1 bevindingen, onleesbaar of geparkeerd, 2 verkeerd gebruik.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from lxml import etree

from services.cli import screen, wiring
from services.cli.assessment import Assessment, Assessor, JudgingFailed
from services.cli.places import element_at, line_of
from services.shared.desk import schema_folder
from services.shared.desk.delivery import Delivery
from services.shared.desk.loading import DEFAULT_DATABASE, UsageError, load_gemeenten
from services.shared.desk.opened import Opener
from services.shared.desk.reading import DeskReader, Read, Unreadable
from services.shared.dossier.inzage import open_to_look
from services.shared.dossier.opening import NotMigrated, WrongKey
from services.shared.platform import keys as key_store
from services.shared.platform import xml
from services.shared.platform.database import DatabaseError, Url
from services.shared.platform.keys import KeyFault, Keys
from services.shared.platform.resources import schemas_dir
from services.shared.standard.surroundings import Surroundings

SOURCE = "urn:nld:sluis:check"
_NO_LOOK = (UsageError, KeyFault, WrongKey, NotMigrated, DatabaseError)


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument("file", type=Path, metavar="BESTAND", help="het bericht; - leest van stdin")
    parser.add_argument(
        "--database",
        metavar="URL",
        default=os.environ.get("SLUIS_DATABASE"),
        help=f"sqlite:///BESTAND of postgresql://..., om in te kijken (standaard {DEFAULT_DATABASE}, als die er is)",
    )
    wiring.add_options(parser, database=False)
    parser.add_argument("--json", action="store_true", help="het oordeel als JSON op stdout")


def run(options: argparse.Namespace) -> int:
    """Check one message; see the module for the exit status."""
    try:
        data = _read(options.file)
        found = asyncio.run(_assess(options, data))
    except OSError as error:
        print(f"sluis check: {options.file} is niet te lezen ({error.strerror}).", file=sys.stderr)
        return 2
    except _NO_LOOK as error:
        print(f"sluis check: {error}", file=sys.stderr)
        return 2
    except JudgingFailed as error:
        print(f"sluis check: {error} Dit is een fout van Sluis, niet van het bericht.", file=sys.stderr)
        return 1
    _show(options, data, found)
    return 0 if found.document["outcome"] == "accepted" else 1


def _read(file: Path) -> bytes:
    """At most one byte more than is allowed."""
    if str(file) == "-":
        return sys.stdin.buffer.read(xml.MAX_BYTES + 1)
    with file.open("rb") as opened:
        return opened.read(xml.MAX_BYTES + 1)


async def _assess(options: argparse.Namespace, data: bytes) -> Assessment:
    schemas = schema_folder.checked(options.schemas)
    regios = wiring.regios(options.region)
    codes = load_gemeenten(options.schemas)
    keys, url, why = _place_to_look(options.database)
    judges = wiring.judges(keys, regios, schemas)
    reader = DeskReader(schemas)
    opener = Opener(reader, keys, judges, regios.gemeenten() if regios else None, codes)
    today = options.today or date.today()  # noqa: DTZ011 - local day
    around = Surroundings(today, codes, regios, keys.pseudonym)
    assessor = Assessor(opener, judges, around, f"sluis {version('sluis')}", regios)
    delivery = Delivery(SOURCE, "check", data, datetime.now(UTC).isoformat(timespec="seconds"))
    if url is None:
        return await replace(assessor, why_no_dossier=why).assess(delivery)
    try:
        database = await open_to_look(url, keys.fingerprint)
    except _NO_LOOK as error:
        if options.database is not None:
            raise UsageError(f"{url.safe}: {_trouble(error)}") from None
        why = f"{url.safe} is niet te gebruiken: {_trouble(error)}".rstrip(".")
        return await replace(assessor, why_no_dossier=why).assess(delivery)
    try:
        return await replace(assessor, database=database).assess(delivery)
    finally:
        await database.close()


def _trouble(error: Exception) -> str:
    return f"de database antwoordt niet ({error})" if isinstance(error, DatabaseError) else str(error)


def _place_to_look(asked: str | None) -> tuple[Keys, Url | None, str]:
    """The key, and the database to look in, or in Dutch why there is none. Nothing is made here."""
    url = wiring.database_url(asked or DEFAULT_DATABASE)
    if url.file is None:
        return wiring.keys_for(url), url, ""
    if not url.file.is_file():
        if asked is not None:
            raise UsageError(f"de database {url.file} bestaat niet.")
        return _any_keys(), None, f"er is geen database opgegeven (--database) en {url.file} staat niet in deze map"
    try:
        keys = _key_of(url.file)
    except KeyFault as error:
        if asked is not None:
            raise
        return _any_keys(), None, str(error).rstrip(".")
    return keys, url, ""


def _key_of(database: Path) -> Keys:
    """The key of the environment or beside the database, which is not made; raises KeyFault."""
    keys = key_store.from_environment()
    if keys is None and database.with_name(f"{database.name}.key").is_file():
        keys, _ = key_store.beside(database)
    if keys is None:
        raise KeyFault(f"de sleutel van {database} ontbreekt ({database.name}.key of {key_store.VARIABLE})")
    return keys


def _any_keys() -> Keys:
    """Keys for a run that compares no persons with a dossier."""
    return Keys(os.urandom(32))


def _show(options: argparse.Namespace, data: bytes, found: Assessment) -> None:
    from services.cli import check_screen

    faults = _schema_faults(options.schemas or schemas_dir(), data, found.read)
    if options.json:
        document: dict[str, Any] = {"bestand": options.file.name, **found.document}
        document["niveaus"] = [level._asdict() for level in found.levels]
        document["schemafouten"] = [fault._asdict() for fault in faults]
        screen.write_json(document)
        return
    check_screen.show(screen.console(), str(options.file), found, faults, _names(), _lines(data, found))


def _schema_faults(schemas: Path, data: bytes, read: Read) -> list[Any]:
    if not isinstance(read, Unreadable):
        return []
    from services.cli import schema_words

    kind = read.kind
    xsd = schemas / "ijw" / kind.release / f"{kind.name}.xsd" if kind else None
    return schema_words.explain(data, read.fault, xsd)


def _lines(data: bytes, found: Assessment) -> Callable[[str], int | None]:
    root = xml.parse(data) if found.findings else None
    return (lambda path: line_of(element_at(root, path))) if isinstance(root, etree._Element) else lambda path: None


def _names() -> Mapping[str, str]:
    """The names of municipalities by code."""
    with (schemas_dir() / "codelijsten" / "gemeenten.toml").open("rb") as opened:
        found: dict[str, str] = tomllib.load(opened)["gemeenten"]
        return found
