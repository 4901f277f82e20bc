"""Reads command lines with help and errors in Dutch; an error ends with status 2 and says where the help is."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable
from typing import Any, NoReturn

_ERRORS = (
    (r"the following arguments are required: (.*)", r"verplicht, maar niet opgegeven: \1"),
    (r"unrecognized arguments: (.*)", r"onbekende opgave: \1"),
    (r"argument (.*): expected one argument", r"\1 vraagt een waarde"),
    (r"argument (.*): expected at least one argument", r"\1 vraagt ten minste één waarde"),
    (r"argument (.*): invalid choice: (.*) \(choose from (.*)\)", r"\1: \2 kan niet; kies uit \3"),
    (r"argument (.*): ignored explicit argument (.*)", r"\1 neemt geen waarde"),
    (r"argument (.*): invalid int value: (.*)", r"\1: \2 is geen geheel getal"),
    (r"argument (.*): not allowed with argument (.*)", r"\1 gaat niet samen met \2"),
    (r"ambiguous option: (.*) could match (.*)", r"\1 kan op meer slaan: \2"),
    (r"argument (.*?): (.*)", r"\1: \2"),
)


class _DutchFormatter(argparse.RawDescriptionHelpFormatter):
    def _format_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None) -> str:
        return super()._format_usage(usage, actions, groups, "gebruik: " if prefix is None else prefix)


class DutchParser(argparse.ArgumentParser):
    """An argument parser that speaks Dutch, also for its subcommands."""

    def __init__(self, **settings: Any) -> None:
        settings.setdefault("formatter_class", _DutchFormatter)
        super().__init__(**{**settings, "add_help": False})
        self._positionals.title, self._optionals.title = "argumenten", "opties"
        self.add_argument("-h", "--help", action="help", help="toon deze uitleg")

    def error(self, message: str) -> NoReturn:
        """Tell what is wrong and where the help is; status 2."""
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}: {in_dutch(message)}\nZie {self.prog} --help.\n")


def in_dutch(message: str, known: Iterable[tuple[str, str]] = _ERRORS) -> str:
    """An error of argparse in Dutch; another text as it is."""
    for pattern, dutch in known:
        if re.fullmatch(pattern, message):
            return re.sub(pattern, dutch, message)
    return message
