"""A made-up region of which every verdict is known goes through the real command, and every answer is right."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.load import inbox as made
from tests.support.load.lines import Plan
from tests.support.load.markup import STYLES, Style
from tests.support.load.outcome import differences
from tests.support.load.world import SITES, TODAY, region_file

_CLIENTS = 130
_SITES = SITES[:2]


@dataclass(frozen=True, slots=True)
class Region:
    """A folder in which everything of one made-up region stands."""

    folder: Path

    @property
    def outbox(self) -> Path:
        """Where the answers are."""
        return self.folder / "outbox"

    @property
    def database(self) -> Path:
        """What is remembered."""
        return self.folder / "dossier.db"

    def inbox(self, name: str) -> made.Inbox:
        """A folder of messages that is still empty."""
        return made.Inbox(self.folder / name)

    def process(self, inbox: made.Inbox) -> dict[str, object]:
        """Hand a folder in to the command; its summary."""
        command = [sys.executable, "-m", "services.cli", "process", str(inbox.folder), "--outbox", str(self.outbox)]
        command += ["--database", f"sqlite:///{self.database}", "--region", str(self.folder / "region.toml")]
        done = subprocess.run(
            [*command, "--today", TODAY.isoformat(), "--json"], capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == 0, done.stderr
        summary: dict[str, object] = json.loads(done.stdout)
        return summary


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Region:
    """Two sites with their allocations handed in and accepted."""
    region = Region(tmp_path_factory.mktemp("region"))
    (region.folder / "region.toml").write_text(region_file(), encoding="utf-8")
    granted = region.inbox("toewijzingen")
    for site in _SITES:
        made.allocations(granted, site, range(_CLIENTS), "tab")
    region.process(granted)
    assert differences(granted, region.outbox) == []
    return region


def test_every_line_of_five_months_gets_the_code_and_the_cents_that_it_must_get(region: Region) -> None:
    declared = region.inbox("declaraties")
    for site in _SITES:
        made.declarations(declared, Plan(site, _CLIENTS, strangers=True), 20, 260, style="tab")
    summary = region.process(declared)
    assert differences(declared, region.outbox) == []
    assert summary["regels"] == declared.lines
    assert summary["toegekend_cent"] == sum(each.toegekend for each in declared.expected.values())


def test_the_balances_equal_what_was_granted_on_each_allocation(region: Region) -> None:
    with sqlite3.connect(region.database) as connection:
        different = connection.execute(
            "SELECT count(*) FROM saldo s WHERE cent <> (SELECT sum(CASE debet_credit WHEN 'D' THEN bedrag ELSE -bedrag"
            " END) FROM boeking b WHERE b.gemeente = s.gemeente AND b.toewijzing_nummer = s.toewijzing_nummer"
            " AND toegekend = 1)"
        ).fetchone()
        sums = connection.execute("SELECT sum(cent) FROM saldo").fetchone()
    connection.close()
    verdicts = [json.loads(file.read_bytes()) for file in region.outbox.glob("*.verdict.json")]
    assert different == (0,)
    assert sums == (sum(each["toegekend_cent"] for each in verdicts if each["bericht"] == "JW323"),)


@pytest.mark.parametrize("style", STYLES)
def test_the_layout_of_a_message_changes_nothing_in_its_verdict(region: Region, style: Style) -> None:
    month = 6 + STYLES.index(style)
    declared = region.inbox(f"stijl-{style}")
    made.declarations(declared, Plan(_SITES[0], _CLIENTS, "all"), 2, 520, first_month=month, style=style)
    region.process(declared)
    assert differences(declared, region.outbox) == []
    verdict = json.loads((region.outbox / f"{min(declared.expected)}.verdict.json").read_bytes())
    assert (
        Counter(each["retourcode"] for each in verdict["findings"])
        == declared.expected[min(declared.expected)].prestaties
    )


def test_a_message_that_is_refused_as_a_whole_leaves_nothing_behind(region: Region) -> None:
    plan = Plan(_SITES[0], _CLIENTS, "none")
    wrong = made.declarations(region.inbox("totaal"), plan, 1, 1040, first_month=9, cents_too_many=1)
    broken = made.declarations(region.inbox("schema"), plan, 1, 1040, first_month=9, schema_errors=True)
    for inbox in (wrong, broken):
        region.process(inbox)
        assert differences(inbox, region.outbox) == []
    right = made.declarations(region.inbox("goed"), plan, 1, 1040, first_month=9)
    region.process(right)
    assert differences(right, region.outbox) == []


def test_handing_the_same_folder_in_again_judges_nothing(region: Region) -> None:
    declared = region.inbox("nog-eens")
    made.declarations(declared, Plan(_SITES[1], _CLIENTS, "none"), 4, 260, first_month=10)
    region.process(declared)
    summary = region.process(declared)
    assert (summary["berichten"], summary["al_beantwoord"]) == (0, 4)
    assert differences(declared, region.outbox) == []


def test_the_same_arguments_make_the_same_bytes(tmp_path: Path) -> None:
    folders = [tmp_path / "a", tmp_path / "b"]
    for folder in folders:
        made.declarations(made.Inbox(folder), Plan(SITES[2], 50, strangers=True), 6, 100, style="minimal")
    first, second = ([file.read_bytes() for file in sorted(folder.iterdir())] for folder in folders)
    assert first == second
