"""The page for newcomers works: what it tells to write is a region file without an error or a warning."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from services.shared.region.fout import RegioFout
from services.shared.region.load import load_regio

BLADZIJDE = Path(__file__).parents[2] / "deploy" / "regios" / "eigen-regio.md"


def blokken() -> list[str]:
    return re.findall(r"```toml\n(.*?)```", BLADZIJDE.read_text(encoding="utf-8"), flags=re.DOTALL)


def test_the_first_steps_of_the_page_make_a_complete_region() -> None:
    begin, norm_en_budget, tarieven, bronnen, regel = blokken()
    regio, waarschuwingen = load_regio((begin + norm_en_budget + bronnen + regel).encode(), "2026.toml")
    assert ["IJ04 kan zonder [[standard_budget]] niet beoordeeld worden" in str(w) for w in waarschuwingen] == [True]
    assert load_regio((begin + norm_en_budget).encode(), "2026.toml")[1] == ()
    zonder_product = begin[: begin.index("[[product]]")]
    nieuw, _ = load_regio((zonder_product + tarieven).encode(), "2026.toml")
    assert [nieuw.product("45A48", dag, "12345678")[0].tarief for dag in (date(2026, 6, 30), date(2026, 7, 1))] == [
        8725, 8990,
    ]  # fmt: skip
    assert regio.naam == "Voorbeeldregio"


def test_the_error_that_the_page_shows_is_the_error_that_comes() -> None:
    getoond = re.search(r"^2026\.toml, regel .*$", BLADZIJDE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert getoond is not None
    with pytest.raises(RegioFout) as gevangen:
        load_regio(blokken()[0].replace('"04"', "4").encode(), "2026.toml")
    assert str(gevangen.value).startswith(getoond.group().removesuffix(" ..."))
