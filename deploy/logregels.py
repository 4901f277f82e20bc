"""Writes deploy/logregels.md anew: every log event, with the levels and fields that the calls in the code give it."""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_START = """# Logregels

Elke dienst schrijft op standaarduitvoer één regel JSON per gebeurtenis. Deze lijst is gesloten: een andere naam of een
ander veld komt er niet uit, en de tekst van een fout ook niet, want die kan een bericht aanhalen. Een logregel bevat
dus nooit een naam, BSN, geboortedatum, adres of geweigerde waarde, en mag mee met een melding.

Overal staan `event`, `level`, `dienst` en `timestamp` (UTC). Deze lijst wordt uit de code gemaakt
(`deploy/logregels.py`) en een test bewaakt dat zij klopt.

| Naam | Niveau | Betekenis | Velden |
|---|---|---|---|
"""
_BY_THE_GUARD = {"bibliotheek": "bibliotheek, niveau", "onverwachte_fout": ""}
_LEVELS = ("info", "warning", "error")


@dataclass(slots=True)
class Use:
    """How the code tells one event."""

    levels: set[str] = field(default_factory=set)
    fields: set[str] = field(default_factory=set)


def uses(services: Path = ROOT / "services") -> Mapping[str, Use]:
    """Every name that a call of ``logs(...)`` gives; raises ValueError for a name or level that cannot be read."""
    found: dict[str, Use] = defaultdict(Use)
    for path in sorted(services.rglob("*.py")):
        for function in _functions(ast.parse(path.read_text(encoding="utf-8"))):
            for call in _calls(function):
                use = found[_constants(call.args[0])[0]]
                use.levels.update(_constants(call.args[1]) if len(call.args) > 1 else ["info"])
                use.fields.update(_fields(call, function))
    return found


def log_table(meanings: Iterable[tuple[str, str]]) -> str:
    """The document, with the events in the order of the list."""
    used = uses()
    rows = []
    for name, meaning in meanings:
        use = used.get(name, Use({"warning"}, set()))
        fields = _BY_THE_GUARD.get(name) or ", ".join(sorted(use.fields))
        levels = ", ".join(level for level in _LEVELS if level in use.levels)
        rows.append(f"| `{name}` | {levels} | {meaning} | {fields} |\n")
    return _START + "".join(rows)


def told_by_the_guard() -> frozenset[str]:
    """The names that no call gives: the guard of the log tells them."""
    return frozenset(_BY_THE_GUARD)


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """The outer functions; those inside them come along."""
    for parent in ast.walk(tree):
        if isinstance(parent, ast.Module | ast.ClassDef):
            yield from (each for each in parent.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef))


def _calls(function: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and node.args and _name(node.func) == "logs":
            yield node


def _name(called: ast.expr) -> str:
    return called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""


def _constants(value: ast.expr) -> list[str]:
    """The texts that an argument can be: a constant, or a choice between two."""
    if isinstance(value, ast.IfExp):
        return [*_constants(value.body), *_constants(value.orelse)]
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return [value.value]
    raise ValueError(f"regel {value.lineno}: geef de naam en het niveau van een logregel als tekst")


def _fields(call: ast.Call, function: ast.AST) -> Iterator[str]:
    """The fields of a call; of ``**about`` those of the dictionary of that name in the same function."""
    for keyword in call.keywords:
        if keyword.arg is not None:
            yield keyword.arg
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Dict):
                for key in node.value.keys:
                    if isinstance(key, ast.Constant) and isinstance(key.value, str):
                        yield key.value


def main() -> int:
    """Run with the Python of the environment: ``.venv/bin/python deploy/logregels.py``."""
    sys.path.insert(0, str(ROOT))
    from services.shared.platform.observability import LOG_EVENTS

    (ROOT / "deploy" / "logregels.md").write_text(log_table(LOG_EVENTS.items()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
