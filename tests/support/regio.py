"""Knows how to make small region files and postings for tests."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from services.shared.region.boeking import Boeking
from services.shared.region.contract import Regio
from services.shared.region.load import load_regio
from services.shared.region.regios import Regios

REGIOMAP = Path(__file__).parents[2] / "contracts" / "regions"

KOP = """
[region]
name = "Proef"
organisation = "Proefregio"
valid_from = 2024-01-01

[[municipality]]
code = "0193"
name = "Zwolle"

[[municipality]]
code = "0148"
name = "Dalfsen"

[[product]]
code = "54B01"
category = "54"
unit = "04"
tariff = 9000

[[product]]
code = "45A48"
category = "45"
unit = "83"
"""

NORM = """
[[norm]]
product = "54B01"
year = 2024
hours_per_client = 15
"""

BUDGET = """
[[budget]]
segment = "2"
subsegment = "Logeren"
year = 2024
amount = 1000000
products = ["45A48"]
excluded_municipalities = ["0148"]
"""


def regio(tekst: str = KOP, bestand: str = "proef.toml") -> Regio:
    """A region from text that must be right."""
    return load_regio(tekst.encode(), bestand)[0]


def regios(*teksten: str) -> Regios:
    """The set of regions in these texts; the small one with a norm and a budget by default."""
    return Regios(regio(tekst) for tekst in teksten or (KOP + NORM + BUDGET,))


def bestand(naam: str) -> Regio:
    """A region file that Sluis ships, such as ``ijsselland/2023.toml``."""
    return load_regio((REGIOMAP / naam).read_bytes(), naam)[0]


def boeking(
    volume: int = 60,
    *,
    client: str = "a",
    product: str = "54B01",
    eenheid: str = "01",
    cent: int | None = None,
    credit: bool = False,
    begin: date = date(2024, 3, 1),
    eind: date = date(2024, 3, 31),
    gedeclareerd_op: date = date(2024, 4, 10),
    gemeente: str = "0193",
    aanbieder: str = "12345678",
    volgnummer: int = 1,
) -> Boeking:
    """A posting of a granted line; an hour of one client by default, at 1.50 a minute."""
    return Boeking(
        gemeente, aanbieder, product, eenheid, volume, volume * 150 if cent is None else cent, credit,
        client.encode(), begin, eind, gedeclareerd_op, 1, volgnummer,
    )  # fmt: skip
