"""The frame of the repository: locks that agree, nothing of one machine, and a top level without surprises."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from pathlib import Path

import yaml

_ROOT = Path(__file__).resolve().parents[2]
_TOP = {
    "services", "schemas", "contracts", "deploy", "tests", "pyproject.toml", "README.md", "justfile", "publiccode.yml",
    "LICENSE", ".gitignore", ".ci", "requirements.lock", "requirements-dev.lock", "SECURITY.md", "CHANGELOG.md",
    "CONTRIBUTING.md", "WOORDEN.md",
}  # fmt: skip
_HOSTS = re.compile(r"pypi\.o[r]g|pythonh[o]sted|npmj[s]\.|maven\.o[r]g|deb\.debi[a]n|proxy\.gol[a]ng|crates\.i[o]")


def _files() -> list[Path]:
    """What git tracks or would track, and outside of git all that is not made by a tool."""
    asked = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=_ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if asked.returncode == 0:
        names = [Path(name) for name in asked.stdout.split("\0") if name]
    else:
        made = re.compile(r"^\.(?!ci|gitignore)|__pycache__|^node_modules$|^dist$|^build$|\.db(-|$)")
        every = [path.relative_to(_ROOT) for path in _ROOT.rglob("*")]
        names = [name for name in every if not any(made.search(part) for part in name.parts)]
    return [name for name in names if (_ROOT / name).is_file()]


def _pins(lock: str) -> dict[str, str]:
    text = (_ROOT / lock).read_text(encoding="utf-8")
    return dict(re.findall(r"^([\w.-]+)==(\S+)", text, re.MULTILINE))


def _normal(requirement: str) -> str:
    return re.split(r"[\[>=<~! ]", requirement)[0].lower().replace("_", "-")


def test_the_top_level_holds_only_what_belongs_there() -> None:
    assert {name.parts[0] for name in _files()} - _TOP == set()


def test_the_development_lock_names_all_of_the_other_with_the_same_versions() -> None:
    runtime, development = _pins("requirements.lock"), _pins("requirements-dev.lock")
    assert {name: development.get(name) for name in runtime} == runtime


def test_every_declared_dependency_is_locked_and_weighed() -> None:
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    decisions = (_ROOT / "deploy" / "decisions" / "0001-dependencies.md").read_text(encoding="utf-8")
    wanted = {_normal(each) for each in project["dependencies"]}
    locked = {name.lower().replace("_", "-") for name in _pins("requirements.lock")}
    assert wanted - locked == set()
    assert {name for name in wanted if name not in decisions} == set()
    developers = {_normal(each) for each in project["optional-dependencies"]["dev"]}
    locked = {name.lower().replace("_", "-") for name in _pins("requirements-dev.lock")}
    assert developers - locked == set()


def test_every_locked_package_has_hashes_and_no_address() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock", "deploy/local/requirements.lock"):
        text = (_ROOT / lock).read_text(encoding="utf-8")
        blocks = re.split(r"^(?=[\w.-]+==)", text, flags=re.MULTILINE)[1:]
        assert blocks, lock
        assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []
        assert "://" not in text
        assert "--index-url" not in text


def test_no_tracked_file_names_a_registry_or_a_folder_of_one_machine() -> None:
    folder = re.compile(rf"{re.escape(str(_ROOT))}(?![\w-])|(?<![\w.])/ro[o]t/|(?<![\w.])/wo[r]k/")
    guilty = []
    for name in _files():
        content = (_ROOT / name).read_bytes()
        if len(content) < 3_000_000 and b"\0" not in content[:1000]:
            text = content.decode("utf-8", errors="replace")
            guilty += [str(name)] if _HOSTS.search(text) or folder.search(text) else []
    assert guilty == []


def test_the_licence_is_the_same_everywhere() -> None:
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    published = yaml.safe_load((_ROOT / "publiccode.yml").read_text(encoding="utf-8"))
    licence = (_ROOT / "LICENSE").read_text(encoding="utf-8")
    assert project["license"] == published["legal"]["license"] == "EUPL-1.2"
    assert licence.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert project["version"] == published["softwareVersion"]


def test_ci_calls_the_test_command_of_the_readme() -> None:
    script = _ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert "python3 deploy/test.py" in script.read_text(encoding="utf-8")
    assert "python3 deploy/test.py" in (_ROOT / "README.md").read_text(encoding="utf-8")
    assert "python3 deploy/start.py" in (_ROOT / "README.md").read_text(encoding="utf-8")


def test_every_link_of_a_page_leads_to_something() -> None:
    pages = [name for name in _files() if name.suffix == ".md" and name.parts[0] != "tests"]
    assert Path("README.md") in pages
    broken = []
    for page in pages:
        text = re.sub(r"```.*?```", "", (_ROOT / page).read_text(encoding="utf-8"), flags=re.DOTALL)
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            if not re.match(r"[a-z]+:", target) and not _leads(_ROOT / page, target):
                broken.append(f"{page}: {target}")
    assert broken == []


def _leads(page: Path, target: str) -> bool:
    """Whether a relative link leads to a file, and to a heading in it when it names one."""
    name, _, heading = target.partition("#")
    file = page.parent / name if name else page
    if not file.exists() or not heading:
        return file.exists()
    headings = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
    return heading in {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}


def test_every_decision_has_a_number_of_its_own_and_says_when_to_look_again() -> None:
    found = sorted((_ROOT / "deploy" / "decisions").glob("*.md"))
    assert [page.name[:4] for page in found] == [f"{number:04d}" for number in range(1, len(found) + 1)]
    for page in found:
        text = page.read_text(encoding="utf-8")
        assert text.startswith(f"# {page.name[:4]}: "), page.name
        assert re.search(r"^Status: \w+\. Look again at: \S", text, re.MULTILINE), page.name
        assert len(text.splitlines()) <= 60, page.name


def test_every_word_of_the_list_is_used_in_the_code_and_stands_in_order() -> None:
    lines = (_ROOT / "WOORDEN.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")][1:]
    terms = [row[0] for row in rows]
    assert terms == sorted(terms, key=lambda term: term.lower().replace("-", ""))
    assert {len(row) for row in rows} == {3}
    code = "".join(path.read_text(encoding="utf-8").lower() for path in sorted((_ROOT / "services").rglob("*.py")))
    unused = [word for term in terms for word in term.split(", ") if word.lower() not in code]
    assert unused == []
