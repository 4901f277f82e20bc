"""The command explains itself in Dutch, and what is asked wrongly ends with status 2 and a hint."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

from services.cli.__main__ import COMMANDS
from services.cli.parser import in_dutch
from tests.support.sluis import sluis


def test_without_a_command_it_says_what_it_is_and_where_to_begin(tmp_path: Path) -> None:
    said = sluis(tmp_path)
    assert said.err == ""
    assert "Begin met: sluis demo" in said.out
    assert [name for name in COMMANDS if f"\n  {name} " not in said.out] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(tmp_path: Path, name: str) -> None:
    assert importlib.import_module(f"services.cli.{name}").__doc__
    said = sluis(tmp_path, name, "--help")
    assert said.status == 0
    assert said.out.startswith(f"gebruik: sluis {name}")
    assert re.findall(r"positional arguments|show this help|usage:", said.out) == []


def test_a_command_that_does_not_exist_gets_a_hint(tmp_path: Path) -> None:
    said = sluis(tmp_path, "chek")
    assert said.status == 2
    assert "bedoelt u check?" in said.err
    assert "kies uit: process, " in sluis(tmp_path, "zzzz").err


def test_the_version_is_told(tmp_path: Path) -> None:
    said = sluis(tmp_path, "--version")
    assert (said.status, bool(re.fullmatch(r"sluis \d+\.\d+\.\d+\n*", said.out))) == (0, True)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("check",), "verplicht, maar niet opgegeven: BESTAND"),
        (("check", "a", "b"), "onbekende opgave: b"),
        (("check", "a", "--today", "morgen"), "--today: een datum is JJJJ-MM-DD"),
        (("check", "a", "--today"), "--today vraagt een waarde"),
        (("process", "inbox"), "verplicht, maar niet opgegeven: --outbox"),
        (("region", "maak"), "'maak' kan niet; kies uit 'check', 'show'"),
    ],
)
def test_misuse_is_told_in_dutch_with_status_two(tmp_path: Path, words: tuple[str, ...], told: str) -> None:
    said = sluis(tmp_path, *words)
    assert said.status == 2
    assert told in said.err
    assert f"Zie sluis {words[0]} --help." in said.err


def test_what_is_not_known_stays_as_it_is() -> None:
    assert in_dutch("iets anders") == "iets anders"
