"""Toon alle regels: nummer, bericht, klasse, controleniveau, code en betekenis, en waarom een regel er niet in zit.

Eerst de regels die Sluis beoordeelt, dan die van regio's, dan wat niet als regel in de code staat, met de reden. Een
nummer dat met JW303- begint is afgeleid: van release 2.3 zijn geen regels gepubliceerd.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

from rich.text import Text

from services.cli import screen
from services.shared.region.rules.beoordelen import REGELS
from services.shared.region.rules.oordeel import Over, Regel
from services.shared.standard.catalogue import CatalogueRule, catalogue

_LEVELS = {"xsd": 1, "message": 2, "cross-message": 3, "external": 4}
_MESSAGE_OF = {Over.TOEGEWEZEN_PRODUCT: "JW301", Over.PRESTATIE: "JW323"}


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument("--bericht", metavar="BERICHT", type=str.upper, help="alleen de regels van dit bericht: JW323")
    parser.add_argument("--json", action="store_true", help="als JSON op stdout")


def run(options: argparse.Namespace) -> int:
    """Show the rules; 1 when no rule is about the message."""
    rules = [rule for rule in catalogue() if options.bericht in (None, *rule.berichten)]
    regional = [rule for rule in REGELS if options.bericht in (None, _MESSAGE_OF[rule.over])]
    if options.json:
        screen.write_json([*(_standard(rule) for rule in rules), *(_regional(rule) for rule in regional)])
    elif rules or regional:
        _show(rules, regional, options.bericht)
    else:
        known = sorted({name for rule in catalogue() for name in rule.berichten})
        screen.console().print(f"Geen regels over {options.bericht}; wel over {', '.join(known)}.")
    return 0 if rules or regional else 1


def _show(rules: Sequence[CatalogueRule], regional: Sequence[Regel], message: str | None) -> None:
    out = screen.console()
    judged = [rule for rule in rules if _reason(rule, message) is None]
    left = [rule for rule in rules if _reason(rule, message) is not None]
    out.print(screen.heading(f"Wat Sluis beoordeelt ({len(judged)})"))
    rows = [(r.nummer, _messages(r), "\n".join(r.klassen), _level(r), r.retourcode or "", r.betekenis) for r in judged]
    out.print(screen.listed(("Regel", "Bericht", "Klasse", "Niveau", "Code", "Betekenis"), rows))
    if regional:
        out.print()
        out.print(screen.heading(f"Regels van regio's ({len(regional)})"))
        told = [(r.nummer, _MESSAGE_OF[r.over], r.over.value, r.retourcode or "signaal", r.bron) for r in regional]
        out.print(screen.listed(("Regel", "Bericht", "Klasse", "Code", "Bron"), told))
    if left:
        out.print()
        out.print(screen.heading(f"Wat niet als regel in de code staat ({len(left)})"))
        why = [
            (r.nummer, _messages(r), _level(r), Text(r.betekenis).append(f"\n{_reason(r, message)}", style="dim"))
            for r in left
        ]
        out.print(screen.listed(("Regel", "Bericht", "Niveau", "Betekenis, en waarom niet"), why))
    out.print()
    out.print(Text("Meer over een regel of code: sluis explain TR369", style="dim"))


def _reason(rule: CatalogueRule, message: str | None) -> str | None:
    """Why Sluis does not judge the rule (for this message), None when it does."""
    if rule.niet_als_regel is not None:
        return rule.niet_als_regel
    return rule.niet_voor.get(message) if message is not None else None


def _messages(rule: CatalogueRule) -> str:
    return "\n".join(name for name in rule.berichten if name not in rule.niet_voor or len(rule.berichten) == 1)


def _level(rule: CatalogueRule) -> str:
    return str(_LEVELS.get(rule.niveau, "-"))


def _standard(rule: CatalogueRule) -> dict[str, Any]:
    return {
        "regel": rule.nummer,
        "soort": rule.soort,
        "berichten": list(rule.berichten),
        "klassen": list(rule.klassen),
        "elementen": list(rule.elementen),
        "niveau": rule.niveau,
        "controleniveau": _LEVELS.get(rule.niveau),
        "retourcode": rule.retourcode,
        "betekenis": rule.betekenis,
        "beoordeeld": rule.module is not None,
        "reden": rule.niet_als_regel,
        "niet_voor": dict(rule.niet_voor),
        "afgeleid": rule.afgeleid,
    }


def _regional(rule: Regel) -> dict[str, Any]:
    return {
        "regel": rule.nummer,
        "soort": "regioregel",
        "berichten": [_MESSAGE_OF[rule.over]],
        "klassen": [rule.over.value],
        "elementen": [rule.element],
        "niveau": "external",
        "controleniveau": 4,
        "retourcode": rule.retourcode,
        "betekenis": rule.bron,
        "beoordeeld": True,
        "reden": None,
        "niet_voor": {},
        "afgeleid": False,
    }
