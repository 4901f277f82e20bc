"""TR335 (0001): a ProductPeriode ends at most five years before the DeclaratieDagtekening."""

from __future__ import annotations

from services.shared.standard.kalender import maanden_eerder
from services.shared.standard.messages import jw323
from services.shared.standard.rule import rule
from services.shared.standard.view import BerichtView
from services.shared.standard.vorm import vorm
from services.shared.verdict.finding import Breach, Level, breach

MOST_MONTHS = 60


@rule(
    "TR335",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW323",
    over=jw323.Prestatie,
    sees=vorm,
    element="ProductPeriode/Einddatum",
    why="De productperiode eindigt op {eind}; dat is meer dan vijf jaar voor de DeclaratieDagtekening ({dagtekening}). "
    "De vroegste dag die nog mag is {vroegste}.",
    what_now="Deze prestatie is te oud om te declareren: haal de regel weg en stuur de declaratie opnieuw.",
)
def prestatie_hoogstens_vijf_jaar_oud(prestatie: jw323.Prestatie, view: BerichtView) -> Breach | None:
    """Exactly sixty months is allowed; the date that counts is not that of the header."""
    assert view.declaratie is not None
    dagtekening = view.declaratie.declaratie_dagtekening
    vroegste = maanden_eerder(dagtekening, MOST_MONTHS)
    if prestatie.eind >= vroegste:
        return None
    return breach(eind=str(prestatie.eind), dagtekening=str(dagtekening), vroegste=str(vroegste))
