"""The environment is made with an optimised Python of the same version where there is one."""

from __future__ import annotations

import importlib
import sys
import sysconfig
from pathlib import Path
from types import ModuleType

import pytest

_DEPLOY = Path(__file__).resolve().parents[2] / "deploy"


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module as the two commands of the README load it, on a Python that was built without optimisation."""
    monkeypatch.syspath_prepend(str(_DEPLOY))
    sys.modules.pop("environment", None)
    found = importlib.import_module("environment")
    monkeypatch.setattr(sysconfig, "get_config_var", lambda name: "--prefix=/somewhere")
    monkeypatch.setattr(sys, "base_prefix", "/somewhere")
    return found


def system_python(module: ModuleType, monkeypatch: pytest.MonkeyPatch, folder: Path, script: str) -> Path:
    """A stand-in for the Python of the system, that answers as the script says."""
    made = folder / "python3"
    made.write_text(f"#!/bin/sh\n{script}\n")
    made.chmod(0o755)
    monkeypatch.setattr(module, "_SYSTEM_PYTHON", made)
    return made


def own_version() -> str:
    return f"{sys.version_info[0]}.{sys.version_info[1]}"


def test_the_optimised_python_of_the_system_is_chosen_when_it_is_the_same_version(
    environment: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    system = system_python(environment, monkeypatch, tmp_path, f"echo {own_version()}")
    assert environment.interpreter() == str(system)


@pytest.mark.parametrize(
    "script", ["echo 3.99", "echo Traceback >&2; exit 1", "exit 0"], ids=["other version", "no ensurepip", "silent"]
)
def test_a_python_of_the_system_that_cannot_serve_is_left_alone(
    environment: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str
) -> None:
    system_python(environment, monkeypatch, tmp_path, script)
    assert environment.interpreter() == sys.executable


def test_an_optimised_python_stays_what_was_chosen(
    environment: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    system_python(environment, monkeypatch, tmp_path, f"echo {own_version()}")
    monkeypatch.setattr(sysconfig, "get_config_var", lambda name: "'--enable-optimizations'")
    assert environment.interpreter() == sys.executable


def test_without_a_python_of_the_system_the_running_one_is_used(
    environment: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(environment, "_SYSTEM_PYTHON", tmp_path / "python3")
    assert environment.interpreter() == sys.executable
