"""Speel een kleine, verzonnen regio na en laat op één scherm zien wat Sluis doet.

Er worden echte berichten gemaakt (toewijzingen en declaraties), echt verwerkt, en echt beantwoord: toegekend, deels
toegekend, afgewezen en onleesbaar. Met --folder blijven alle bestanden staan om te bekijken.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import io
import json
import sys
import tempfile
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import quote

from lxml import etree

from services.cli import demo_screen, process, screen, trouble, wiring
from services.cli.demo_regions import Watched, in_short, watched
from services.cli.demo_screen import Played, Standing
from services.cli.demo_story import Scene, Story, ijsselland
from services.cli.lexicon import Code, lexicon
from services.shared.desk.loading import UsageError
from services.shared.dossier import grootboek
from services.shared.dossier.inzage import open_to_look
from services.shared.dossier.opening import NotMigrated, WrongKey
from services.shared.platform import keys as key_store
from services.shared.platform import xml
from services.shared.platform.database import DatabaseError, Url
from services.shared.platform.keys import KeyFault
from services.shared.platform.resources import contracts_dir
from services.shared.standard.judged import NOTHING_TO_REMARK
from services.shared.standard.rules.listing import all_rules

_CODES = ("RetourCode", "code")


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument("--folder", type=Path, metavar="MAP", help="bewaar alle bestanden in deze (nieuwe) map")
    parser.add_argument("--json", action="store_true", help="als JSON op stdout")


def run(options: argparse.Namespace) -> int:
    """Play the story; 0 when it was played."""
    folder = (
        tempfile.TemporaryDirectory(prefix="sluis-demo-") if options.folder is None else nullcontext(options.folder)
    )
    try:
        with folder as name:
            return _play(ijsselland(), Path(name), kept=options.folder is not None, as_json=options.json)
    except (UsageError, KeyFault, WrongKey, NotMigrated) as error:
        print(f"sluis demo: {error}", file=sys.stderr)
        return 2
    except DatabaseError as error:
        print(f"sluis demo: {trouble.of_database(error)}.", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"sluis demo: {trouble.of_file(error)}.", file=sys.stderr)
        return 1


def _play(story: Story, folder: Path, *, kept: bool, as_json: bool) -> int:
    _write(story, folder)
    url = wiring.database_url(f"sqlite:///{quote(str(folder / 'sluis.db'))}")
    _quiet_key(folder / "sluis.db")
    asked = argparse.Namespace(
        inbox=folder / "inbox",
        outbox=folder / "outbox",
        database=url.text,
        region=[contracts_dir() / "regions" / story.region],
        today=story.day,
        schemas=None,
        again=False,
    )
    summary = asyncio.run(process.process_inbox(asked))
    watching = {each.naam: _watch(each, folder / each.region.partition("/")[0]) for each in watched()}
    played = [_played(scene, folder / "outbox") for scene in story.scenes]
    standings = asyncio.run(_standings(story, url))
    if as_json:
        told: dict[str, Any] = {
            "samenvatting": asdict(summary),
            "berichten": [scene._asdict() for scene in played],
            "toewijzingen": [each._asdict() for each in standings],
            "bewaking": watching,
            "map": str(folder) if kept else None,
        }
        screen.write_json(told)
    else:
        told_in_short = {name: [in_short(kind, data) for kind, data in told] for name, told in watching.items()}
        demo_screen.show(screen.console(), story, played, standings, told_in_short, folder, kept=kept)
    return 0


def _watch(story: Watched, folder: Path) -> list[tuple[str, dict[str, Any]]]:
    """Play a story of a region that is watched; what was told about its norms and budgets, in order."""
    inbox = folder / "inbox"
    inbox.mkdir(parents=True, exist_ok=True)
    for name, message in story.messages:
        (inbox / f"{name}.xml").write_bytes(message)
    _quiet_key(folder / "sluis.db")
    asked = argparse.Namespace(
        inbox=inbox,
        outbox=folder / "outbox",
        database=f"sqlite:///{quote(str(folder / 'sluis.db'))}",
        region=[contracts_dir() / "regions" / story.region],
        today=story.day,
        schemas=None,
        again=False,
    )
    with contextlib.redirect_stderr(io.StringIO()):
        asyncio.run(process.process_inbox(asked))
    told = [json.loads(line) for line in (folder / "outbox" / "events.ndjson").read_text("utf-8").splitlines()]
    kinds = ((event["type"].rpartition(".")[2], event["data"]) for event in told)
    return [(kind, data) for kind, data in kinds if kind in ("norm", "budget")]


def _quiet_key(database: Path) -> None:
    """Make the key before anybody tells that it was made."""
    if key_store.from_environment() is None:
        key_store.beside(database)


def _write(story: Story, folder: Path) -> None:
    """Put the messages in the inbox; raises UsageError when the folder holds something else than this story."""
    inbox = folder / "inbox"
    ours = {f"{scene.name}.xml": scene.message for scene in story.scenes}
    there = sorted(inbox.iterdir()) if inbox.is_dir() else []
    strange = [file.name for file in there if file.name not in ours]
    if strange or (not there and folder.is_dir() and any(folder.iterdir())):
        raise UsageError(f"de map {folder} is niet leeg. Kies een nieuwe map, of een eerdere van sluis demo.")
    inbox.mkdir(parents=True, exist_ok=True)
    for name, message in ours.items():
        (inbox / name).write_bytes(message)


def _played(scene: Scene, outbox: Path) -> Played:
    document = json.loads((outbox / f"{scene.name}.verdict.json").read_bytes())
    answer = outbox / f"{scene.name}.answer.xml"
    root = xml.parse(answer.read_bytes()) if answer.is_file() else None
    kind, codes = _codes(root) if isinstance(root, etree._Element) else ("", ())
    return Played(
        scene.name,
        scene.told,
        document["bericht"],
        document["outcome"],
        kind,
        codes,
        document["toegekend_cent"],
        _reasons(document, codes),
    )


def _codes(answer: etree._Element) -> tuple[str, tuple[str, ...]]:
    """What kind of answer it is, and the codes in it; nothing to remark is left out beside another code."""
    name = etree.QName(answer)
    kind = "Fo01" if name.localname == "Fo01Bericht" else (name.namespace or "").split("/")[-2].upper()
    found = dict.fromkeys(element.text or "" for element in answer.iter() if etree.QName(element).localname in _CODES)
    codes = tuple(code for code in found if code != NOTHING_TO_REMARK) or tuple(found)
    return kind, codes


def _why(found: dict[str, Any]) -> str:
    """The explanation without what to do now, which is another sentence."""
    explanation: str = found["explanation"]
    if found["rule"] == "XSD":
        return explanation.partition(f" (regel {found['figures'].get('regel')})")[0]
    for rule in all_rules():
        if rule.number == found["rule"] and explanation.endswith(rule.what_now):
            return explanation.removesuffix(rule.what_now).strip()
    return explanation


def _reasons(document: dict[str, Any], codes: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Per finding its code and why; without findings what the code in the answer means."""
    if document["findings"]:
        return tuple((found["retourcode"], _why(found)) for found in document["findings"])
    words = lexicon()
    meanings = ((code, entry.meaning) for code in codes for entry in words.find(code) if isinstance(entry, Code))
    return tuple((code, meaning) for code, meaning in meanings if code != NOTHING_TO_REMARK)


async def _standings(story: Story, url: Url) -> Sequence[Standing]:
    """What the ledger says of the allocations of the story."""
    database = await open_to_look(url, wiring.keys_for(url).fingerprint)
    try:
        async with database.transaction(write=False) as tx:
            numbers = [toewijzing.nummer for _, toewijzing in story.toewijzingen]
            stand = await grootboek.standen(tx, story.gemeente, numbers)
    finally:
        await database.close()
    return [
        Standing(naam, each.nummer, each.budget, stand[each.nummer].cent if each.nummer in stand else 0)
        for naam, each in story.toewijzingen
    ]
