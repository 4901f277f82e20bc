"""The test command says aloud what was not tested, and forgives nothing on CI."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

_DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
_REPORT = """<testsuites><testsuite>
<testcase classname="a" name="goed"/>
<testcase classname="a" name="fout"><failure message="nee"/></testcase>
<testcase classname="a" name="stuk"><error message="nee"/></testcase>
<testcase classname="a" name="later"><skipped message="geen server"/></testcase>
</testsuite></testsuites>"""


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(_DEPLOY))
    monkeypatch.delenv("CI", raising=False)
    spec = importlib.util.spec_from_file_location("deploy_test", _DEPLOY / "test.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _conclusion(command: ModuleType, capsys: pytest.CaptureFixture[str], *outcome: object) -> tuple[int, list[str]]:
    status = command._conclude(*outcome)
    return status, capsys.readouterr().out.splitlines()


def test_counts_come_from_the_report_of_the_tests(command: ModuleType, tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(_REPORT, encoding="utf-8")
    assert command._counts(report) == (1, 2, ["a::later: geen server"])


def test_all_passed_is_success_and_the_last_line_is_the_count(
    command: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    status, lines = _conclusion(command, capsys, [], 0, 7, 0, [])
    assert (status, lines[-1]) == (0, "7 passed, 0 failed")


def test_what_was_skipped_is_told_with_its_reason(command: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    status, lines = _conclusion(command, capsys, [], 0, 7, 0, ["a::b: geen server"])
    assert (status, lines[-1]) == (0, "7 passed, 0 failed, 1 skipped")
    assert "!!   a::b: geen server" in lines


def test_on_ci_a_skipped_test_is_a_failure(
    command: ModuleType, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    assert _conclusion(command, capsys, [], 0, 7, 0, ["a::b: geen server"])[0] == 1


@pytest.mark.parametrize(
    "outcome",
    [
        pytest.param((["mypy"], 0, 7, 0, []), id="een-controle-is-rood"),
        pytest.param(([], 1, 7, 1, []), id="een-test-is-rood"),
        pytest.param(([], 5, 0, 0, []), id="er-was-geen-test"),
        pytest.param(([], 124, 7, 0, []), id="het-duurde-te-lang"),
    ],
)
def test_anything_wrong_is_a_failure(
    command: ModuleType, capsys: pytest.CaptureFixture[str], outcome: tuple[object, ...]
) -> None:
    assert _conclusion(command, capsys, *outcome)[0] == 1
