"""TR384 (9384): nothing is declared on an allocation that the municipality removed."""

from __future__ import annotations

from services.shared.standard.leesbaar import dag
from services.shared.standard.messages.jw323 import CREDIT, Prestatie
from services.shared.standard.rule import rule
from services.shared.standard.view import VERWIJDERD, PrestatieView
from services.shared.standard.vorm import vorm_en_voorwaarden
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "TR384",
    retourcode="9384",
    level=Level.CROSS_MESSAGE,
    message="JW323",
    over=Prestatie,
    sees=vorm_en_voorwaarden,
    element="ToewijzingNummer",
    after=("TR338",),
    why="De gemeente heeft toewijzing {toewijzing_nummer} op {toewijzingsdatum} verwijderd; ze telt als nooit gegeven.",
    what_now="Vraag de gemeente welke toewijzing ervoor in de plaats komt en declareer daarop.",
)
def toewijzing_niet_verwijderd(prestatie: Prestatie, view: PrestatieView) -> Breach | None:
    """Debit lines; what counts is RedenWijziging 13 on the latest version.

    The dates and extent of a removed allocation say nothing, so the rules on those are left out (derived). A credit is
    not refused: it takes back what was granted before the removal (derived from IV085).
    """
    toewijzing = view.toewijzing
    if toewijzing is None or toewijzing.reden_wijziging != VERWIJDERD or prestatie.debet_credit == CREDIT:
        return None
    return breach(toewijzing_nummer=prestatie.toewijzing_nummer, toewijzingsdatum=dag(toewijzing.toewijzingsdatum))
