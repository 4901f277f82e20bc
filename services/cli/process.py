"""Beoordeel alle berichten (*.xml) in een map, in volgorde van naam, en schrijf per bericht het antwoord.

Per NAAM.xml komen in de outbox NAAM.answer.xml (het antwoord: JW302, JW325, JW304 of Fo01) en NAAM.verdict.json (het
oordeel met uitleg), en daarnaast events.ndjson. Opnieuw starten is veilig: een bestand dat al beantwoord is wordt niet
nog eens beoordeeld. Afbreken ook: de volgende keer wordt de rest gedaan.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from uuid import NAMESPACE_URL, uuid4, uuid5

from services.cli import wiring
from services.cli.outbox import Outbox
from services.shared.desk.closing import Answered
from services.shared.desk.delivery import Delivery
from services.shared.dossier.opening import NotMigrated, WrongKey
from services.shared.platform.database import DatabaseError
from services.shared.platform.keys import KeyFault
from services.shared.platform.xml import MAX_BYTES
from services.shared.verdict.outcome import Outcome

SOURCE = "urn:nld:sluis:process"
BATCH_FILES = 64
BATCH_BYTES = 1_500_000
_TELL_EVERY = 2.0


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument("inbox", type=Path, metavar="INBOX", help="map met berichten")
    parser.add_argument("--outbox", type=Path, required=True, metavar="OUTBOX", help="map voor de antwoorden")
    wiring.add_options(parser)
    parser.add_argument(
        "--again", action="store_true", help="lever alles in als nieuw bericht (de standaard noemt dat dubbel)"
    )
    parser.add_argument("--json", action="store_true", help="samenvatting als JSON op stdout")


@dataclass
class Summary:
    """What a run did; amounts in signed eurocents."""

    berichten: int = 0
    al_beantwoord: int = 0
    teruggezet: int = 0
    regels: int = 0
    uitkomsten: dict[str, int] = field(default_factory=lambda: {outcome.value: 0 for outcome in Outcome})
    ingediend_cent: int = 0
    toegekend_cent: int = 0
    mislukt: list[str] = field(default_factory=list)
    seconden: float = 0.0

    def count(self, answered: Answered) -> None:
        """Add one message."""
        self.berichten += 1
        self.regels += answered.regels
        self.uitkomsten[answered.outcome.value] += 1
        if answered.soort != "JW301":
            self.ingediend_cent += answered.ingediend_cent
            self.toegekend_cent += answered.toegekend_cent

    def text(self) -> str:
        """For people."""
        each = self.uitkomsten
        rate = self.regels / self.seconden if self.seconden else 0
        lines = [
            f"Berichten beoordeeld   {self.berichten}",
            f"  geaccepteerd         {each['accepted']}",
            f"  deels toegekend      {each['partly_accepted']}",
            f"  afgewezen            {each['rejected']}",
            f"  onleesbaar           {each['unreadable']}",
            f"  geparkeerd           {each['parked']}",
            f"Al eerder beantwoord   {self.al_beantwoord} (antwoord teruggezet: {self.teruggezet})",
            f"Regels                 {self.regels} ({rate:.0f} per seconde)",
            f"Ingediend              {euros(self.ingediend_cent)}",
            f"Toegekend              {euros(self.toegekend_cent)}",
        ]
        return "\n".join(lines + [f"Mislukt: {name}" for name in self.mislukt])


def euros(cent: int) -> str:
    """Eurocents as Dutch people write them."""
    sign = "-" if cent < 0 else ""
    whole, rest = divmod(abs(cent), 100)
    return f"€ {sign}{whole:,}".replace(",", ".") + f",{rest:02}"


def run(options: argparse.Namespace) -> int:
    """Process the inbox; 0 when every file got an answer or was parked with a reason."""
    if not options.inbox.is_dir():
        print(f"sluis process: de map {options.inbox} bestaat niet.", file=sys.stderr)
        return 2
    try:
        summary = asyncio.run(_process(options))
    except (wiring.UsageError, KeyFault, WrongKey, NotMigrated) as error:
        print(f"sluis process: {error}", file=sys.stderr)
        return 2
    except DatabaseError as error:
        print(f"sluis process: de database doet het niet ({type(error).__name__}: {error}).", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"sluis process: {error.strerror}: {error.filename}", file=sys.stderr)
        return 1
    print(json.dumps(asdict(summary)) if options.json else summary.text())
    return 1 if summary.mislukt else 0


async def _process(options: argparse.Namespace) -> Summary:
    outbox = Outbox(options.outbox)
    desk = await wiring.open_desk(options)
    files = sorted(options.inbox.glob("*.xml"), key=lambda file: file.name)
    summary, started, told = Summary(), time.monotonic(), 0.0
    try:
        with _progress(len(files)) as advance:
            for batch in _batches(files, summary):
                named = [(file.stem, _delivery(file, data, again=options.again)) for file, data in batch]
                batch.clear()
                answers = await desk.counter.handle([delivery for _, delivery in named], desk.around)
                for (name, _), answered in zip(named, answers, strict=True):
                    _deliver(outbox, name, answered, summary)
                if time.monotonic() - told > _TELL_EVERY:
                    await outbox.tell(desk.database)
                    told = time.monotonic()
                advance(len(named))
        await outbox.tell(desk.database)
    finally:
        await desk.database.close()
    summary.seconden = round(time.monotonic() - started, 3)
    return summary


def _deliver(outbox: Outbox, name: str, answered: Answered, summary: Summary) -> None:
    if answered.again:
        summary.al_beantwoord += 1
        summary.teruggezet += outbox.put_back(name, answered.antwoord, answered.oordeel)
    else:
        outbox.put(name, answered.antwoord, answered.oordeel)
        summary.count(answered)


def _delivery(file: Path, data: bytes, *, again: bool) -> Delivery:
    """A delivery is a file name with its content; ``again`` makes it a new one."""
    digest = sha256(data).hexdigest()
    name = str(uuid4()) if again else str(uuid5(NAMESPACE_URL, f"{SOURCE}:{file.name}:{digest}"))
    return Delivery(SOURCE, name, data, datetime.now(UTC).isoformat(timespec="seconds"))


def _batches(files: Sequence[Path], summary: Summary) -> Iterator[list[tuple[Path, bytes]]]:
    """Files in order, some at a time; a file that cannot be read is told and passed over."""
    batch: list[tuple[Path, bytes]] = []
    size = 0
    for file in files:
        try:
            with file.open("rb") as opened:
                data = opened.read(MAX_BYTES + 1)
        except OSError as error:
            print(f"sluis process: {file.name} is niet te lezen ({error.strerror}).", file=sys.stderr)
            summary.mislukt.append(file.name)
            continue
        if batch and (len(batch) == BATCH_FILES or size + len(data) > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append((file, data))
        size += len(data)
        del data
    if batch:
        yield batch


def _progress(total: int):  # type: ignore[no-untyped-def]
    """A progress bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty() or total < 2:
        return nullcontext(lambda count: None)
    from services.cli.progress import bar

    return bar(total)
