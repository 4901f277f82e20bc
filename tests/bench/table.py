"""Knows the table at the end: what was measured, against which target, and whether it was met."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement. ``at_least`` when more is better; ``note`` gives the figures behind it."""

    target: str
    what: str
    measured: float
    limit: float
    unit: str = "x"
    at_least: bool = False
    note: str = ""

    @property
    def met(self) -> bool:
        """True when the target is reached, as shown with two decimals."""
        shown = round(self.measured, 2)
        return shown >= self.limit if self.at_least else shown <= self.limit

    def cells(self) -> tuple[str, ...]:
        """The row as text."""
        sign = ">=" if self.at_least else "<="
        return (
            self.target,
            self.what,
            f"{self.measured:.2f} {self.unit}",
            f"{sign} {self.limit:g} {self.unit}",
            "met" if self.met else "NOT MET",
            self.note,
        )


_HEAD = ("target", "what", "measured", "limit", "verdict", "figures")


def table(rows: Sequence[Row]) -> str:
    """All rows under each other in columns."""
    cells = [_HEAD, *(row.cells() for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(_HEAD))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]
    return "\n".join([lines[0], "-" * max(map(len, lines)), *lines[1:]])
