"""Knows the life of an outgoing envelope: what an attempt came to, and what happens next. No clock, no network.

An envelope waits, is delivered, or is parked; each attempt is a value to be recorded. Moments know their zone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Literal, assert_never

from services.gateway.ggk.soap import Afgewezen, Bevestigd, Onbegrepen, Reactie
from services.gateway.pauses import pause_ms


@dataclass(frozen=True, slots=True)
class Instelling:
    """How is delivered. ``bevestiging``: a Bv03 for ours, or with an adapter in between any 2xx (``status``)."""

    eerste_pauze: timedelta = timedelta(seconds=5)
    wachttijd: timedelta = timedelta(seconds=60)
    bevestiging: Literal["bv03", "status"] = "bv03"

    def pauze(self, mislukt: int) -> timedelta:
        """The pause after so many failures in a row (from 1): it doubles, to at most an hour."""
        return timedelta(milliseconds=pause_ms(self.eerste_ms, mislukt))

    @property
    def eerste_ms(self) -> int:
        """The first pause in milliseconds."""
        return round(self.eerste_pauze / timedelta(milliseconds=1))


class Oorzaak(Enum):
    """Why an attempt came to nothing; the value is for the timeline."""

    ONBEREIKBAAR = "de bestemming is niet bereikbaar"
    GEEN_ANTWOORD = "de bestemming antwoordde niet op tijd"
    AFGEBROKEN = "de verbinding is afgebroken"
    SERVERFOUT = "de bestemming gaf een storing op"
    GEWEIGERD = "de bestemming weigerde het verzoek zonder Fo03"
    ONBEGRIJPELIJK = "het antwoord is geen Bv03 en geen Fo03"
    ANDERE_BEVESTIGING = "de Bv03 hoort bij een andere envelop"

    @property
    def bij_bestemming(self) -> bool:
        """True when the cause lies with the destination and not with this envelope."""
        return self in (Oorzaak.ONBEREIKBAAR, Oorzaak.GEEN_ANTWOORD, Oorzaak.AFGEBROKEN, Oorzaak.SERVERFOUT)


@dataclass(frozen=True, slots=True)
class Bezorgd:
    """Taken over by the other side."""


@dataclass(frozen=True, slots=True)
class Definitief:
    """Refused with a Fo03: trying again is of no use."""

    code: str
    plek: str
    omschrijving: str


@dataclass(frozen=True, slots=True)
class Mislukt:
    """Nothing is certain; the same bytes go again. ``status`` is the HTTP status when there was one."""

    oorzaak: Oorzaak
    status: int | None = None


Uitslag = Bezorgd | Definitief | Mislukt


def bestemming_weg(gevolg: Uitslag) -> bool:
    """Whether the destination itself failed. Any answer, a Fo03 too, shows that it is there."""
    return isinstance(gevolg, Mislukt) and gevolg.oorzaak.bij_bestemming


def alleen_status(status: int, instelling: Instelling) -> bool:
    """Whether this status says it all, whatever the body is: a 2xx of an adapter."""
    return 200 <= status < 300 and instelling.bevestiging == "status"


def uitslag(status: int, reactie: Reactie, referentienummer: str, instelling: Instelling) -> Uitslag:
    """What a response means for the envelope with this referentienummer.

    A Fo03 is final whatever the status, but for an adapter that says 2xx: there the status is all that counts.
    """
    if alleen_status(status, instelling):
        return Bezorgd()
    gelukt = 200 <= status < 300
    match reactie:
        case Afgewezen(code, plek, omschrijving):
            return Definitief(code, plek, omschrijving)
        case Bevestigd(nummer) if gelukt:
            return Bezorgd() if nummer == referentienummer else Mislukt(Oorzaak.ANDERE_BEVESTIGING, status)
        case Bevestigd() | Onbegrepen():
            return Mislukt(_oorzaak(status), status)
        case _:
            assert_never(reactie)


def _oorzaak(status: int) -> Oorzaak:
    if status >= 500 or status in (408, 429):
        return Oorzaak.SERVERFOUT
    return Oorzaak.ONBEGRIJPELIJK if status < 300 else Oorzaak.GEWEIGERD


@dataclass(frozen=True, slots=True)
class Wachtend:
    """Waits for its next attempt; ``mislukt`` counts the attempts that came to nothing."""

    mislukt: int
    volgende: datetime


@dataclass(frozen=True, slots=True)
class Afgeleverd:
    """Done."""

    op: datetime


@dataclass(frozen=True, slots=True)
class Geparkeerd:
    """Leaves no more by itself; ``reden`` is a Dutch sentence, with the code of the Fo03 when there was one."""

    op: datetime
    reden: str
    code: str | None = None


Toestand = Wachtend | Afgeleverd | Geparkeerd


@dataclass(frozen=True, slots=True)
class Poging:
    """One attempt, to be recorded: from 1, when it began and ended, what it came to, and when the next one is due."""

    nummer: int
    begin: datetime
    einde: datetime
    uitslag: Uitslag
    volgende: datetime | None


def nieuw(nu: datetime) -> Wachtend:
    """The state of an envelope that was just made."""
    return Wachtend(0, nu)


def na_poging(
    toestand: Wachtend, gevolg: Uitslag, begin: datetime, einde: datetime, instelling: Instelling
) -> tuple[Toestand, Poging]:
    """The state after an attempt, and the attempt to record."""
    nummer = toestand.mislukt + 1
    match gevolg:
        case Bezorgd():
            return Afgeleverd(einde), Poging(nummer, begin, einde, gevolg, None)
        case Definitief(code, plek, omschrijving):
            reden = f"Geweigerd met Fo03 {code} ({plek}): {omschrijving}"
            return Geparkeerd(einde, reden, code), Poging(nummer, begin, einde, gevolg, None)
        case Mislukt():
            volgende = einde + instelling.pauze(nummer)
            return Wachtend(nummer, volgende), Poging(nummer, begin, einde, gevolg, volgende)
        case _:
            assert_never(gevolg)


def vervroegd(toestand: Wachtend, nu: datetime) -> Wachtend:
    """The state of a waiting envelope once its destination answers again: it need not sit out its pause."""
    return Wachtend(toestand.mislukt, min(toestand.volgende, nu))
