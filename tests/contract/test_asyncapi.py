"""contracts/asyncapi.yaml passes the official parser. It comes from npm; without node and npm this is left out."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import NoReturn

import pytest

from services.shared.platform.resources import contracts_dir

PARSER = "@asyncapi/parser@3.6.6"
FOLDER = Path(__file__).parents[2] / ".servers" / "asyncapi-parser-3.6.6"
SECONDS = 300
SCRIPT = """
const { readFileSync } = require("node:fs");
const { Parser } = require("@asyncapi/parser");
const file = process.argv[2];
new Parser().parse(readFileSync(file, "utf8"), { source: file }).then(({ document, diagnostics }) => {
  const wrong = diagnostics.filter((each) => each.severity < 2);
  for (const each of wrong) console.log(`${each.path.join("/")}: ${each.message}`);
  console.log(document ? `read ${document.channels().all().length} channels` : "not read");
  process.exit(document && wrong.length === 0 ? 0 : 1);
});
"""


@pytest.fixture(scope="module")
def parser() -> Path:
    """A folder with the parser and a script that runs it; made once and kept."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        _cannot("node and npm are not on this machine")
    if not (FOLDER / "done").is_file():
        _install()
    (FOLDER / "check.cjs").write_text(SCRIPT)
    return FOLDER


def _install() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "package.json").write_text('{"private": true}\n')
    options = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
    try:
        subprocess.run(["npm", "install", *options, PARSER], cwd=FOLDER, check=True, timeout=SECONDS)
    except (subprocess.SubprocessError, OSError) as error:
        _cannot(f"npm could not install {PARSER} ({type(error).__name__})")
    (FOLDER / "done").touch()


def _cannot(reason: str) -> NoReturn:
    """On CI nothing may be left out."""
    text = f"the AsyncAPI document is NOT checked: {reason}"
    if os.environ.get("CI"):
        pytest.fail(text)
    pytest.skip(text)


def _parse(parser: Path, document: Path) -> subprocess.CompletedProcess[str]:
    command = ["node", "check.cjs", str(document)]
    return subprocess.run(command, cwd=parser, capture_output=True, text=True, timeout=SECONDS, check=False)


def test_the_document_passes_the_official_parser(parser: Path) -> None:
    done = _parse(parser, contracts_dir() / "asyncapi.yaml")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("read ")


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("action: send", "action: zend"),
        ("./events/norm.schema.json", "./events/weg.schema.json"),
        ("asyncapi: 3", "asyncapi: 9"),
    ],
    ids=["onbekende actie", "schema dat er niet is", "onbekende versie"],
)
def test_the_check_bites(parser: Path, tmp_path: Path, was: str, becomes: str) -> None:
    copy = shutil.copytree(contracts_dir(), tmp_path / "contracts") / "asyncapi.yaml"
    text = copy.read_text()
    assert was in text
    copy.write_text(text.replace(was, becomes))
    assert _parse(parser, copy).returncode != 0
