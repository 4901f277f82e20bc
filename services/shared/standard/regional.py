"""Knows what judging asks of the rules that a region agreed beside the standard, whatever those rules are.

Where the standard has no code for what a region forbids, a JW301 is refused with 0001 and a line with S329, outside
the contract (derived): 0001 would refuse a whole declaration, so that what was rightly delivered would not be paid.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from services.shared.standard.messages.jw301 import ToegewezenProduct
from services.shared.standard.messages.jw323 import Prestatie
from services.shared.standard.view import Toewijzing
from services.shared.verdict.signal import Remark, Signal


class Regional(Protocol):
    """The regional rules with what is known around them, for one batch of messages."""

    def of_product(
        self, gemeente: str, aanbieder: str, product: ToegewezenProduct, huidig: Toewijzing | None
    ) -> Sequence[Remark]:
        """What the rules say of an allocated product; ``huidig`` is the version that counts until this message."""

    def speaks_of(self, prestatie: Prestatie, toewijzing: Toewijzing) -> bool:
        """Whether any rule can have something to say of this line; asked first because it is cheap."""

    def per_year(self, prestatie: Prestatie, toewijzing: Toewijzing) -> bool:
        """Whether the Budget is counted per year of the allocation, so that TR369 does not look at its whole term."""

    def of_line(self, prestatie: Prestatie, toewijzing: Toewijzing) -> Sequence[Remark]:
        """What the rules say of a line, after what the lines before it left."""

    def granted(self, prestatie: Prestatie, toewijzing: Toewijzing) -> None:
        """A line was granted: it counts in its year."""


def signal(remark: Remark, path: str) -> Signal:
    """What stays of a remark in the verdict; ``path`` is that of the judged part."""
    return Signal(
        remark.rule, f"{path}/{remark.element}" if remark.element else path, remark.explanation, remark.judged
    )
