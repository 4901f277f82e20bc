"""TR002 (0001): a birth date lies at most 120 years before the Dagtekening of the message."""

from __future__ import annotations

from datetime import date

from services.shared.standard.messages import jw301
from services.shared.standard.rule import rule
from services.shared.standard.view import BerichtView
from services.shared.verdict.finding import Breach, Level, breach

MOST_YEARS = 120
UNKNOWN = jw301.Geboortedatum(date(1900, 1, 1), "3")

WHY = "De geboortedatum ligt meer dan {hoogstens} jaar voor de Dagtekening van het bericht ({dagtekening})."
WHAT_NOW = (
    "Controleer de geboortedatum. Is die helemaal onbekend, vul dan Datum 1900-01-01 met DatumGebruik 3 in. "
    "Stuur de toewijzing daarna opnieuw."
)


@rule(
    "TR002",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW301",
    over=jw301.Client,
    element="Geboortedatum/Datum",
    why=WHY,
    what_now=WHAT_NOW,
)
def geboortedatum_van_client_hoogstens_120_jaar_terug(client: jw301.Client, view: BerichtView) -> Breach | None:
    """Exactly 120 years is allowed; a completely unknown date is not looked at."""
    return _judged(client.geboortedatum, view.dagtekening)


@rule(
    "TR002",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW301",
    over=jw301.Relatie,
    element="Geboortedatum/Datum",
    why=WHY,
    what_now=WHAT_NOW,
)
def geboortedatum_van_relatie_hoogstens_120_jaar_terug(relatie: jw301.Relatie, view: BerichtView) -> Breach | None:
    """The same for a relation whose birth date is given."""
    return None if relatie.geboortedatum is None else _judged(relatie.geboortedatum, view.dagtekening)


def _judged(geboren: jw301.Geboortedatum, dagtekening: date) -> Breach | None:
    datum = geboren.datum
    latest = (datum.year + MOST_YEARS, datum.month, datum.day)
    if latest >= (dagtekening.year, dagtekening.month, dagtekening.day) or geboren == UNKNOWN:
        return None
    return breach(hoogstens=MOST_YEARS, dagtekening=str(dagtekening))
