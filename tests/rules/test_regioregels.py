"""Runs the case sheets of the regional rules: what each allocation or line leads to, over all rules together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from services.shared.region.contract import Regio, Zwaarte
from services.shared.region.load import load_regio
from services.shared.region.rules.beoordelen import Melding, beoordeel_prestatie, beoordeel_toewijzing
from services.shared.region.rules.oordeel import Prestatiefeiten, Toewijzingsfeiten, Vorige
from services.shared.region.termijn import Traject

WORTEL = Path(__file__).parents[2]
VELLEN = sorted((Path(__file__).parent / "regio").glob("*.yaml"))
IJSSELLAND = WORTEL / "contracts" / "regions" / "ijsselland" / "2023.toml"
KAAL = """
[region]
name = "Kaal"
organisation = "Kaal"
valid_from = 2023-01-01
[[municipality]]
code = "0193"
name = "Zwolle"
"""


class Toewijzing(NamedTuple):
    categorie: str | None = "50"
    code: str | None = None
    toewijzingsdatum: date = date(2023, 3, 1)
    ingangsdatum: date = date(2023, 3, 1)
    einddatum: date | None = date(2023, 12, 31)
    budget: int | None = None


class Prestatie(NamedTuple):
    product_code: str | None = "50A09"
    begin: date = date(2023, 4, 1)
    bedrag: int = 8730
    debet_credit: str = "D"


def gevallen() -> Iterator[Any]:
    for vel in VELLEN:
        inhoud = yaml.safe_load(vel.read_text(encoding="utf-8"))
        for naam, geval in inhoud["gevallen"].items():
            yield pytest.param(inhoud["regel"], geval, id=f"{vel.stem}-{naam}")


def regio_van(geval: dict[str, Any]) -> Regio:
    tekst = KAAL + geval["bestand"] if "bestand" in geval else IJSSELLAND.read_text(encoding="utf-8")
    return load_regio((tekst + "\n" + geval.get("bestand_erbij", "")).encode(), "proef.toml")[0]


def meldingen(geval: dict[str, Any]) -> tuple[Melding, ...]:
    feiten = dict(geval.get("feiten", {}))
    toewijzing = Toewijzing(**geval["toewijzing"])
    if "prestatie" in geval:
        afgesproken = Traject(feiten.pop("afgesproken")) if "afgesproken" in feiten else None
        om_de_regel = Prestatiefeiten(toewijzing, "12345678", afgesproken, **feiten)
        return beoordeel_prestatie(Prestatie(**geval["prestatie"]), regio_van(geval), om_de_regel)
    vorige = Vorige(**feiten.pop("vorige")) if "vorige" in feiten else None
    offertes = frozenset(feiten.pop("offertes", ()))
    om_toewijzing = Toewijzingsfeiten("12345678", offertes, feiten.get("verwijzer"), vorige)
    return beoordeel_toewijzing(toewijzing, regio_van(geval), om_toewijzing)


@pytest.mark.parametrize(("regel", "geval"), list(gevallen()))
def test_regional_case(regel: str, geval: dict[str, Any]) -> None:
    gevonden = meldingen(geval)
    assert [m.regel for m in gevonden if m.beoordeeld] == geval["verwacht"]
    assert [m.regel for m in gevonden if not m.beoordeeld] == geval.get("niet_beoordeeld", [])
    assert all(m.zwaarte is not Zwaarte.REJECT for m in gevonden if not m.beoordeeld)
    assert all("{" not in m.toelichting for m in gevonden)
    if "retourcode" in geval:
        assert [m.retourcode for m in gevonden if m.regel == regel] == [geval["retourcode"]]


@pytest.mark.parametrize("vel", VELLEN, ids=lambda vel: vel.stem)
def test_every_sheet_has_a_case_that_passes_and_one_that_fails(vel: Path) -> None:
    inhoud = yaml.safe_load(vel.read_text(encoding="utf-8"))
    assert inhoud["regel"] == vel.stem
    verwacht = [geval["verwacht"] for geval in inhoud["gevallen"].values()]
    assert any(vel.stem in regels for regels in verwacht)
    assert any(vel.stem not in regels for regels in verwacht)


EEN_REGEL = '\n[[rule]]\nnumber = "IJ02"\nseverity = "{}"\nfrom = {}\n'


@pytest.mark.parametrize(
    ("rijen", "zwaarte"),
    [
        ((), Zwaarte.SIGNAL),
        ((("reject", "2023-03-01"),), Zwaarte.REJECT),
        ((("reject", "2023-03-02"),), Zwaarte.SIGNAL),
        ((("reject", "2023-01-01"), ("observe", "2023-02-01")), Zwaarte.OBSERVE),
    ],
)
def test_the_file_says_how_heavy_a_rule_counts_on_the_date_that_matters(
    rijen: tuple[tuple[str, str], ...], zwaarte: Zwaarte
) -> None:
    erbij = "".join(EEN_REGEL.format(*rij) for rij in rijen)
    (melding,) = meldingen({"bestand_erbij": erbij, "toewijzing": {"code": "50A09"}})
    assert (melding.regel, melding.zwaarte, melding.retourcode) == ("IJ02", zwaarte, None)


@pytest.mark.parametrize(("dag", "regels"), [("2023-06-30", []), ("2023-07-01", ["IJ01"])])
def test_a_rule_says_nothing_before_its_first_row_begins(dag: str, regels: list[str]) -> None:
    rij = '\n[[rule]]\nnumber = "IJ01"\nseverity = "{}"\nfrom = {}\n'
    bestand = rij.format("reject", "2023-07-01") + rij.format("reject", "2023-08-01")
    toewijzing = {"categorie": "45", "toewijzingsdatum": date.fromisoformat(dag), "budget": 1}
    for geval in ({"bestand": bestand}, {"bestand": '[a_specific]\ncategories = ["50"]\n' + bestand}):
        assert [m.regel for m in meldingen({**geval, "toewijzing": toewijzing})] == regels


def test_the_ceiling_of_the_standard_does_not_wait_for_a_row() -> None:
    bestand = '[trajectory]\nrestore_months = 24\n[[rule]]\nnumber = "IJ06"\nseverity = "signal"\nfrom = 2023-07-01\n'
    geval = {"bestand": bestand, "toewijzing": {"budget": 1, "einddatum": None}, "prestatie": {}}
    assert [(m.regel, m.zwaarte) for m in meldingen(geval)] == [("IJ06", Zwaarte.REJECT)]


def test_a_file_with_only_the_fixed_tables_has_no_rules() -> None:
    product = '\n[[product]]\ncode = "50G04"\ncategory = "50"\nunit = "04"\ntariff = 1\ngroup = "zwaar"\n'
    geval = {"bestand": product, "toewijzing": {"categorie": "45", "einddatum": None}}
    assert meldingen(geval) == ()
    assert meldingen({**geval, "prestatie": {"product_code": "50G04"}}) == ()
