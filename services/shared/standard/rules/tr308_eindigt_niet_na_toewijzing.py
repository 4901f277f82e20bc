"""TR308 (9308): a line does not end after its allocation."""

from __future__ import annotations

from services.shared.standard.leesbaar import dag
from services.shared.standard.messages.jw323 import CREDIT, Prestatie
from services.shared.standard.rule import rule
from services.shared.standard.view import PrestatieView
from services.shared.standard.vorm import vorm_en_voorwaarden
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "TR308",
    retourcode="9308",
    level=Level.CROSS_MESSAGE,
    message="JW323",
    over=Prestatie,
    sees=vorm_en_voorwaarden,
    element="ProductPeriode/Einddatum",
    after=("TR338", "TR384"),
    why="De regel loopt tot en met {eind}, maar de toewijzing eindigt op {einddatum}.",
    what_now="Laat de ProductPeriode eindigen op of voor die dag, of vraag de gemeente de toewijzing te verlengen.",
)
def eindigt_niet_na_toewijzing(prestatie: Prestatie, view: PrestatieView) -> Breach | None:
    """Debit lines; the last day of the allocation is allowed, and an allocation without Einddatum has no end."""
    toewijzing = view.toewijzing
    if toewijzing is None or prestatie.debet_credit == CREDIT:
        return None
    einddatum = toewijzing.einddatum
    if einddatum is None or prestatie.eind <= einddatum:
        return None
    return breach(eind=dag(prestatie.eind), einddatum=dag(einddatum))
