"""Knows how commands write for people: to the width of the terminal, in colour only on a terminal, and as JSON."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from typing import IO

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

_PLAIN_WIDTH = 100
STYLES = {
    "accepted": "bold green",
    "partly_accepted": "bold yellow",
    "rejected": "bold red",
    "unreadable": "bold red",
    "parked": "bold magenta",
}
OUTCOMES = {
    "accepted": "geaccepteerd",
    "partly_accepted": "deels toegekend",
    "rejected": "afgewezen",
    "unreadable": "onleesbaar",
    "parked": "geparkeerd",
}


def console(file: IO[str] | None = None) -> Console:
    """A console on stdout or ``file``; a text is shown as it is, markup in it means nothing."""
    stream = file or sys.stdout
    width = None if stream.isatty() or "COLUMNS" in os.environ else _PLAIN_WIDTH
    return Console(file=stream, width=width, markup=False, highlight=False, emoji=False)


def heading(text: str) -> Text:
    """A line that opens a part."""
    return Text(text, style="bold")


def labelled(rows: Iterable[tuple[str, str | Text]], *, indent: int = 2) -> RenderableType:
    """Labels with their texts beside them; long texts wrap in their own column."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, style="dim")
    table.add_column(overflow="fold")
    for label, text in rows:
        table.add_row(label, text)
    return indented(table, indent)


def listed(headers: Iterable[str], rows: Iterable[Iterable[str | Text]], *, right: Iterable[int] = ()) -> Table:
    """A table under headers; the columns ``right`` (from 0) are set to the right and keep their width."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    numbers = frozenset(right)
    for position, header in enumerate(headers):
        is_number = position in numbers
        table.add_column(header, justify="right" if is_number else "left", no_wrap=is_number, overflow="fold")
    for row in rows:
        table.add_row(*row)
    return table


def indented(what: RenderableType, by: int = 2) -> Padding:
    """Something moved to the right."""
    return Padding(what, (0, 0, 0, by), expand=False)


def write_json(document: object) -> None:
    """A document as indented JSON on stdout."""
    print(json.dumps(document, ensure_ascii=False, indent=2))
