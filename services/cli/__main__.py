"""Knows the commands of ``sluis`` and starts the one that was asked for."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from importlib.metadata import version

COMMANDS = {
    "process": "beoordeel alle berichten in een map en schrijf de antwoorden",
    "check": "beoordeel één bericht en leg het uit, zonder iets op te slaan",
    "explain": "leg een retourcode of regel uit",
    "rules": "toon alle regels",
    "demo": "speel een kleine regio na en laat zien wat Sluis doet",
    "region": "controleer of toon een regiobestand",
    "serve": "start alle diensten in één proces, zonder andere servers",
    "run": "start één dienst: toewijzing, declaratie, normbewaking of gateway",
    "migrate": "breng een database naar de nieuwste versie",
    "topics": "maak de topics in Apache Kafka",
    "status": "toon hoe het met alle diensten is",
    "parked": "bekijk wat geparkeerd is en beslis erover",
}
_EXAMPLES = """
voorbeelden:
  sluis demo
  sluis process inbox --outbox outbox --region contracts/regions/ijsselland/2023.toml
  sluis check declaratie.xml
  sluis explain 9369

Elk commando legt zichzelf uit: sluis process --help
"""


class _Dutch(argparse.ArgumentParser):
    """An argument parser whose errors name what to do next."""

    def error(self, message: str) -> None:  # type: ignore[override]
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}: {message}\nZie {self.prog} --help.\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit status: 0 done, 1 something went wrong, 2 asked in a wrong way."""
    words = list(sys.argv[1:] if argv is None else argv)
    name = words[0] if words else ""
    if name not in COMMANDS:
        return _without_command(words)
    command = importlib.import_module(f"services.cli.{name}")
    parser = _Dutch(
        prog=f"sluis {name}", formatter_class=argparse.RawDescriptionHelpFormatter, description=command.__doc__
    )
    command.configure(parser)
    options = parser.parse_args(words[1:])
    try:
        return int(command.run(options))
    except KeyboardInterrupt:
        print("\nAfgebroken. Wat klaar was is bewaard; opnieuw starten doet de rest.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _without_command(words: Sequence[str]) -> int:
    lines = "\n".join(f"  {name:<10} {text}" for name, text in COMMANDS.items())
    parser = _Dutch(
        prog="sluis",
        usage="sluis COMMANDO [opties]",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Sluis beoordeelt iJw-berichten tussen gemeenten en jeugdhulpaanbieders.",
        epilog=f"commando's:\n{lines}\n{_EXAMPLES}",
    )
    parser.add_argument("--version", action="version", version=f"sluis {version('sluis')}")
    if not words:
        parser.print_help()
        return 2
    parser.parse_known_args(words)
    parser.error(f"onbekend commando {words[0]!r}; kies uit: {', '.join(COMMANDS)}")
    return 2


if __name__ == "__main__":
    sys.exit(main())
