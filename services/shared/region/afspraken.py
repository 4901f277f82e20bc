"""Knows the agreements that no message carries, each with two dates: when it holds and since when it is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from services.shared.region.termijn import Traject


class Vastlegging(NamedTuple):
    """Who recorded an agreement, why, since when it is known, and when it holds (inclusive, None: no border).

    ``volgnummer`` is the order in which agreements were recorded; of two that say something else, the later counts.
    """

    volgnummer: int
    bekend: date
    auteur: str
    reden: str
    van: date | None = None
    tot: date | None = None

    def geldt_op(self, dag: date) -> bool:
        """Whether the agreement holds on that day."""
        return (self.van is None or self.van <= dag) and (self.tot is None or dag <= self.tot)


class Toewijzing(NamedTuple):
    """The allocation that an agreement is about; it may be recorded before the allocation is known."""

    gemeente: str
    aanbieder: str
    nummer: int


class Contractjaar(NamedTuple):
    """The provider, code and year that an agreement is about."""

    aanbieder: str
    product: str
    jaar: int


class Uitkomst(StrEnum):
    """How an improvement agreement ended, or that it has not ended."""

    OPEN = "open"
    NAGEKOMEN = "nagekomen"
    NIET_NAGEKOMEN = "niet_nagekomen"


class Offerte(NamedTuple):
    """A budget in eurocents that provider and Toegang agreed on, instead of a standard budget."""

    toewijzing: Toewijzing
    bedrag: int
    vastlegging: Vastlegging


class Verwijzing(NamedTuple):
    """Who referred (COD327), where no JW315 says so."""

    toewijzing: Toewijzing
    verwijzer: str
    vastlegging: Vastlegging


class Trajectkeuze(NamedTuple):
    """That an allocation is herstel or duurzaam, whatever its length."""

    toewijzing: Toewijzing
    soort: Traject
    vastlegging: Vastlegging


class Toestemming(NamedTuple):
    """Permission to exceed a norm, up to a limit in minutes per client."""

    contractjaar: Contractjaar
    limiet_minuten: int
    vastlegging: Vastlegging


class Gesprek(NamedTuple):
    """A conversation about a deviation, of which there is a report."""

    contractjaar: Contractjaar
    vastlegging: Vastlegging


class Verbetering(NamedTuple):
    """An agreement on improvement, confirmed by letter, and what became of it."""

    contractjaar: Contractjaar
    uitkomst: Uitkomst
    vastlegging: Vastlegging


Afspraak = Offerte | Verwijzing | Trajectkeuze | Toestemming | Gesprek | Verbetering


class Verzoek(NamedTuple):
    """What links a referrer of a JW315 to the JW301 that answers it."""

    gemeente: str
    aanbieder: str
    referentie: str


class Afspraken:
    """All agreements as known on a day, to be looked up; ``bekend_op`` None means everything recorded.

    ``verzoeken`` holds the referrers (COD327) of requests that were received.
    """

    def __init__(
        self,
        afspraken: Iterable[Afspraak] = (),
        verzoeken: Mapping[Verzoek, str] | None = None,
        bekend_op: date | None = None,
    ) -> None:
        self._verzoeken: Mapping[Verzoek, str] = verzoeken or {}
        self._per_toewijzing: dict[Toewijzing, list[Offerte | Verwijzing | Trajectkeuze]] = {}
        self._per_contractjaar: dict[Contractjaar, list[Toestemming | Gesprek | Verbetering]] = {}
        for afspraak in sorted(afspraken, key=lambda a: a.vastlegging.volgnummer):
            if bekend_op is not None and afspraak.vastlegging.bekend > bekend_op:
                continue
            if isinstance(afspraak, Offerte | Verwijzing | Trajectkeuze):
                self._per_toewijzing.setdefault(afspraak.toewijzing, []).append(afspraak)
            else:
                self._per_contractjaar.setdefault(afspraak.contractjaar, []).append(afspraak)

    def offertes(self, toewijzing: Toewijzing, dag: date) -> frozenset[int]:
        """The amounts (eurocents) of the offertes that hold on a day for an allocation."""
        return frozenset(a.bedrag for a in self._geldend(toewijzing, dag) if isinstance(a, Offerte))

    def verwijzer(self, toewijzing: Toewijzing, dag: date, referentie: str | None) -> str | None:
        """Who referred: the agreement recorded last, else the request with that ReferentieAanbieder; None: unknown."""
        vastgelegd = [a.verwijzer for a in self._geldend(toewijzing, dag) if isinstance(a, Verwijzing)]
        if vastgelegd:
            return vastgelegd[-1]
        if referentie is None:
            return None
        return self._verzoeken.get(Verzoek(toewijzing.gemeente, toewijzing.aanbieder, referentie))

    def traject(self, toewijzing: Toewijzing, dag: date) -> Traject | None:
        """Herstel or duurzaam as agreed last; None when only the length decides."""
        soorten = [a.soort for a in self._geldend(toewijzing, dag) if isinstance(a, Trajectkeuze)]
        return soorten[-1] if soorten else None

    def limiet(self, contractjaar: Contractjaar, norm_minuten: int, vandaag: date) -> int:
        """The permitted minutes per client: the highest permission in force, at least the norm (norms.md 3)."""
        dag = min(vandaag, date(contractjaar.jaar, 12, 31))
        toegestaan = (
            a.limiet_minuten
            for a in self._per_contractjaar.get(contractjaar, ())
            if isinstance(a, Toestemming) and a.vastlegging.geldt_op(dag)
        )
        return max(norm_minuten, *toegestaan, norm_minuten)

    def gesprekken(self, contractjaar: Contractjaar) -> int:
        """How many conversations were held about the provider, code and year."""
        return sum(isinstance(a, Gesprek) for a in self._per_contractjaar.get(contractjaar, ()))

    def geschonden(self, contractjaar: Contractjaar) -> int:
        """How many improvement agreements were not kept."""
        return sum(
            isinstance(a, Verbetering) and a.uitkomst is Uitkomst.NIET_NAGEKOMEN
            for a in self._per_contractjaar.get(contractjaar, ())
        )

    def _geldend(self, toewijzing: Toewijzing, dag: date) -> list[Offerte | Verwijzing | Trajectkeuze]:
        return [a for a in self._per_toewijzing.get(toewijzing, ()) if a.vastlegging.geldt_op(dag)]
