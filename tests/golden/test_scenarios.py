"""The scenarios of several messages: every answer to the code and the cent, and the balances after each."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.balie import Balie, balie, told
from tests.support.berichten import to_xml
from tests.support.scenario import scenario
from tests.support.verzinsel import to_toml

SHEETS = sorted((Path(__file__).parent / "scenarios").glob("*.yaml"))
CONTRACT = {
    "gemeenten": ["0193"],
    "van": "2020-01-01",
    "tot": None,
    "products": [
        {"code": code, "cat": code[:2], "unit": unit, "tariff": tariff}
        for code, unit, tariff in (
            ("50A09", "04", 8730), ("50B01", "01", 156), ("50B02", "14", 25000), ("50B09", "83", None),
            ("45A48", "04", 8725), ("45A04", "04", 8000), ("43A07", "14", 25000), ("43A16", "83", None),
            ("45B48", "83", None),
        )
    ],
}  # fmt: skip


async def played(desk: Balie, sheet: Path) -> None:
    """Hand in every message of a sheet and compare."""
    allocations, messages = scenario(sheet)
    for said in allocations:
        (answered,) = await desk.hand_in(to_xml(said), today=said["today"])
        assert told(answered.antwoord) == {"header": []}
    for said, answer, balances in messages:
        (answered,) = await desk.hand_in(to_xml(said), today=said["today"])
        findings = json.loads(answered.oordeel)["findings"]
        rules = {"rules": sorted({found["rule"] for found in findings})} if "rules" in answer else {}
        assert told(answered.antwoord) | rules == answer
        assert await _balances(desk) == balances


async def _balances(desk: Balie) -> list[str]:
    """The balances that are kept, which must be the sum of the postings."""
    kept = await desk.rows("SELECT toewijzing_nummer, cent, volume, regels FROM saldo WHERE regels <> 0")
    posted = await desk.rows(
        "SELECT toewijzing_nummer, sum(CASE debet_credit WHEN 'D' THEN bedrag ELSE -bedrag END),"
        " sum(CASE debet_credit WHEN 'D' THEN 1 ELSE -1 END) FROM boeking WHERE toegekend = 1"
        " GROUP BY toewijzing_nummer"
    )
    assert {(row[0], row[1], row[3]) for row in kept} == {(n, int(cent), int(k)) for n, cent, k in posted if k}
    return sorted(f"{number} {cent} cent, volume {volume}, {count} regels" for number, cent, volume, count in kept)


def test_all_scenarios_are_there() -> None:
    assert len(SHEETS) == 18


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.stem)
async def test_scenario_on_sqlite(sheet: Path, tmp_path: Path) -> None:
    region = tmp_path / "regio.toml"
    region.write_text(to_toml(CONTRACT))
    async with balie(f"sqlite:///{tmp_path}/sluis.db", [region]) as desk:
        await played(desk, sheet)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.stem)
async def test_scenario_on_postgresql(
    sheet: Path, tmp_path: Path, migrated_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLUIS_KEY", "A" * 43 + "=")
    region = tmp_path / "regio.toml"
    region.write_text(to_toml(CONTRACT))
    async with balie(migrated_database, [region]) as desk:
        await played(desk, sheet)
