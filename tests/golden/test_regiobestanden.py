"""The region files that Sluis ships hold what the documents say, and tell what they do not."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from services.shared.region.load import load_regio
from services.shared.region.regios import Regios
from services.shared.region.schema import schema
from tests.support.regio import REGIOMAP, bestand

BESTANDEN = sorted(REGIOMAP.glob("*/*.toml"))


def waarschuwingen(naam: str) -> list[str]:
    return [str(w) for w in load_regio((REGIOMAP / naam).read_bytes(), naam)[1]]


def als_json(waarde: Any) -> Any:
    if isinstance(waarde, dict):
        return {sleutel: als_json(deel) for sleutel, deel in waarde.items()}
    if isinstance(waarde, list):
        return [als_json(deel) for deel in waarde]
    return waarde.isoformat() if isinstance(waarde, date) else waarde


def test_the_shipped_files_go_together() -> None:
    samen = Regios(bestand(f"{pad.parent.name}/{pad.name}") for pad in BESTANDEN)
    assert samen.namen() == ("IJsselland", "Lekstroom", "Noord-Limburg")
    assert len(samen.gemeenten()) == 11 + 5 + 7


@pytest.mark.parametrize("pad", BESTANDEN, ids=lambda pad: pad.parent.name)
def test_a_shipped_file_satisfies_the_published_schema(pad: Path) -> None:
    gepubliceerd = json.loads((REGIOMAP / "region.schema.json").read_text(encoding="utf-8"))
    assert gepubliceerd == schema(), "write contracts/regions/region.schema.json again from schema()"
    Draft202012Validator(gepubliceerd).validate(als_json(tomllib.loads(pad.read_text(encoding="utf-8"))))


def test_ijsselland_is_as_the_documents_say() -> None:
    regio = bestand("ijsselland/2023.toml")
    assert waarschuwingen("ijsselland/2023.toml") == []
    assert regio.organisatie == "RSJ IJsselland"
    assert {b.nummer: b.bedrag for b in regio.standaardbudgetten} == {
        1: 100_000, 2: 200_000, 3: 300_000, 4: 500_000, 5: 800_000, 6: 1_200_000, 7: 1_500_000, 8: 2_000_000,
    }  # fmt: skip
    assert [b.nummer for b in regio.standaardbudgetten if b.medisch] == [1, 2, 3, 4, 5]
    groepen = {p.groep for p in regio.producten if p.categorie == "50" and p.groep}
    assert groepen == {"licht", "middel", "middelzwaar", "zwaar"}
    assert sum(p.categorie == "50" and p.tarief is not None and p.geldig_tot is None for p in regio.producten) >= 3
    (verblijf,) = regio.product("54011", date(2023, 5, 1), "12345678")
    assert (verblijf.eenheid, verblijf.voorbeeld) == ("14", False)
    assert verblijf.categorie != "50"


def test_ijsselland_marks_every_code_that_no_document_names() -> None:
    assert {p.code for p in bestand("ijsselland/2023.toml").producten if not p.voorbeeld} == {"54011"}


def test_lekstroom_is_as_the_letter_says() -> None:
    regio = bestand("lekstroom/2024.toml")
    assert waarschuwingen("lekstroom/2024.toml") == []
    assert {n.product: n.minuten for n in regio.normen} == {"54B01": 900, "54B02": 1740, "54B03": 300}
    assert {n.naam for n in regio.normen} == {p.naam for p in regio.producten}


def test_noord_limburg_keeps_what_the_document_says_and_tells_where_it_contradicts_itself() -> None:
    regio = bestand("noord-limburg/2022.toml")
    assert set(regio.gemeenten) == {"0889", "0893", "0907", "0983", "0984", "1507", "1894"}
    assert sum(b.bedrag for b in regio.budgetten if b.segment == "4") == 2_066_994_400
    assert {b.segment for b in regio.budgetten if b.uitgezonderde_gemeenten} == {"3", "4"}
    ggz, segment2, segment3 = waarschuwingen("noord-limburg/2022.toml")
    assert "'12.489.00'" in ggz
    assert "€ 12.489.000,00" in ggz
    assert "€ 4.207.470,00" in segment2
    assert "€ 4.309.470,00" in segment2
    assert "€ 5.067.135,00" in segment3
    assert "€ 5.067.130,00" in segment3


def test_every_shipped_table_names_where_it_comes_from() -> None:
    for pad in BESTANDEN:
        inhoud = tomllib.loads(pad.read_text(encoding="utf-8"))
        assert set(inhoud) - {"region", "sources"} == set(inhoud["sources"])
        assert inhoud["region"]["sources"]
