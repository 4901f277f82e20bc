"""Knows what the commands about norms, budgets and agreements share: their options and how they open the dossier."""

from __future__ import annotations

import argparse
import asyncio
import csv
import os
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from services.cli import trouble, wiring
from services.shared.desk.loading import DEFAULT_DATABASE, UsageError, keys_for
from services.shared.dossier.opening import NotMigrated, WrongKey, open_database
from services.shared.platform.database import Database, DatabaseError
from services.shared.platform.keys import KeyFault
from services.shared.region.regios import Regios


def add_options(parser: argparse.ArgumentParser, *, database: bool = True) -> None:
    """``--region``, ``--today`` and, where something is remembered, ``--database``."""
    if database:
        parser.add_argument(
            "--database",
            metavar="URL",
            default=os.environ.get("SLUIS_DATABASE", DEFAULT_DATABASE),
            help=f"sqlite:///BESTAND of postgresql://... (standaard {DEFAULT_DATABASE})",
        )
    parser.add_argument("--region", metavar="BESTAND", action="append", type=Path, help="regiobestand; mag vaker")
    parser.add_argument("--today", metavar="JJJJ-MM-DD", type=day, help="doe alsof het deze dag is")
    parser.add_argument("--json", action="store_true", help="als JSON op stdout")


def day(text: str) -> date:
    """A date of the command line."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("een datum is JJJJ-MM-DD, bijvoorbeeld 2026-03-31") from None


@dataclass(frozen=True, slots=True)
class Regional:
    """An opened dossier with the region files and the day."""

    database: Database
    regios: Regios
    today: date


def today_of(options: argparse.Namespace) -> date:
    """The day that was asked for, or today."""
    found: date = options.today or date.today()  # noqa: DTZ011 - the local day
    return found


def with_dossier(options: argparse.Namespace, name: str, work: Callable[[Regional], Awaitable[int]]) -> int:
    """Open the dossier and do the work; its exit status, 2 for misuse, 1 when the database is away."""
    try:
        return asyncio.run(_opened(options, work))
    except (UsageError, KeyFault, WrongKey, NotMigrated) as error:
        print(f"sluis {name}: {error}", file=sys.stderr)
        return 2
    except DatabaseError as error:
        print(f"sluis {name}: {trouble.of_database(error)}.", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"sluis {name}: {trouble.of_file(error)}.", file=sys.stderr)
        return 1


async def _opened(options: argparse.Namespace, work: Callable[[Regional], Awaitable[int]]) -> int:
    regios = wiring.regios(options.region)
    url = wiring.database_url(options.database)
    if url.file is not None:
        url.file.parent.mkdir(parents=True, exist_ok=True)
    database = await open_database(url, keys_for(url).fingerprint)
    try:
        return await work(Regional(database, regios, today_of(options)))
    finally:
        await database.close()


@contextmanager
def progress(total: int, label: str) -> Iterator[Callable[[int], None] | None]:
    """A progress bar on a terminal, nothing elsewhere."""
    if total < 2 or not sys.stderr.isatty():
        yield None
        return
    from services.cli.progress import bar

    with bar(total, label) as advance:
        yield advance


def write_csv(file: Path, rows: Sequence[dict[str, object]]) -> None:
    """Rows for a spreadsheet as it is used here: semicolons, decimal commas, UTF-8 with a mark. Raises OSError."""
    flat = [_flat(row) for row in rows]
    columns = list(dict.fromkeys(column for row in flat for column in row))
    with file.open("w", encoding="utf-8-sig", newline="") as opened:
        writer = csv.DictWriter(opened, columns, delimiter=";", restval="")
        writer.writeheader()
        writer.writerows(flat)


def _flat(row: dict[str, object], before: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in row.items():
        if isinstance(value, dict):
            found |= _flat(value, f"{before}{name}_")
        else:
            found[f"{before}{name}"] = _cell(value)
    return found


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, float):
        return str(value).replace(".", ",")
    if isinstance(value, list):
        return " | ".join(map(str, value))
    text = str(value)
    return f"'{text}" if text[:1] in "=+@" and not isinstance(value, int) else text
