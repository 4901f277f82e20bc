"""Knows the list of all rules of the standard: what each says, where it applies, and where it stands in this code."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

_RULES = "services.shared.standard.rules"  # a name and no import, because the rule table there reads this module


class CatalogueRule(NamedTuple):
    """A rule by its number in the standard, or ``JW303-<code>`` for one that is derived for release 2.3.

    ``niveau`` is a value of Level, or ``process`` for what is no check on a message. ``betekenis`` is one Dutch
    sentence. Exactly one of ``module`` (in the package of rules) and ``niet_als_regel`` (why there is none) is filled;
    ``niet_voor`` gives the reason for messages that the module leaves out. ``waarschijnlijk`` is the number of the rule
    of 3.2 that a derived rule probably was.
    """

    nummer: str
    soort: str
    berichten: tuple[str, ...]
    niveau: str
    klassen: tuple[str, ...]
    elementen: tuple[str, ...]
    retourcode: str | None
    betekenis: str
    module: str | None
    niet_als_regel: str | None
    niet_voor: Mapping[str, str]
    afgeleid: bool
    waarschijnlijk: str | None


def read_catalogue(text: str) -> tuple[CatalogueRule, ...]:
    """The rules in a catalogue, in its order. Raises ValueError when a row is incomplete or a number comes twice."""
    found = tuple(_row(row) for row in tomllib.loads(text)["regel"])
    numbers = [rule.nummer for rule in found]
    twice = sorted({number for number in numbers if numbers.count(number) > 1})
    if twice:
        raise ValueError(f"the catalogue holds these numbers twice: {', '.join(twice)}")
    return found


@lru_cache(maxsize=1)
def catalogue() -> tuple[CatalogueRule, ...]:
    """The catalogue that travels with this program."""
    return read_catalogue(files(_RULES).joinpath("catalogue.toml").read_text(encoding="utf-8"))


def _row(row: dict[str, Any]) -> CatalogueRule:
    strange = row.keys() - set(CatalogueRule._fields)
    missing = {"nummer", "soort", "berichten", "niveau", "betekenis"} - row.keys()
    if strange or missing:
        raise ValueError(
            f"row {row.get('nummer')} of the catalogue: unknown {sorted(strange)}, missing {sorted(missing)}"
        )
    if ("module" in row) == ("niet_als_regel" in row):
        raise ValueError(f"row {row['nummer']} of the catalogue needs a module or a reason why there is none")
    return CatalogueRule(
        nummer=row["nummer"],
        soort=row["soort"],
        berichten=tuple(row["berichten"]),
        niveau=row["niveau"],
        klassen=tuple(row.get("klassen", ())),
        elementen=tuple(row.get("elementen", ())),
        retourcode=row.get("retourcode"),
        betekenis=row["betekenis"],
        module=row.get("module"),
        niet_als_regel=row.get("niet_als_regel"),
        niet_voor=dict(row.get("niet_voor", {})),
        afgeleid=row.get("afgeleid", False),
        waarschijnlijk=row.get("waarschijnlijk"),
    )
