"""Controleer of toon een regiobestand: de afspraken van een regio over producten, tarieven, budgetten en normen.

  sluis region check BESTAND ...   zegt wat er mis is (bestand, regel, tabel en sleutel) en waarop u moet letten
  sluis region show BESTAND|NAAM   toont wat er is afgesproken; NAAM is een meegeleverde regio, zoals ijsselland

Status: 0 bruikbaar, ook met waarschuwingen; 1 fouten, of de regio is niet bekend; 2 verkeerd gebruik.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from services.cli import screen
from services.shared.platform.resources import contracts_dir
from services.shared.region.contract import Regio
from services.shared.region.fout import Fout, RegioFout, Waarschuwing
from services.shared.region.load import load_regio
from services.shared.region.regios import Regios


def configure(parser: argparse.ArgumentParser) -> None:
    """The subcommands and their options."""
    kinds = parser.add_subparsers(dest="wat", metavar="check|show", required=True)
    check = kinds.add_parser("check", help="controleer regiobestanden, ook of zij samengaan")
    check.add_argument("files", nargs="+", type=Path, metavar="BESTAND")
    check.add_argument("--json", action="store_true", help="als JSON op stdout")
    show = kinds.add_parser("show", help="toon wat een regiobestand zegt")
    show.add_argument("name", metavar="BESTAND|NAAM", help="een bestand, of de naam van een meegeleverde regio")
    show.add_argument("--json", action="store_true", help="als JSON op stdout")


def run(options: argparse.Namespace) -> int:
    """Do one of the subcommands."""
    return _check(options.files, as_json=options.json) if options.wat == "check" else _show(options)


class _Loaded:
    """Region files that were read: those that can be used, and everything that is to be told about all."""

    def __init__(self, files: Sequence[Path]) -> None:
        self.regios: list[Regio] = []
        self.errors: list[Fout] = []
        self.warnings: list[Waarschuwing] = []
        for file in files:
            self._load(file)
        if not self.errors:
            try:
                Regios(self.regios)
            except RegioFout as error:
                self.errors += error.fouten

    def _load(self, file: Path) -> None:
        try:
            regio, warnings = load_regio(file.read_bytes(), str(file))
        except RegioFout as error:
            self.errors += error.fouten
        except OSError as error:
            self.errors.append(Fout(str(file), None, None, None, f"het bestand is niet te lezen ({error.strerror})"))
        else:
            self.regios.append(regio)
            self.warnings += warnings


def _check(files: Sequence[Path], *, as_json: bool) -> int:
    loaded = _Loaded(files)
    if as_json:
        screen.write_json(
            {
                "bruikbaar": not loaded.errors,
                "fouten": [fault._asdict() for fault in loaded.errors],
                "waarschuwingen": [{**told._asdict(), "cijfers": dict(told.cijfers)} for told in loaded.warnings],
            }
        )
        return 1 if loaded.errors else 0
    for warning in loaded.warnings:
        print(f"let op: {warning}")
    for fault in loaded.errors:
        print(f"fout: {fault}", file=sys.stderr)
    if loaded.errors:
        print(f"Niet bruikbaar: {_count(len(loaded.errors), 'fout', 'fouten')}.", file=sys.stderr)
        return 1
    for regio in loaded.regios:
        print(f"{regio.bestand}: bruikbaar. {_summary(regio)}")
    return 0


def _summary(regio: Regio) -> str:
    counts = [
        _count(len(regio.gemeenten), "gemeente", "gemeenten"),
        _count(len(regio.producten), "product", "producten"),
        _count(len(regio.normen), "norm", "normen"),
        _count(len(regio.budgetten), "budget", "budgetten"),
        _count(len({rule.nummer for rule in regio.regels}), "eigen regel", "eigen regels"),
    ]
    return f"{regio.naam}: {', '.join(each for each in counts if not each.startswith('0 '))}."


def _count(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"


def _show(options: argparse.Namespace) -> int:
    files = _named(options.name)
    if not files:
        known = ", ".join(folder.name for folder in _shipped())
        print(f"sluis region: {options.name} is geen bestand en geen meegeleverde regio ({known}).", file=sys.stderr)
        return 1
    loaded = _Loaded(files)
    for fault in loaded.errors:
        print(f"fout: {fault}", file=sys.stderr)
    if loaded.errors:
        return 1
    from services.cli import region_screen
    from services.cli.lexicon import lexicon

    if options.json:
        screen.write_json([region_screen.as_json(regio) for regio in loaded.regios])
        return 0
    out, words = screen.console(), lexicon()
    for position, regio in enumerate(loaded.regios):
        if position:
            out.print()
        region_screen.show(out, regio, words)
    for warning in loaded.warnings:
        print(f"let op: {warning}")
    return 0


def _shipped() -> list[Path]:
    """The folders of the regions that travel with the program."""
    return sorted(folder for folder in (contracts_dir() / "regions").iterdir() if folder.is_dir())


def _named(name: str) -> list[Path]:
    """The file of that name, or every file of the shipped region, oldest first."""
    if Path(name).is_file():
        return [Path(name)]
    asked = name.casefold().replace(" ", "-")
    return [file for folder in _shipped() if folder.name == asked for file in sorted(folder.glob("*.toml"))]
