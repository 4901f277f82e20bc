"""The wheel holds all that Sluis needs: installed anywhere, far from a checkout, it finds its schemas and contracts."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(target)]
    subprocess.run(command, cwd=_ROOT, check=True, capture_output=True, timeout=120)
    (built,) = target.glob("*.whl")
    return built


def test_the_wheel_carries_every_schema_contract_and_data_file(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("schemas", "contracts"):
        wanted = {
            f"services/bundled/{path.relative_to(_ROOT).as_posix()}"
            for path in (_ROOT / folder).rglob("*")
            if path.is_file() and not path.name.startswith(".") and "__pycache__" not in path.parts
        }
        assert wanted - inside == set()
    data = {
        path.relative_to(_ROOT).as_posix()
        for path in (_ROOT / "services").rglob("*")
        if path.is_file() and path.suffix != ".pyc" and "bundled" not in path.parts
    }
    assert data - inside == set()


def test_the_wheel_carries_no_tests_and_no_deployment(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"services"}


def test_an_unpacked_wheel_finds_its_own_files_and_starts_far_from_a_checkout(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    program = (
        "from services.shared.platform.resources import contracts_dir, schemas_dir\n"
        "print(schemas_dir(), contracts_dir())\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    asked = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=environment, check=True, capture_output=True, text=True
    )
    site = tmp_path / "site" / "services" / "bundled"
    assert asked.stdout.split() == [str(site / "schemas"), str(site / "contracts")]
    started = subprocess.run(
        [sys.executable, "-m", "services.cli", "rules"], cwd=tmp_path, env=environment, check=False, capture_output=True
    )
    assert started.returncode == 0
