"""Knows the commands of ``sluis`` and starts the one that was asked for."""

from __future__ import annotations

import importlib
import io
import os
import signal
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from importlib.metadata import version

from services.cli.parser import DutchParser

COMMANDS = {
    "process": "beoordeel alle berichten in een map en schrijf de antwoorden",
    "check": "beoordeel één bericht en leg het uit, zonder iets op te slaan",
    "explain": "leg een retourcode of regel uit",
    "rules": "toon alle regels",
    "demo": "speel een kleine regio na en laat zien wat Sluis doet",
    "region": "controleer of toon een regiobestand",
    "normen": "toon de normen per aanbieder, of reken ze na",
    "budgetten": "toon de regionale budgetten, of reken ze na",
    "afspraak": "leg een afspraak vast die in geen bericht staat",
    "rekenhulp": "bereken het standaardbudget bij een plan",
    "serve": "start alle diensten in één proces, zonder andere servers",
    "run": "start één dienst: toewijzing, declaratie, normbewaking of gateway",
    "migrate": "breng een database naar de nieuwste versie",
    "topics": "maak de topics in Apache Kafka",
    "status": "toon hoe het met alle diensten is",
    "bericht": "toon de levensloop van een bericht, met elke envelop",
    "parked": "bekijk wat geparkeerd is en beslis erover",
}
_ABOUT = """Sluis beoordeelt iJw-berichten tussen gemeenten en jeugdhulpaanbieders: toewijzingen (JW301) en declaraties
(JW323, JW303) gaan erin, en elk bericht krijgt zijn antwoord, met een oordeel dat zegt waarom.

Nieuw hier? Begin met: sluis demo"""
_SERVICES = ("run", "serve")
_EXAMPLES = """
voorbeelden:
  sluis demo
  sluis process inbox --outbox outbox --region contracts/regions/ijsselland/2023.toml
  sluis check declaratie.xml
  sluis explain 9369

Elk commando legt zichzelf uit: sluis process --help
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit status: 0 done, 1 something went wrong, 2 asked in a wrong way."""
    _write_what_the_terminal_can()
    words = list(sys.argv[1:] if argv is None else argv)
    name = words[0] if words else ""
    if name not in COMMANDS:
        return _without_command(words)
    if name in _SERVICES:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # until the service itself listens
    command = importlib.import_module(f"services.cli.{name}")
    parser = DutchParser(prog=f"sluis {name}", description=command.__doc__)
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


def _write_what_the_terminal_can() -> None:
    """A character that the encoding of a terminal does not know becomes a question mark instead of an error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _without_command(words: Sequence[str]) -> int:
    lines = "\n".join(f"  {name:<10} {text}" for name, text in COMMANDS.items())
    parser = DutchParser(
        prog="sluis",
        usage="sluis COMMANDO [opties]",
        description=_ABOUT,
        epilog=f"commando's:\n{lines}\n{_EXAMPLES}",
    )
    parser.add_argument("--version", action="version", version=f"sluis {version('sluis')}", help="toon de versie")
    if not words:
        parser.print_help()
        return 2
    parser.parse_known_args(words)
    near = get_close_matches(words[0], COMMANDS, n=1)
    hint = f"bedoelt u {near[0]}?" if near else f"kies uit: {', '.join(COMMANDS)}"
    parser.error(f"onbekend commando {words[0]!r}; {hint}")
    return 2


if __name__ == "__main__":
    sys.exit(main())
