"""Knows what surrounds a part while it is judged: the rest of its message and what was remembered before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol

from services.shared.standard.messages.jw303 import Header303
from services.shared.standard.messages.jw323 import Declaratie

VERWIJDERD = "13"
"""RedenWijziging of an allocation that the municipality removed."""


class ContractProduct(Protocol):
    """A product as the region agreed it. ``tarief`` is in eurocents per ``eenheid``; None for Eenheid 83."""

    @property
    def code(self) -> str: ...

    @property
    def categorie(self) -> str: ...

    @property
    def eenheid(self) -> str: ...

    @property
    def tarief(self) -> int | None: ...


class Toewijzing(NamedTuple):
    """The version of an allocation that counts: the one with the latest Toewijzingsdatum and -tijd (IV013).

    ``client`` is the keyed pseudonym of the BSN. Dates are inclusive, ``budget`` is in eurocents.
    """

    gemeente: str
    toewijzing_nummer: int
    aanbieder: str
    client: bytes
    categorie: str | None
    code: str | None
    toewijzingsdatum: date
    toewijzingstijd: str
    ingangsdatum: date
    einddatum: date | None
    reden_wijziging: str | None
    volume: int | None
    eenheid: str | None
    frequentie: str | None
    budget: int | None

    @property
    def verwijderd(self) -> bool:
        """True when the municipality removed the allocation (RedenWijziging 13)."""
        return self.reden_wijziging == VERWIJDERD


class Stand:
    """What stands on an allocation: net granted eurocents, net granted volume in the smallest unit of its kind
    (minutes for hours and minutes), and the number of granted lines that were not credited."""

    __slots__ = ("cent", "regels", "volume")

    def __init__(self, cent: int = 0, volume: int = 0, regels: int = 0) -> None:
        self.cent = cent
        self.volume = volume
        self.regels = regels


class Debet(NamedTuple):
    """A line that was judged earlier, as far as a credit must repeat it; ``toegekend`` false when it was refused."""

    gemeente: str
    toewijzing_nummer: int
    product_categorie: str
    product_code: str
    begin: date
    eind: date
    geleverd_volume: int
    eenheid: str
    product_tarief: int | None
    bedrag: int
    debet_credit: str
    toegekend: bool


class BerichtView(NamedTuple):
    """For rules of level message: what the message itself says around the part. Dagtekening is that of the header."""

    dagtekening: date
    declaratie: Declaratie | None = None


class HeaderView(NamedTuple):
    """For rules on a header (TR056, TR135, TR378): the day of judging and what is known of the sender."""

    today: date
    identificatie_bekend: bool
    gemeente_bekend: bool


class DeclaratieView(NamedTuple):
    """For rules on Declaratie (TR333, TR318). ``laatste_begin``: first day of the latest processed DeclaratiePeriode
    of this provider at this municipality, None when there is none."""

    nummer_bekend: bool
    laatste_begin: date | None


class ClientView(NamedTuple):
    """For rules on Client (TR304): did this municipality ever allocate something for him to this provider?"""

    client_bekend: bool


@dataclass(slots=True)
class PrestatieView:
    """For rules on a line, in the order of assessment (credits first): what stands when its turn comes.

    ``toewijzing``         latest version of the allocation when it is of this provider and this client, else None
    ``stand``              what is granted on it before this line
    ``producten``          contract products for ProductCode on the first day of ProductPeriode; None when no region
                           file is in force (rules that need a contract are then not asked)
    ``referentie_bekend``  the provider used ReferentieNummer before
    ``debet``              for a credit: the line that VorigReferentieNummer names, else None
    ``debet_van_client``   for a credit: that line is on an allocation of this client
    ``gecrediteerd``       for a credit: an accepted credit for that line exists already
    ``eerder_debet``       for a debit: a granted, uncredited debit with the same allocation, product and period exists
    """

    declaratie: Declaratie
    toewijzing: Toewijzing | None
    stand: Stand
    producten: Sequence[ContractProduct] | None
    referentie_bekend: bool
    debet: Debet | None
    debet_van_client: bool
    gecrediteerd: bool
    eerder_debet: bool


class ToegewezenProductView(NamedTuple):
    """For rules on ToegewezenProduct of a JW301.

    ``gemeente``, ``aanbieder``, ``client``  of the message; ``client`` is the pseudonym
    ``huidig``              latest version known under this ToewijzingNummer at this municipality, else None
    ``referentie_gebruikt`` an earlier version of this allocation carried the same ReferentieAanbieder
    ``toegekend_open``      a granted, uncredited line exists on it
    ``producten``           contract products for the code on the date that matters; None without region file
    """

    gemeente: str
    aanbieder: str
    client: bytes
    huidig: Toewijzing | None
    referentie_gebruikt: bool
    toegekend_open: bool
    producten: Sequence[ContractProduct] | None


class Header303View(NamedTuple):
    """For derived rules on the header of a JW303."""

    today: date
    gemeente_bekend: bool
    factuurnummer_bekend: bool


class Prestatie303View(NamedTuple):
    """For derived rules on a line of a JW303; fields as in PrestatieView.

    ``toewijzing_van_ander`` is true when the number is known but belongs to another provider;
    ``toewijzing_van_andere_client`` when it is of this provider but of another client.
    """

    header: Header303
    toewijzing: Toewijzing | None
    toewijzing_van_ander: bool
    stand: Stand
    producten: Sequence[ContractProduct] | None
    referentie_bekend: bool
    debet: Debet | None
    debet_van_client: bool
    gecrediteerd: bool
