"""JW303-TR002 (0001, derived): a birth date lies at most 120 years before FactuurDagtekening."""

from __future__ import annotations

from datetime import date

from services.shared.standard.leesbaar import dag
from services.shared.standard.messages.jw301 import Geboortedatum
from services.shared.standard.messages.jw303 import Client303
from services.shared.standard.rule import rule
from services.shared.standard.view import BerichtView
from services.shared.verdict.finding import Breach, Level, breach

MOST_YEARS = 120
UNKNOWN = Geboortedatum(date(1900, 1, 1), "3")


@rule(
    "JW303-TR002",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW303",
    over=Client303,
    element="Geboortedatum/Datum",
    derived=True,
    why="De geboortedatum ligt meer dan {hoogstens} jaar voor de dagtekening van de factuur ({dagtekening}).",
    what_now="Controleer de geboortedatum en stuur het bericht opnieuw.",
)
def geboortedatum_hoogstens_120_jaar_terug(client: Client303, view: BerichtView) -> Breach | None:
    """Exactly 120 years is allowed; a completely unknown date is not looked at.

    Derived from a template left in the XSLT of 3.2 that names elements of 2.x.
    """
    geboren, dagtekening = client.geboortedatum.datum, view.dagtekening
    latest = (geboren.year + MOST_YEARS, geboren.month, geboren.day)
    if latest >= (dagtekening.year, dagtekening.month, dagtekening.day) or client.geboortedatum == UNKNOWN:
        return None
    return breach(hoogstens=MOST_YEARS, dagtekening=dag(dagtekening))
