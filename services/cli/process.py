"""Beoordeel alle berichten (*.xml) in een map, in volgorde van naam, en schrijf per bericht het antwoord.

Per NAAM.xml komen in de outbox NAAM.answer.xml (het antwoord: JW302, JW325, JW304 of Fo01) en NAAM.verdict.json (het
oordeel met uitleg), en daarnaast events.ndjson. Opnieuw starten is veilig: een bestand dat al beantwoord is wordt niet
nog eens beoordeeld. Afbreken ook: de volgende keer wordt de rest gedaan.

Zonder --database komt alles in sluis.db in deze map, met de sleutel in sluis.db.key ernaast: bewaar die twee samen.

Status: 0 elk bericht is beantwoord of met reden geparkeerd, 1 er ging iets mis, 2 verkeerd gebruik.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import asdict
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

from services.cli import trouble, wiring
from services.cli.outbox import Outbox
from services.cli.process_summary import Summary
from services.normbewaking.handle import Bewaking
from services.shared.desk.closing import Answered
from services.shared.desk.delivery import Delivery
from services.shared.desk.loading import UsageError
from services.shared.dossier.opening import NotMigrated, WrongKey
from services.shared.platform.database import DatabaseError
from services.shared.platform.keys import KeyFault
from services.shared.platform.memory import collect_less
from services.shared.platform.xml import MAX_BYTES

SOURCE = "urn:nld:sluis:process"
BATCH_FILES = 256
BATCH_BYTES = 4_000_000
_TELL_EVERY = 2.0
_LONGEST_NAME = 255


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument("inbox", type=Path, metavar="INBOX", help="map met berichten")
    parser.add_argument("--outbox", type=Path, required=True, metavar="OUTBOX", help="map voor de antwoorden")
    wiring.add_options(parser)
    parser.add_argument(
        "--again", action="store_true", help="lever alles in als nieuw bericht (de standaard noemt dat dubbel)"
    )
    parser.add_argument("--json", action="store_true", help="samenvatting als JSON op stdout")


def run(options: argparse.Namespace) -> int:
    """Process the inbox; 0 when every file got an answer or was parked with a reason."""
    try:
        _refuse_misuse(options.inbox, options.outbox)
        summary = asyncio.run(process_inbox(options))
    except (UsageError, KeyFault, WrongKey, NotMigrated) as error:
        print(f"sluis process: {error}", file=sys.stderr)
        return 2
    except DatabaseError as error:
        print(f"sluis process: {trouble.of_database(error)}.", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"sluis process: {trouble.of_file(error)}.", file=sys.stderr)
        return 1
    print(json.dumps(asdict(summary)) if options.json else summary.text())
    return 1 if summary.mislukt else 0


def _refuse_misuse(inbox: Path, outbox: Path) -> None:
    """Raise UsageError for folders that cannot be what was meant."""
    if not inbox.is_dir():
        what = "is een bestand, geen map" if inbox.exists() else "bestaat niet"
        raise UsageError(f"de map {inbox} {what}. Geef een map met berichten (*.xml).")
    if outbox.exists() and not outbox.is_dir():
        raise UsageError(f"{outbox} is een bestand, geen map. Geef voor de antwoorden een (nieuwe) map.")
    if outbox.resolve() == inbox.resolve():
        raise UsageError(
            "inbox en outbox zijn dezelfde map; de antwoorden zouden de volgende keer als berichten worden gelezen."
        )


async def process_inbox(options: argparse.Namespace) -> Summary:
    """Do the whole run. Raises UsageError, KeyFault, WrongKey, NotMigrated, DatabaseError and OSError.

    An OSError on the way loses nothing: what was judged is kept, and the next run writes what is missing.
    """
    files, summary = _files(options.inbox), Summary()
    outbox = Outbox(options.outbox)
    desk = await wiring.open_desk(options)
    started, told = time.monotonic(), 0.0
    collect_less()
    norms = Bewaking(desk.database, desk.regios, desk.around.today, "process")
    try:
        await norms.start()
        with _progress(len(files)) as advance:
            for batch in _batches(files, summary):
                named = [(file.stem, _delivery(file, data, again=options.again)) for file, data in batch]
                batch.clear()
                answers = await desk.counter.handle([delivery for _, delivery in named], desk.around)
                for (name, _), answered in zip(named, answers, strict=True):
                    _deliver(outbox, name, answered, summary)
                if time.monotonic() - told > _TELL_EVERY:
                    await norms.follow()
                    await outbox.tell(desk.database)
                    told = time.monotonic()
                advance(len(named))
        await norms.follow()
        await outbox.tell(desk.database)
    finally:
        await desk.database.close()
    summary.seconden = round(time.monotonic() - started, 3)
    return summary


def _files(inbox: Path) -> list[Path]:
    """The messages in the folder in order of name; says so when there are none. Raises OSError."""
    with os.scandir(inbox) as entries:
        names = [(entry.name, entry.is_dir()) for entry in entries]
    found = sorted(name for name, is_folder in names if name.endswith(".xml") and not is_folder)
    if not found:
        others = sum(not is_folder for _, is_folder in names)
        seen = f" (wel {others} {'ander bestand' if others == 1 else 'andere bestanden'})" if others else ""
        print(
            f"let op: in {inbox} staan geen berichten{seen}. Alleen namen die op .xml eindigen tellen mee.",
            file=sys.stderr,
        )
    return [inbox / name for name in found]


def _deliver(outbox: Outbox, name: str, answered: Answered, summary: Summary) -> None:
    if answered.again:
        summary.al_beantwoord += 1
        summary.teruggezet += outbox.put_back(name, answered.antwoord, answered.oordeel)
    else:
        outbox.put(name, answered.antwoord, answered.oordeel)
        summary.count(answered)


def _delivery(file: Path, data: bytes, *, again: bool) -> Delivery:
    """A delivery is a file name with its content; ``again`` makes it a new one."""
    delivery = Delivery(SOURCE, str(uuid4()), data, datetime.now(UTC).isoformat(timespec="seconds"))
    if not again:
        digest = delivery.fingerprint().hex()
        # As a version 4: it is the crossRefnummer of a Fo01, and the chain asks that version of every reference.
        name = sha256(f"{SOURCE}:{_shown(file)}:{digest}".encode()).digest()
        delivery.levering = str(UUID(bytes=name[:16], version=4))
    return delivery


def _batches(files: Sequence[Path], summary: Summary) -> Iterator[list[tuple[Path, bytes]]]:
    """Files in order, some at a time; a file that cannot be read is told and passed over."""
    batch: list[tuple[Path, bytes]] = []
    size = 0
    for file in files:
        data = _read(file)
        if data is None:
            summary.mislukt.append(_shown(file))
            continue
        if batch and (len(batch) == BATCH_FILES or size + len(data) > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append((file, data))
        size += len(data)
        del data
    if batch:
        yield batch


def _read(file: Path) -> bytes | None:
    """At most one byte more than is allowed; None, and told, when it cannot be read or would never end."""
    try:
        if file.exists() and not file.is_file():
            print(f"sluis process: {_shown(file)} is geen gewoon bestand en wordt overgeslagen.", file=sys.stderr)
            return None
        if len(os.fsencode(f"{file.stem}.verdict.json")) > _LONGEST_NAME:
            print(
                f"sluis process: de naam {_shown(file)} is te lang om een antwoord onder te schrijven; "
                "dit bestand wordt overgeslagen.",
                file=sys.stderr,
            )
            return None
        with file.open("rb") as opened:
            size = min(os.fstat(opened.fileno()).st_size, MAX_BYTES)
            data = opened.read(size + 1)  # a buffer as large as the file, not one of 25 MB for each
            return data if len(data) <= size else data + opened.read(MAX_BYTES - size)
    except OSError as error:
        print(f"sluis process: {trouble.of_file(error)}; dit bestand wordt overgeslagen.", file=sys.stderr)
        return None


def _shown(file: Path) -> str:
    """The name of a file as text, also when its bytes are none."""
    return file.name.encode("utf-8", "backslashreplace").decode()


def _progress(total: int):  # type: ignore[no-untyped-def]
    """A progress bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty() or total < 2:
        return nullcontext(lambda count: None)
    from services.cli.progress import bar

    return bar(total)
