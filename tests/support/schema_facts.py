"""The facts about the iJw messages as the tests read them: schemas/feiten, without the generator."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

SCHEMAS = Path(__file__).resolve().parents[2] / "schemas"
RELEASES = ("3.2", "2.3")


@dataclass(frozen=True, slots=True)
class Declared:
    """What an element may hold: a complex type (children), or a simple type (each layer of facets, widest first)."""

    type_name: str | None
    namespace: str
    children: tuple[dict[str, Any], ...] = ()
    layers: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """One message of one release, able to look up what an element may hold."""

    release: str
    name: str
    facts: dict[str, Any]
    types: dict[str, Any]

    @property
    def namespace(self) -> str:
        return str(self.facts["namespace"])

    @property
    def root(self) -> Declared:
        return self.named(f"{self.facts['prefix']}:{self.facts['rootType']}")

    def child(self, child: dict[str, Any]) -> Declared:
        """What the element of a sequence may hold."""
        if "type" in child:
            return self.named(child["type"])
        base = self.named(child["restriction"]["base"])
        return Declared(None, "", layers=(*base.layers, child["restriction"]))

    def named(self, qname: str) -> Declared:
        prefix, _, name = qname.partition(":")
        if prefix == self.facts["prefix"]:
            return Declared(qname, self.namespace, tuple(self.facts["classes"][name]["children"]))
        if name in self.types["complexTypes"]:
            return Declared(qname, self.types["namespace"], tuple(self.types["complexTypes"][name]["children"]))
        return Declared(qname, "", layers=(self.types["simpleTypes"][name],))


@cache
def messages() -> tuple[Message, ...]:
    """Every message of both releases."""
    found = []
    for release in RELEASES:
        types = json.loads((SCHEMAS / "feiten" / f"types-{release}.json").read_text(encoding="utf-8"))
        facts = json.loads((SCHEMAS / "feiten" / f"messages-{release}.json").read_text(encoding="utf-8"))
        found += [Message(release, name, message, types) for name, message in facts["messages"].items()]
    return tuple(found)
