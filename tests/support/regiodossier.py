"""Runs the regional commands of ``sluis`` on one database, and reads verdicts, events and rows as plain values."""

from __future__ import annotations

import contextlib
import io
import json
import os
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from services.cli.__main__ import main
from tests.support.berichten import BASIS, SPACE, to_xml
from tests.support.regio import REGIOMAP

IJSSELLAND = REGIOMAP / "ijsselland" / "2023.toml"
LEKSTROOM = REGIOMAP / "lekstroom" / "2024.toml"
NOORD_LIMBURG = REGIOMAP / "noord-limburg" / "2022.toml"
AGB = "12345678"
_KEY = b64encode(bytes(range(32))).decode()


def bsn(number: int) -> str:
    """The n-th made-up BSN that passes the elfproef."""
    prefix = 90_000_000 + number
    digits = [int(digit) for digit in str(prefix)]
    check = sum(weight * digit for weight, digit in zip(range(9, 1, -1), digits, strict=True)) % 11
    return f"{prefix}{check}" if check < 10 else bsn(number + 5_000_000)


@dataclass
class Said:
    """How a command ended."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass
class Regiodossier:
    """One database with its inboxes and its outbox."""

    folder: Path
    regions: Sequence[Path]
    url: str = ""
    runs: int = 0
    lines: int = 0
    summaries: list[dict[str, Any]] = field(default_factory=list)

    @property
    def database(self) -> str:
        return self.url or f"sqlite:///{self.folder / 'sluis.db'}"

    @property
    def outbox(self) -> Path:
        return self.folder / "outbox"

    def command(self, *words: object, today: str | None = None, regions: Sequence[Path] | None = None) -> Said:
        """Run one command with database, regions and day."""
        more = [word for region in (self.regions if regions is None else regions) for word in ("--region", region)]
        if words[0] != "rekenhulp":
            more += ["--database", self.database]
        if today:
            more += ["--today", today]
        out, err = io.StringIO(), io.StringIO()
        before = dict(os.environ)
        for name in [name for name in os.environ if name.startswith("SLUIS_")]:
            del os.environ[name]
        os.environ["SLUIS_KEY"] = _KEY
        try:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                status = main([str(word) for word in (*words, *more)])
        except SystemExit as end:
            status = int(end.code or 0)
        finally:
            os.environ.clear()
            os.environ.update(before)
        return Said(status, out.getvalue(), err.getvalue())

    def process(
        self, *messages: dict[str, Any] | bytes, today: str, regions: Sequence[Path] | None = None
    ) -> list[dict[str, Any]]:
        """Hand in messages as one run; the verdict of each."""
        self.runs += 1
        inbox = self.folder / f"inbox{self.runs}"
        inbox.mkdir()
        names = [f"{self.runs:03}-{number:03}" for number in range(len(messages))]
        for name, message in zip(names, messages, strict=True):
            (inbox / f"{name}.xml").write_bytes(message if isinstance(message, bytes) else to_xml(message))
        done = self.command("process", inbox, "--outbox", self.outbox, "--json", today=today, regions=regions)
        assert done.status == 0, done.err
        self.summaries.append(done.json)
        return [json.loads((self.outbox / f"{name}.verdict.json").read_text()) for name in names]

    def events(self, kind: str) -> list[dict[str, Any]]:
        """The data of the events whose type ends in ``.kind``, in order."""
        file = self.outbox / "events.ndjson"
        if not file.is_file():
            return []
        found = [json.loads(line) for line in file.read_text().splitlines()]
        return [event["data"] for event in found if event["type"].endswith(f".{kind}")]

    def normen(self, today: str) -> list[dict[str, Any]]:
        """The rows of ``sluis normen``."""
        done = self.command("normen", "--json", today=today)
        assert done.status == 0, done.err
        return done.json  # type: ignore[no-any-return]

    def budgetten(self, today: str) -> dict[str, dict[str, Any]]:
        """The rows of ``sluis budgetten`` by subsegment."""
        done = self.command("budgetten", "--json", today=today)
        assert done.status == 0, done.err
        return {row["subsegment"]: row for row in done.json}

    def line(self, nr: int, code: str, vol: int, tar: int | None, month: str, **more: Any) -> dict[str, Any]:
        """A line in a whole month (``2024-02``); its amount is volume times tariff."""
        self.lines += 1
        year, number = map(int, month.split("-"))
        last = 31 if number in (1, 3, 5, 7, 8, 10, 12) else 30 if number != 2 else 29 if year % 4 == 0 else 28
        said = {
            "ref": f"R{self.lines}", "vorig": None, "nr": nr, "cat": code[:2], "code": code, "vol": vol, "tar": tar,
            "p": (f"{month}-01", f"{month}-{last}"), "eh": "83" if tar is None else "04", "dc": "D",
            "bedrag": vol if tar is None else vol * tar,
        }  # fmt: skip
        return {**said, **more}


def toewijzing(nr: int, client: str, day: str, product: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A JW301 with one product; ``product`` says ``cat code ing eind omvang budget`` as far as it differs."""
    standard = {"nr": nr, "code": None, "td": day, "ing": day, "eind": None, "reden": None, "omvang": None}
    standard["budget"] = None
    said = {"kind": "JW301", "ident": f"A{nr}", "dag": day, "prov": AGB, "bsn": client, "prods": [standard | product]}
    return {**said, **more}


def declaratie(
    number: int, day: str, month: str, clients: Sequence[tuple[str, Sequence[dict[str, Any]]]], **more: Any
) -> dict[str, Any]:
    """A JW323 over a whole month."""
    year, m = map(int, month.split("-"))
    last = 31 if m in (1, 3, 5, 7, 8, 10, 12) else 30 if m != 2 else 29 if year % 4 == 0 else 28
    said = {"kind": "JW323", "ident": f"D{number}", "dag": day, "afz": AGB, "dn": f"N{number}",
            "dp": (f"{month}-01", f"{month}-{last}"), "clients": clients}  # fmt: skip
    return {**said, **more}


def verzoek(reference: str, client: str, day: str, verwijzer: str, gemeente: str = "0193") -> bytes:
    """A JW315 with one product, as XML."""
    base, own = BASIS, SPACE.format("jw315")
    return (
        f'<m:Bericht xmlns:m="{own}" xmlns:i="{base}"><m:Header><m:BerichtCode>446</m:BerichtCode>'
        "<m:BerichtVersie>3</m:BerichtVersie><m:BerichtSubversie>2</m:BerichtSubversie>"
        f"<m:Afzender>{AGB}</m:Afzender><m:Ontvanger>{gemeente}</m:Ontvanger><m:BerichtIdentificatie>"
        f"<i:Identificatie>V{reference}</i:Identificatie><i:Dagtekening>{day}</i:Dagtekening></m:BerichtIdentificatie>"
        "<m:XsdVersie><i:BasisschemaXsdVersie>1.0.0</i:BasisschemaXsdVersie><i:BerichtXsdVersie>1.0.0"
        f"</i:BerichtXsdVersie></m:XsdVersie></m:Header><m:Client><m:Bsn>{client}</m:Bsn><m:Geboortedatum>"
        "<i:Datum>2012-05-05</i:Datum></m:Geboortedatum><m:Geslacht>1</m:Geslacht><m:Naam><i:Geslachtsnaam>"
        "<i:Achternaam>Proef</i:Achternaam></i:Geslachtsnaam></m:Naam><m:AangevraagdeProducten>"
        f"<m:AangevraagdProduct><m:ReferentieAanbieder>{reference}</m:ReferentieAanbieder><m:Product>"
        "<i:Categorie>50</i:Categorie></m:Product>"
        f"<m:ToewijzingIngangsdatum>{day}</m:ToewijzingIngangsdatum><m:Budget>1200000</m:Budget><m:Verwijzer>"
        f"<i:Type>{verwijzer}</i:Type></m:Verwijzer></m:AangevraagdProduct></m:AangevraagdeProducten></m:Client>"
        "</m:Bericht>"
    ).encode()
