"""Makes every event that Sluis knows happen, and collects them as they leave: one line of JSON each, and as records."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

from jsonschema import Draft202012Validator, FormatChecker

from services.gateway.stuf import told as stuf
from services.shared.desk import events
from services.shared.dossier.enveloppen import Envelop
from services.shared.platform.log.port import Record
from services.shared.platform.resources import contracts_dir
from tests.support.berichten import to_xml
from tests.support.opdracht import Opdracht
from tests.support.regio import KOP

Event = dict[str, Any]
MOMENT = "2026-03-01T10:00:00.000+00:00"

BSN, NAME, BORN, POSTCODE = "123456782", "Proef", "2012-05-05", "8000AA"
PERSONAL = (BSN, f">{NAME}<", BORN, POSTCODE, "Achternaam")
PROVIDER = "12345678"
REGION = (
    KOP.replace('name = "Proef"', 'name = "Proefregio"')
    + """
[[norm]]
product = "54B01"
year = 2024
hours_per_client = 1
minimum_clients = 1

[[budget]]
segment = "2"
subsegment = "Logeren"
year = 2024
amount = 10000
products = ["45A48"]

[[rule]]
number = "IJ01"
severity = "signal"
from = 2024-01-01
"""
)


def allocation(ident: str, number: int, **changed: Any) -> bytes:
    """A JW301 with one product: an amount of 45A48, unless ``changed`` says otherwise."""
    product = {
        "nr": number, "cat": "45", "code": "45A48", "td": "2024-01-01", "tt": f"10:0{number}:00", "ing": "2024-01-01",
        "eind": "2024-12-31", "reden": None, "omvang": (1_000_000, "83", "6"), "budget": None,
    } | changed  # fmt: skip
    said = {"kind": "JW301", "ident": ident, "dag": "2024-01-02", "prov": PROVIDER, "bsn": BSN, "prods": [product]}
    return to_xml(said)


def declaration(ident: str, number: int, **changed: Any) -> bytes:
    """A JW323 with one line of 1.00 euro on an allocation, unless ``changed`` says otherwise."""
    line = {
        "ref": f"R{ident}", "vorig": None, "nr": number, "cat": "45", "code": "45A48",
        "p": ("2024-03-01", "2024-03-31"), "vol": 100, "eh": "83", "tar": None, "bedrag": 100, "dc": "D",
    } | changed  # fmt: skip
    said = {
        "kind": "JW323", "ident": ident, "dag": "2024-04-02", "afz": PROVIDER, "dn": f"D{ident}",
        "dp": ("2024-03-01", "2024-03-31"), "clients": [(BSN, [line])],
    }  # fmt: skip
    return to_xml(said)


MESSAGES: Sequence[tuple[str, bytes]] = (
    ("a1-toewijzing", allocation("A1", 1)),
    ("a2-toewijzing-uren", allocation("A2", 2, cat="54", code="54B01", omvang=(100, "04", "6"))),
    ("a3-gewijzigd", allocation("A3", 1, reden="02", tt="11:00:00", eind="2024-11-30")),
    ("a4-signaal", allocation("A4", 3, code=None, omvang=None, budget=5000)),
    ("b1-toegekend", declaration("B1", 1, vol=9000, bedrag=9000)),
    ("b2-toegekend-uren", declaration("B2", 2, cat="54", code="54B01", eh="04", vol=10, tar=9000, bedrag=90000)),
    ("b3-afgewezen", declaration("B3", 99)),
    ("c1-onleesbaar", b"<geen>" + BSN.encode() + b"</geen>"),
    ("c2-geparkeerd", allocation("C2", 7).replace(b"0193", b"0363")),
)
"""Messages by name, in the order in which they are processed; every event of a judging service comes from them."""


def processed(folder: Path) -> list[Event]:
    """The events of ``sluis process`` over MESSAGES."""
    region = folder / "proef.toml"
    region.write_text(REGION)
    run = Opdracht(folder, regions=(region,))
    for name, data in MESSAGES:
        run.put(f"{name}.xml", data)
    done = run.run(today="2024-06-01")
    assert done.status == 0, done.stderr
    return run.events()


def structured(record: Record) -> Event:
    """A record on an event topic as one structured event."""
    head = {name.removeprefix("ce_"): value.decode() for name, value in record.headers}
    kind = head.pop("content-type")
    return {**head, "datacontenttype": kind, "data": json.loads(record.value or b"")}


def of_envelopes() -> list[Event]:
    """The events of the GGk about one envelope, as the code that tells them writes them."""
    each = Envelop(
        envelop_id=1, richting="uit", sleutel="a", berichtcode="Di01", referentienummer=str(uuid4()),
        cross_refnummer=None, functie="JW301", zender="0193", ontvanger=PROVIDER, identificatie=None,
        bron="urn:nld:sluis:gateway", levering=str(uuid4()), bij=None, vingerafdruk=b"", stand="bezorgd", reden=None,
        pogingen=1, volgende_poging=0, wanneer=0, sinds=MOMENT, klaar=None, uiterlijk="2026-03-05", alarm=0,
        beantwoord=0, antwoord=None,
    )  # fmt: skip
    told = [
        stuf.bezorgd(each, "ggk", 1, MOMENT),
        stuf.mislukt(each, "ggk", 0, MOMENT, "te groot"),
        stuf.fout_terug(each, each, "StUF055", MOMENT),
        stuf.te_laat(each, "in gevaar", MOMENT),
        stuf.geweigerd(each, each, ["0001"], [12], MOMENT),
    ]
    return [json.loads(events.structured(waiting)) for waiting in told]


@cache
def validator(name: str) -> Draft202012Validator:
    """The schema of this name, checked itself."""
    schema = json.loads((contracts_dir() / "events" / f"{name}.schema.json").read_text())
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=FormatChecker())


def described() -> set[str]:
    """The types for which there is a schema."""
    found = {file.name.removesuffix(".schema.json") for file in (contracts_dir() / "events").glob("*.schema.json")}
    return found - {"cloudevent"}


def faults(event: Event) -> list[str]:
    """What is wrong with an event: as a CloudEvent, and by the schema of its type."""
    name = event["type"].removeprefix("nl.sluis.")
    if name not in described():
        return [f"{event['type']} is not described"]
    both = [*validator("cloudevent").iter_errors(event), *validator(name).iter_errors(event["data"])]
    return [f"{name}: {'/'.join(map(str, error.absolute_path))}: {error.message}" for error in both]
