"""Knows what a regional rule is, what it judges, and what it can say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple, Protocol

from services.shared.region.contract import Regio, Zwaarte
from services.shared.region.termijn import Traject

Cijfer = int | str
Cijfers = tuple[tuple[str, Cijfer], ...]


class Toewijzing(Protocol):
    """What the rules read of a ToegewezenProduct. Dates inclusive, ``budget`` in eurocents.

    Without ``categorie`` generic, with only ``categorie`` A-specific, with ``code`` specific.
    """

    @property
    def categorie(self) -> str | None: ...
    @property
    def code(self) -> str | None: ...
    @property
    def toewijzingsdatum(self) -> date: ...
    @property
    def ingangsdatum(self) -> date: ...
    @property
    def einddatum(self) -> date | None: ...
    @property
    def budget(self) -> int | None: ...


class Prestatie(Protocol):
    """What the rules read of a declared line; ``bedrag`` in eurocents, ``debet_credit`` is D or C."""

    @property
    def product_code(self) -> str | None: ...
    @property
    def begin(self) -> date: ...
    @property
    def bedrag(self) -> int: ...
    @property
    def debet_credit(self) -> str: ...


class Vorige(NamedTuple):
    """The version of the allocation that is in force until this message."""

    einddatum: date | None


class Toewijzingsfeiten(NamedTuple):
    """What is known around a ToegewezenProduct: registered offertes (eurocents), the referrer (COD327, None: not
    known) and the version before (None: the allocation is new)."""

    aanbieder: str = ""
    offertes: frozenset[int] = frozenset()
    verwijzer: str | None = None
    vorige: Vorige | None = None


class Prestatiefeiten(NamedTuple):
    """What is known around a Prestatie: its allocation, the agreed kind of traject (None: the length decides), and
    the net eurocents granted in the allocation year of the line, with the lines of this message before it."""

    toewijzing: Toewijzing
    aanbieder: str = ""
    afgesproken: Traject | None = None
    toegekend_in_jaar: int = 0


class Overtreding(NamedTuple):
    """The rule is broken; ``cijfers`` decided it, by a Dutch name."""

    cijfers: Cijfers = ()


class NietBeoordeeld(NamedTuple):
    """The rule could not be judged; ``reden`` says what is missing, in Dutch."""

    reden: str
    cijfers: Cijfers = ()


Oordeel = Overtreding | NietBeoordeeld | None


class Over(StrEnum):
    """The kind of part that a rule judges."""

    TOEGEWEZEN_PRODUCT = "ToegewezenProduct"
    PRESTATIE = "Prestatie"


@dataclass(frozen=True, slots=True)
class Regel:
    """A regional rule with its facts.

    ``retourcode`` is the code of the standard where it has one for this, otherwise None. ``element`` is the element
    that is at fault, relative to the part. ``uitleg`` and ``wat_nu`` are Dutch templates over the figures.
    ``afgesproken`` tells whether a region has the agreement that the rule guards, also without a row for it.
    ``raakt`` (region, allocation, product code, agreed traject) tells cheaply whether a line can ever break the rule;
    None: it must always be asked. Only for rules over a Prestatie; it looks at no date of the line.
    """

    nummer: str
    over: Over
    element: str
    bron: str
    uitleg: str
    wat_nu: str
    afgesproken: Callable[[Regio], bool]
    oordeel: Callable[..., Oordeel]
    retourcode: str | None = None
    raakt: Callable[[Regio, Toewijzing, str, Traject | None], bool] | None = None

    def geldt_in(self, regio: Regio) -> bool:
        """Whether the region has the rule: by a row in its file, or by the agreement that it guards."""
        return regio.heeft_regel(self.nummer) or self.afgesproken(regio)

    def wacht_nog(self, regio: Regio, datum: date) -> bool:
        """Whether the rule says nothing yet on that day, because every row for it begins later.

        A rule with a code of the standard does not wait: the standard itself asks for that ceiling.
        """
        return self.retourcode is None and regio.regel_wacht_nog(self.nummer, datum)

    def zwaarte(self, regio: Regio, datum: date) -> Zwaarte:
        """How heavy a breach counts; with a code of the standard that is a refusal unless the file says otherwise."""
        return regio.zwaarte(self.nummer, datum, Zwaarte.REJECT if self.retourcode else Zwaarte.SIGNAL)

    def toelichting(self, cijfers: Cijfers) -> str:
        """The Dutch explanation: what is wrong and what to do now."""
        return f"{self.uitleg} {self.wat_nu}".format_map(dict(cijfers))
