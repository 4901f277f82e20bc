"""TR314 (8021): a provider uses a ReferentieNummer for one line only."""

from __future__ import annotations

from services.shared.standard.messages.jw323 import Prestatie
from services.shared.standard.rule import rule
from services.shared.standard.view import PrestatieView
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "TR314",
    retourcode="8021",
    level=Level.CROSS_MESSAGE,
    message="JW323",
    over=Prestatie,
    element="ProductReferentie/ReferentieNummer",
    after=("TR384",),
    why="U hebt ReferentieNummer {referentie_nummer} al gebruikt voor een andere regel.",
    what_now="Geef de regel een nieuw ReferentieNummer en dien haar opnieuw in. Ook het nummer van een afgewezen regel "
    "is gebruikt.",
)
def referentienummer_is_nieuw(prestatie: Prestatie, view: PrestatieView) -> Breach | None:
    """Debit and credit lines; over this message and all that were processed before.

    A line refused on its own was delivered and so used its number; a message refused as a whole did not (derived).
    """
    return breach(referentie_nummer=prestatie.referentie_nummer) if view.referentie_bekend else None
