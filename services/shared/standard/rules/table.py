"""Writes the rule table for people: what Sluis judges, in which order, and what it leaves out and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from services.shared.standard.catalogue import CatalogueRule
from services.shared.standard.rule import Rule

_NIVEAUS = {
    "xsd": "1 schema",
    "message": "2 bericht",
    "cross-message": "3 berichtoverstijgend",
    "external": "4 extern",
    "process": "geen",
}
_INLEIDING = """\
# De regels die Sluis toepast

Deze tabel wordt uit de code gemaakt (`deploy/regels.py`) en een test bewaakt dat zij klopt. De nummers zijn die van de
iJw-standaard 3.2. Een nummer dat met `JW303-` begint is **afgeleid**: van release 2.3 zijn geen regels gepubliceerd, en
wij hebben ze opgemaakt uit de codes in het schema. `sluis explain` gevolgd door een code of nummer vertelt meer.

Niveau 1 is het schema (Fo01), niveau 2 kijkt binnen het bericht (0001 in de header), niveau 3 naar eerdere berichten en
niveau 4 naar de datum, de gemeentelijst en het contract.
"""
_GEDAAN = """
## Wat wordt beoordeeld

| Regel | Code | Niveau | Berichten | Onderdeel | Betekenis | Pas na |
|---|---|---|---|---|---|---|
"""
_NIET = """
## Wat niet als regel in de code staat

| Regel | Niveau | Berichten | Betekenis | Waarom niet |
|---|---|---|---|---|
"""
_DEELS = """
## Berichten waarop een regel niet wordt toegepast

| Regel | Bericht | Waarom niet |
|---|---|---|
"""


def rule_table(rules: Iterable[Rule], catalogue: Sequence[CatalogueRule]) -> str:
    """The whole table in markdown; Dutch."""
    coded = {number: list(same) for number, same in groupby(sorted(rules, key=_number), key=_number)}
    done = [_judged(row, coded.get(row.nummer, ())) for row in catalogue if row.module is not None]
    left = [_left_out(row) for row in catalogue if row.niet_als_regel is not None]
    partly = [_row(row.nummer, bericht, why) for row in catalogue for bericht, why in row.niet_voor.items()]
    return "".join((_INLEIDING, _GEDAAN, *done, _NIET, *left, _DEELS, *partly))


def _number(rule: Rule) -> str:
    return rule.number


def _judged(row: CatalogueRule, rules: Sequence[Rule]) -> str:
    after = sorted({number for rule in rules for number in rule.after})
    meaning = row.betekenis
    if any(rule.needs_contract for rule in rules):
        alone = all(rule.needs_contract for rule in rules)
        meaning += " *Alleen met een regiobestand.*" if alone else " *Deels alleen met een regiobestand.*"
    return _row(
        f"{row.nummer} (afgeleid)" if row.afgeleid else row.nummer,
        row.retourcode or "",
        _NIVEAUS[row.niveau],
        ", ".join(bericht for bericht in row.berichten if bericht not in row.niet_voor),
        ", ".join(row.klassen),
        meaning,
        ", ".join(after),
    )


def _left_out(row: CatalogueRule) -> str:
    name = f"{row.nummer} (afgeleid)" if row.afgeleid else row.nummer
    return _row(name, _NIVEAUS[row.niveau], ", ".join(row.berichten), row.betekenis, row.niet_als_regel or "")


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |\n"
