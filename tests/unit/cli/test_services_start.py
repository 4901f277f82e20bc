"""Starting services: how regions may be named, and what is said when a service cannot go on."""

from __future__ import annotations

import argparse
import asyncio
import socket
from pathlib import Path

import pytest

from services.cli import run, serve
from services.cli.__main__ import main


@pytest.mark.parametrize(
    "words",
    [
        ["declaratie", "--region", "a.toml", "b.toml"],
        ["declaratie", "--region", "a.toml", "--region", "b.toml"],
        ["--region", "a.toml", "b.toml", "declaratie"],
        ["--region", "a.toml", "--region", "b.toml", "--port", "1", "declaratie"],
    ],
)
def test_region_files_may_be_named_together_or_one_by_one(words: list[str]) -> None:
    parser = argparse.ArgumentParser()
    run.configure(parser)
    options = parser.parse_args(words)
    assert run._service(options) == "declaratie"
    assert options.region == ["a.toml", "b.toml"]


def test_an_unknown_service_is_misuse(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "facturatie"]) == 2
    assert "noem een dienst" in capsys.readouterr().err


def test_a_port_in_use_is_told_and_ends_with_status_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("services.cli.run.stop_on_signals", asyncio.Event)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setenv("SLUIS_HOST", "127.0.0.1")
        port = str(taken.getsockname()[1])
        assert main(["run", "toewijzing", "--database", f"sqlite:///{tmp_path}/sluis.db", "--port", port]) == 1
    assert "de poort is al in gebruik" in capsys.readouterr().err


def test_a_crash_is_told_without_the_text_of_the_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def crash(parts: object) -> None:
        raise ZeroDivisionError("999900006")

    monkeypatch.setattr(serve, "_serve", crash)
    assert main(["serve", "--database", f"sqlite:///{tmp_path}/sluis.db"]) == 1
    said = capsys.readouterr().err
    assert "onverwachte fout: ZeroDivisionError" in said
    assert "999900006" not in said
