"""Measures norms and budgets at the size of a large region: counting a year again, and keeping up.

    python -m tests.bench.regiojaar [--clients 100000] [--postings 2000000] [--databases URL URL] [--folder MAP]

Makes a ledger of that size and one of 1,000 postings (straight into the tables, made-up clients), counts the large one
again as ``sluis normen herbereken`` does, and then counts declarations of 1,000 lines in both, in turns. Prints
seconds, microseconds per posting (CPU of this process) and their ratio; nothing is judged here.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from services.normbewaking.handle import Bewaking
from services.shared.dossier.opening import open_database
from services.shared.platform.database import Database, Transaction, parse_url
from services.shared.platform.memory import collect_less
from services.shared.region.load import load_regio
from services.shared.region.regios import Regios

GEMEENTEN = ("0321", "0331", "0353", "0356", "1961")
CODES = ("54B01", "54B02", "54B03")
PROVIDERS = 40
LINES = 1_000
PAIRS = 9
_BERICHT = (
    "bericht_id", "bron", "levering", "soort", "gemeente", "aanbieder", "dagtekening", "ontvangen_op", "inhoud_hash",
    "uitkomst", "regels", "ingediend_cent", "toegekend_cent", "inhoud", "oordeel",
)  # fmt: skip
_BOEKING = (
    "bericht_id", "regel", "aanbieder", "gemeente", "referentie_nummer", "toewijzing_nummer", "product_categorie",
    "product_code", "begin", "eind", "geleverd_volume", "eenheid", "product_tarief", "bedrag", "debet_credit",
    "toegekend",
)  # fmt: skip
_TOEWIJZING = (
    "gemeente", "toewijzing_nummer", "aanbieder", "client", "categorie", "code", "toewijzingsdatum", "toewijzingstijd",
    "ingangsdatum", "einddatum", "volume", "eenheid", "frequentie",
)  # fmt: skip


def region() -> Regios:
    """Lekstroom with its three norms, and a budget for each code beside it."""
    text = (Path(__file__).parents[2] / "contracts/regions/lekstroom/2024.toml").read_text()
    for number, code in enumerate(CODES):
        text += f'\n[[budget]]\nsegment = "4"\nsubsegment = "deel {number}"\nyear = 2024\namount = 900000000000\n'
        text += f'products = ["{code}"]\n'
    return Regios([load_regio(text.encode(), "bench.toml")[0]])


def place(client: int) -> tuple[str, str, str]:
    """Municipality, provider and code of a client's allocation; a provider works in all municipalities."""
    return GEMEENTEN[client % 5], f"{42_000_000 + client % PROVIDERS}", CODES[client % 3]


def messages(clients: int, postings: int, first: int) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """Declarations of 1,000 lines as (message, [(client, month)]), each of one provider at one municipality."""
    pairs = PROVIDERS * 5 // 5
    per_pair = [list(range(pair, clients, pairs)) for pair in range(pairs)]
    number, made = first, 0
    month = 1
    position = [0] * pairs
    while made < postings:
        for pair, mine in enumerate(per_pair):
            if not mine:
                continue
            lines = [(mine[(position[pair] + n) % len(mine)], (month - 1) % 12 + 1) for n in range(LINES)]
            position[pair] += LINES
            yield number, lines[: postings - made]
            made += LINES
            number += 1
            if made >= postings:
                return
        month += 1


async def fill(database: Database, clients: int, postings: int, first: int, *, waiting: bool = False) -> None:
    """Put declarations in the ledger; ``waiting``: norms and budgets must still count them."""
    batch: list[tuple[int, list[tuple[int, int]]]] = []
    for each in messages(clients, postings, first):
        batch.append(each)
        if len(batch) == 50:
            await _write(database, batch, waiting=waiting)
            batch = []
    await _write(database, batch, waiting=waiting)


async def _write(database: Database, batch: list[tuple[int, list[tuple[int, int]]]], *, waiting: bool) -> None:
    async with database.transaction() as tx:
        day = tx.day
        await tx.insert("bericht", _BERICHT, [_bericht(tx, number, lines) for number, lines in batch])
        rows = []
        for number, lines in batch:
            for line, (client, month) in enumerate(lines):
                gemeente, aanbieder, code = place(client)
                begin = date(2024, month, 1)
                rows.append((
                    number, line, aanbieder, gemeente, f"{number}-{line}", client, "54", code, day(begin),
                    day(begin.replace(day=28)), 2, "04", 8790, 2 * 8790, "D", 1,
                ))  # fmt: skip
        await tx.insert("boeking", _BOEKING, rows)
        if waiting:
            await tx.insert("te_volgen", ("bericht_id",), [(number,) for number, _ in batch])


def _bericht(tx: Transaction, number: int, lines: list[tuple[int, int]]) -> tuple[object, ...]:
    gemeente, aanbieder, _ = place(lines[0][0])
    return (number, "urn:bench", str(number), "JW323", gemeente, aanbieder, tx.day(date(2024, 12, 31)),
            "2024-12-31T00:00:00+00:00", b"x", "accepted", len(lines), 0, 0, b"x" * 4000, b"x")  # fmt: skip


async def allocations(database: Database, clients: int) -> None:
    """An allocation per client."""
    for start in range(0, clients, 50_000):
        async with database.transaction() as tx:
            first = tx.day(date(2024, 1, 1))
            rows = []
            for client in range(start, min(clients, start + 50_000)):
                gemeente, aanbieder, code = place(client)
                rows.append((gemeente, client, aanbieder, client.to_bytes(16, "big"), "54", code, first, "10:00:00",
                             first, tx.day(date(2024, 12, 31)), 40, "04", "4"))  # fmt: skip
            await tx.insert("toewijzing", _TOEWIJZING, rows)


async def keep_up(database: Database, regios: Regios, clients: int, first: int) -> float:
    """Microseconds per posting for five declarations that wait."""
    watching = Bewaking(database, regios, date(2024, 12, 31))
    await watching.start(decide=False)
    await fill(database, clients, 5 * LINES, first, waiting=True)
    started = time.process_time()
    await watching.follow()
    return (time.process_time() - started) * 1e6 / (5 * LINES)


async def count_again(database: Database, regios: Regios, clients: int, postings: int) -> None:
    """Count the whole ledger again, twice: the second time nothing differs."""
    watching = Bewaking(database, regios, date(2024, 12, 31))
    started = time.monotonic()
    differences = await watching.recount()
    seconds = time.monotonic() - started
    again = time.monotonic()
    left = await watching.recount()
    print(
        f"{postings:,} postings of {clients:,} clients counted again in {seconds:.1f} s "
        f"({seconds * 1e6 / postings:.1f} us each), {len(differences)} differences, then {len(left)} "
        f"({time.monotonic() - again:.1f} s)"
    )


async def compare(small: Database, large: Database, regios: Regios, clients: int, postings: int) -> None:
    """Keep up in both, in turns: what else the machine does then meets both alike."""
    pairs = []
    for turn in range(PAIRS + 1):
        first = 90_000_000 + turn * 10
        pairs.append([await keep_up(each, regios, clients, first) for each in (small, large)])
    ratios = sorted(after / before for before, after in pairs[1:])
    print(
        f"keeping up: {median(before for before, _ in pairs[1:]):.1f} us per posting at {LINES:,} stored, "
        f"{median(after for _, after in pairs[1:]):.1f} at {postings:,}: "
        f"x{median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f} in {PAIRS} pairs)"
    )


async def measure(urls: tuple[str, str], clients: int, postings: int) -> None:
    """Fill a small and a large ledger, count the large one again, keep up in both."""
    regios = region()
    small, large = [await open_database(parse_url(url), "bench") for url in urls]
    try:
        for database, size in ((small, LINES), (large, postings)):
            await allocations(database, clients)
            await fill(database, clients, size, 1)
            await Bewaking(database, regios, date(2024, 12, 31)).start(decide=False)
        await count_again(large, regios, clients, postings)
        collect_less()
        await compare(small, large, regios, clients, postings)
    finally:
        await small.close()
        await large.close()


def main() -> None:
    """Measure with the sizes of the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=100_000)
    parser.add_argument("--postings", type=int, default=2_000_000)
    parser.add_argument("--databases", nargs=2, metavar="URL", help="two empty databases; without them SQLite files")
    parser.add_argument("--folder", type=Path, help="where the SQLite files come")
    options = parser.parse_args()
    with TemporaryDirectory(dir=options.folder) as folder:
        urls = options.databases or [f"sqlite:///{folder}/{name}.db" for name in ("klein", "groot")]
        asyncio.run(measure((urls[0], urls[1]), options.clients, options.postings))


if __name__ == "__main__":
    main()
