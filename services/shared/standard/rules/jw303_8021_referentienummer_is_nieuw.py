"""JW303-8021 (8021, derived): a provider uses a ReferentieNummer for one line only."""

from __future__ import annotations

from services.shared.standard.messages.jw303 import Prestatie303
from services.shared.standard.rule import rule
from services.shared.standard.view import Prestatie303View
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "JW303-8021",
    retourcode="8021",
    level=Level.CROSS_MESSAGE,
    message="JW303",
    over=Prestatie303,
    element="ProductReferentie/ReferentieNummer",
    derived=True,
    why="U hebt ReferentieNummer {referentie_nummer} al gebruikt voor een andere regel.",
    what_now="Geef de regel een nieuw ReferentieNummer en dien haar opnieuw in.",
)
def referentienummer_is_nieuw(prestatie: Prestatie303, view: Prestatie303View) -> Breach | None:
    """Debit and credit lines. Derived; probably TR314."""
    return breach(referentie_nummer=prestatie.referentie_nummer) if view.referentie_bekend else None
