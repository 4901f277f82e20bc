"""Makes the envelopes that we send, each with a new number and the time of making: Bv03, Fo03, Fo01, Du01 and Di01."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from services.gateway.ggk import namen, soap
from services.gateway.ggk.envelop import Bv03, Di01, Du01, Envelop, Fo01, Fo03, Parameters, Systeem
from services.gateway.ggk.gebreken import Fo03Gevolg, Geweigerd
from services.shared.standard.answers.fo01 import SCHEMA_BROKEN, fitting
from services.shared.standard.tijd import tijdstip

TE_GROOT = "De envelop is groter dan 25 MB in base64; de keten neemt haar niet aan. Splits het bericht."
"""Why an envelope that does not fit is parked; no retry changes that."""

_LANGSTE_REFNUMMER = 40
_LANGSTE_OMSCHRIJVING = 200


@dataclass(frozen=True, slots=True)
class Afzender:
    """Our software as the chain sees it: a name without version (3 to 50 characters), and two times four digits."""

    applicatie: str = "Sluis"
    versie: str = "0000"
    subversie: str = "0001"


def afzender(versie: str, applicatie: str = "Sluis") -> Afzender:
    """Our software with a version such as ``0.1.0``: the first two numbers count."""
    delen = [deel for deel in versie.split(".") if deel.isdecimal()] + ["0", "0"]
    return Afzender(applicatie, delen[0].zfill(4)[-4:], delen[1].zfill(4)[-4:])


class Antwoorder:
    """Makes envelopes. Each is made once and then stored: made again, it would be another envelope."""

    def __init__(self, wij: Afzender, nieuw_nummer: Callable[[], str], nu: Callable[[], datetime]) -> None:
        """``nieuw_nummer`` gives a lower-case UUID version 4; ``nu`` a moment that knows its zone."""
        self._wij, self._nieuw_nummer, self.nu = wij, nieuw_nummer, nu

    def bv03(self, op: Envelop) -> Bv03:
        """The confirmation of an envelope that is safely stored."""
        return Bv03(op.ontvanger, op.zender, *self._nummer_en_tijd(), _verwijzing(op.referentienummer))

    def fo03(self, weigering: Geweigerd) -> Fo03:
        """The refusal, with as much of the envelope's own stuurgegevens as could be read.

        Raises TypeError for a fault that is answered by its HTTP status alone.
        """
        gevolg = weigering.gevolg
        if not isinstance(gevolg, Fo03Gevolg):
            raise TypeError("dit gebrek heeft geen Fo03")
        kop = weigering.kop
        return Fo03(
            kop.ontvanger or Systeem(None, self._wij.applicatie),
            kop.zender or Systeem(None, namen.ONBEKEND),
            *self._nummer_en_tijd(),
            _verwijzing(kop.referentienummer),
            gevolg.code,
            gevolg.plek,
            fitting(weigering.omschrijving, _LANGSTE_OMSCHRIJVING),
        )

    def fo01(self, op: Di01 | Du01, bezwaar: str) -> Fo01:
        """The error that answers an envelope whose message is against its schema or its envelope.

        ``bezwaar``: a Dutch sentence without a value from the message; it is cut to 200 characters. ``op`` cannot be a
        Fo01, so a Fo01 is never answered with one.
        """
        return Fo01(
            Systeem(op.ontvanger.organisatie, self._wij.applicatie),
            Systeem(op.zender.organisatie, namen.GGK_APPLICATIE),
            *self._nummer_en_tijd(),
            op.referentienummer,
            SCHEMA_BROKEN,
            "client",
            fitting(bezwaar, _LANGSTE_OMSCHRIJVING),
            f"{op.functie}-{op.parameters.functie_versie}{op.parameters.functie_subversie}",
        )

    def du01(self, op: Di01, functie: str, versie: str, subversie: str) -> Du01:
        """The envelope for the answer to a Di01; ``versie`` and ``subversie`` are those of the answer (3 and 2)."""
        return Du01(
            Systeem(op.ontvanger.organisatie, self._wij.applicatie),
            Systeem(op.zender.organisatie, namen.GGK_APPLICATIE),
            *self._nummer_en_tijd(),
            op.referentienummer,
            functie,
            self._parameters(versie, subversie),
        )

    def di01(self, gemeente: str, aanbieder: str, functie: str, versie: str, subversie: str) -> Di01:
        """The envelope for a heenbericht of a municipality (CBS code) to a provider (AGB code)."""
        return Di01(
            Systeem(gemeente, self._wij.applicatie),
            Systeem(aanbieder, namen.GGK_APPLICATIE),
            *self._nummer_en_tijd(),
            functie,
            self._parameters(versie, subversie),
        )

    def _nummer_en_tijd(self) -> tuple[str, str]:
        return self._nieuw_nummer(), tijdstip(self.nu())

    def _parameters(self, versie: str, subversie: str) -> Parameters:
        return Parameters(self._wij.versie, self._wij.subversie, versie.zfill(4), subversie.zfill(4))


def past(envelop: Envelop, lengte: int) -> bool:
    """Whether an envelope with a payload of ``lengte`` bytes stays within the limit, base64 and SOAP included.

    What does not is parked with an alarm: no attempt would ever succeed.
    """
    return soap.omvang(envelop, lengte) <= namen.GROOTSTE_UIT


def _verwijzing(nummer: str | None) -> str:
    """A referentienummer as crossRefnummer: as received when it fits."""
    return nummer if nummer and len(nummer) <= _LANGSTE_REFNUMMER else namen.ONBEKEND
