"""Breng een database naar de nieuwste versie. Veilig om te herhalen, ook als twee het tegelijk doen."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys

from services.shared.desk.loading import DEFAULT_DATABASE
from services.shared.dossier.migrate import migrate
from services.shared.dossier.opening import NEWER, NEWEST, is_newer, revision
from services.shared.platform.connecting import connect
from services.shared.platform.database import DatabaseError, Url, parse_url


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument(
        "--database",
        metavar="URL",
        default=os.environ.get("SLUIS_DATABASE", DEFAULT_DATABASE),
        help="sqlite:///BESTAND of postgresql://... (SLUIS_DATABASE)",
    )


def run(options: argparse.Namespace) -> int:
    """Migrate; 0 when the database is current."""
    try:
        url = parse_url(options.database)
    except ValueError as error:
        print(f"sluis migrate: {error}", file=sys.stderr)
        return 2
    try:
        before, after = asyncio.run(_migrate(url))
    except DatabaseError:
        print(f"sluis migrate: de database {url.safe} antwoordt niet.", file=sys.stderr)
        return 1
    if is_newer(before):
        print(f"sluis migrate: {NEWER}", file=sys.stderr)
        return 1
    print(f"{url.safe}: {'al bijgewerkt' if before == after else 'bijgewerkt'} (versie {after})")
    return 0


async def _migrate(url: Url) -> tuple[str | None, str | None]:
    if url.file is not None:
        url.file.parent.mkdir(parents=True, exist_ok=True)
    database = await connect(url)
    try:
        before = await revision(database)
        if before != NEWEST and not is_newer(before):
            await asyncio.to_thread(_in_own_loop, url)
        return before, await revision(database)
    finally:
        await database.close()


def _in_own_loop(url: Url) -> None:
    asyncio.run(migrate(url))
