"""Make a folder of messages of which every verdict is known: region.toml, toewijzingen/, declaraties/, expected.json.

The same arguments give the same bytes. Hand in toewijzingen/ first, and judge with the --today that is printed.
"""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from tests.support.load.inbox import Inbox, allocations, declarations, write_expected
from tests.support.load.lines import Plan
from tests.support.load.markup import STYLES
from tests.support.load.world import GRANTS, SITES, TODAY, Site, region_file


def main() -> None:
    """Write what was asked."""
    chosen = _arguments().parse_args()
    folder: Path = chosen.folder
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "region.toml").write_text(region_file(), encoding="utf-8")
    sites = SITES[: chosen.sites]
    granted, declared = Inbox(folder / "toewijzingen"), Inbox(folder / "declaraties")
    for site in sites:
        if chosen.store is None:
            allocations(granted, site, range(0, chosen.clients * chosen.every, chosen.every), chosen.style)
        declarations(
            declared,
            Plan(site, chosen.clients, chosen.faults, chosen.every, chosen.strangers),
            chosen.declarations,
            chosen.lines,
            style=chosen.style,
            schema_errors=chosen.schema_errors,
            cents_too_many=int(chosen.wrong_total),
        )
    write_expected(folder / "expected.json", {"toewijzingen": granted, "declaraties": declared})
    if chosen.store is not None:
        asyncio.run(_store(chosen.store, sites, chosen.clients * chosen.every))
    print(f"{len(granted.expected)} toewijzingen, {len(declared.expected)} declaraties; oordeel met --today {TODAY}")


async def _store(url: str, sites: tuple[Site, ...], persons: int) -> None:
    """Store the allocations of this many persons of each site instead of writing their messages."""
    from services.cli.wiring import database_url, keys_for  # only this asks for more than the standard library
    from services.shared.dossier.opening import open_database
    from tests.support.load.stored import store_allocations

    where = database_url(url)
    keys = keys_for(where)
    database = await open_database(where, keys.fingerprint)
    try:
        for site in sites:
            await store_allocations(database, keys.pseudonym, site, persons)
    finally:
        await database.close()
    print(f"{len(sites) * persons * len(GRANTS)} toewijzingen in de database")


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.support.load", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sites", type=int, default=1, choices=range(1, len(SITES) + 1))
    parser.add_argument("--clients", type=int, default=1000, help="per site, who declare")
    parser.add_argument("--every", type=int, default=1, help="one in so many persons with allocations declares")
    parser.add_argument("--declarations", type=int, default=8, help="per site")
    parser.add_argument("--lines", type=int, default=1000, help="per declaration")
    parser.add_argument("--faults", choices=("none", "some", "all"), default="some")
    parser.add_argument("--style", choices=STYLES, default="tab")
    parser.add_argument("--strangers", action="store_true", help="some clients are unknown (8187)")
    parser.add_argument("--schema-errors", action="store_true", help="a schema error in every line")
    parser.add_argument("--wrong-total", action="store_true", help="a cent too much in every total (0001)")
    parser.add_argument("--store", metavar="URL", help="store the allocations in this database, without messages")
    return parser


if __name__ == "__main__":
    main()
