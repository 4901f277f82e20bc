"""Decides to which envelope of ours a Du01 or Fo01 belongs. What cannot be linked is kept and shown, never dropped."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from services.gateway.ggk.envelop import Du01, Fo01
from services.gateway.ggk.oordeel import VECOZO

_ANTWOORD_OP = {"JW302": "JW301"}


@dataclass(frozen=True, slots=True)
class Verzonden:
    """An envelope that we sent: its parties, what it carried, and whether a Du01 was linked to it already.

    ``identificatie`` is that of the message in it, which a JW302 repeats; None when it is not kept.
    """

    referentienummer: str
    berichtcode: str
    functie: str
    zender: str
    ontvanger: str
    identificatie: str | None
    beantwoord: bool


class Reden(Enum):
    """Why there is no link; the value is the Dutch sentence for the timeline."""

    ONBEKEND = "Het crossRefnummer hoort bij geen envelop die hier is verzonden."
    GEEN_DI01 = "Het crossRefnummer hoort bij een envelop die geen heenbericht is."
    ANDERE_PARTIJ = "Het antwoord komt niet van de partij waaraan het heenbericht is gestuurd."
    ANDERE_FUNCTIE = "Dit soort antwoord hoort niet bij het verzonden heenbericht."
    ANDER_BERICHT = "Het antwoord noemt een ander bericht dan in de verzonden envelop zat."
    AL_BEANTWOORD = "Op het verzonden heenbericht is al geantwoord."


@dataclass(frozen=True, slots=True)
class Gekoppeld:
    """It belongs to this envelope."""

    verzonden: Verzonden


@dataclass(frozen=True, slots=True)
class NietGekoppeld:
    """It belongs to nothing that we know of, or not as an answer; nothing leaves for it."""

    reden: Reden


def gezocht(cross_refnummer: str) -> str:
    """The referentienummer to look for: ours are lower case, some parties write a UUID otherwise."""
    return cross_refnummer.strip().lower()


def koppel_du01(du01: Du01, identificatie: str | None, verzonden: Verzonden | None) -> Gekoppeld | NietGekoppeld:
    """Link a Du01. ``identificatie``: of the message that its payload answers. ``verzonden``: what was found."""
    if verzonden is None:
        return NietGekoppeld(Reden.ONBEKEND)
    if verzonden.berichtcode != "Di01":
        return NietGekoppeld(Reden.GEEN_DI01)
    if du01.ontvanger.organisatie != verzonden.zender:
        return NietGekoppeld(Reden.ANDERE_PARTIJ)
    if du01.zender.organisatie not in (verzonden.ontvanger, VECOZO):
        return NietGekoppeld(Reden.ANDERE_PARTIJ)
    if _ANTWOORD_OP.get(du01.functie) != verzonden.functie:
        return NietGekoppeld(Reden.ANDERE_FUNCTIE)
    if verzonden.identificatie is not None and identificatie != verzonden.identificatie:
        return NietGekoppeld(Reden.ANDER_BERICHT)
    return NietGekoppeld(Reden.AL_BEANTWOORD) if verzonden.beantwoord else Gekoppeld(verzonden)


def koppel_fo01(fo01: Fo01, verzonden: Verzonden | None) -> Gekoppeld | NietGekoppeld:
    """Link a Fo01 by its crossRefnummer alone: any party in the chain may have sent it."""
    if verzonden is None or gezocht(fo01.cross_refnummer) != verzonden.referentienummer:
        return NietGekoppeld(Reden.ONBEKEND)
    return Gekoppeld(verzonden)
