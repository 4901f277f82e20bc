"""The one place where the parts are put together: database, key, schemas, regions, judges."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path

from services.declaratie.jw303 import JW303Judge
from services.declaratie.jw323 import JW323Judge
from services.shared.desk import schema_folder
from services.shared.desk.counter import Counter
from services.shared.desk.judge import Judge
from services.shared.desk.loading import DEFAULT_DATABASE, UsageError, keys_for, load_gemeenten, load_regios
from services.shared.desk.opened import Opener
from services.shared.desk.reading import DeskReader, Kind
from services.shared.dossier import opening
from services.shared.platform.database import Database, Url, parse_url
from services.shared.platform.keys import Keys
from services.shared.region.regios import Regios
from services.shared.standard.surroundings import Surroundings
from services.toewijzing.jw301 import JW301Judge
from services.toewijzing.jw315 import JW315Judge

__all__ = ["Desk", "UsageError", "add_options", "database_url", "judges", "keys_for", "open_desk", "regios"]


@dataclass(frozen=True, slots=True)
class Desk:
    """A counter that is ready, with what it was made of."""

    counter: Counter
    database: Database
    keys: Keys
    around: Surroundings
    regios: Regios


def add_options(parser: argparse.ArgumentParser, *, database: bool = True) -> None:
    """The options that every judging command has."""
    if database:
        parser.add_argument(
            "--database",
            metavar="URL",
            default=os.environ.get("SLUIS_DATABASE", DEFAULT_DATABASE),
            help=f"sqlite:///BESTAND of postgresql://... (standaard {DEFAULT_DATABASE})",
        )
    parser.add_argument("--region", metavar="BESTAND", action="append", type=Path, help="regiobestand; mag vaker")
    parser.add_argument(
        "--today", metavar="JJJJ-MM-DD", type=_day, help="de dag waarop beoordeeld wordt (voor proeven)"
    )
    parser.add_argument(
        "--schemas",
        metavar="MAP",
        type=Path,
        default=Path(os.environ["SLUIS_SCHEMAS"]) if "SLUIS_SCHEMAS" in os.environ else None,
        help="map met ijw/3.2 en ijw/2.3, bijvoorbeeld de officiële schema's (standaard de meegeleverde)",
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("een datum is JJJJ-MM-DD, bijvoorbeeld 2026-03-31") from None


def regios(files: Sequence[Path] | None) -> Regios:
    """Load region files, given or of the environment; raises UsageError with every error found."""
    if not files:
        files = [Path(name) for name in os.environ.get("SLUIS_REGION", "").split(os.pathsep) if name]
    return load_regios(files)


def judges(keys: Keys, regios: Regios, schemas: Path) -> dict[Kind, Judge]:
    """The judges of all services, by kind of message; ``regios`` for the rules that regions agreed.

    ``schemas``: the folder whose schemas say which versions the answers name.
    """
    versie = os.environ.get("SLUIS_XSD_VERSIE")
    made: list[Judge] = [
        JW301Judge(keys.pseudonym, schema_folder.stated(schemas, "JW302", versie), regios),
        JW315Judge(),
        JW323Judge(keys.pseudonym, schema_folder.stated(schemas, "JW325", versie), regios),
        JW303Judge(keys.pseudonym),
    ]
    return {judge.kind: judge for judge in made}


async def open_desk(options: argparse.Namespace) -> Desk:
    """Put everything together for these options. Raises UsageError, KeyFault, Unavailable."""
    schemas = schema_folder.checked(options.schemas)
    found_regios = regios(options.region)
    url = database_url(options.database)
    if url.file is not None:
        url.file.parent.mkdir(parents=True, exist_ok=True)
    keys = keys_for(url)
    database = await opening.open_database(url, keys.fingerprint)
    codes = load_gemeenten(options.schemas)
    around = Surroundings(options.today or date.today(), codes, found_regios, keys.pseudonym)  # noqa: DTZ011 - local day
    all_judges = judges(keys, found_regios, schemas)
    served = found_regios.gemeenten() if found_regios else None
    opener = Opener(DeskReader(schemas), keys, all_judges, served, codes)
    counter = Counter(database, keys, opener, all_judges, "process", f"sluis {version('sluis')}")
    return Desk(counter, database, keys, around, found_regios)


def database_url(text: str) -> Url:
    """Understand a database address; raises UsageError."""
    try:
        return parse_url(text)
    except ValueError as error:
        raise UsageError(f"--database: {error}") from None
