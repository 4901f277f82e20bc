"""TR387 (9387): a line begins on the first day of its month, or on the first day of its allocation."""

from __future__ import annotations

from services.shared.standard.leesbaar import dag
from services.shared.standard.messages.jw323 import CREDIT, Prestatie
from services.shared.standard.rule import rule
from services.shared.standard.view import PrestatieView
from services.shared.standard.vorm import vorm_en_voorwaarden
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "TR387",
    retourcode="9387",
    level=Level.CROSS_MESSAGE,
    message="JW323",
    over=Prestatie,
    sees=vorm_en_voorwaarden,
    element="ProductPeriode/Begindatum",
    after=("TR338", "TR384"),
    why="De regel begint op {begin}, maar moet beginnen op {verwacht}: de eerste dag van de maand of, als die later "
    "is, de ingangsdatum van de toewijzing.",
    what_now="Vul die dag in; op welke dag de hulp zelf begon speelt geen rol. Dien de regel daarna opnieuw in.",
)
def begint_op_eerste_dag(prestatie: Prestatie, view: PrestatieView) -> Breach | None:
    """Debit lines: Begindatum is the later of the first of its month and Ingangsdatum, literally.

    So a line in a month before the allocation breaks this rule too, beside TR307 (rules.json, note at TR307).
    """
    toewijzing, begin = view.toewijzing, prestatie.begin
    if toewijzing is None:
        return None
    ingangsdatum = toewijzing.ingangsdatum
    if begin == ingangsdatum or (begin.day == 1 and begin > ingangsdatum) or prestatie.debet_credit == CREDIT:
        return None
    return breach(begin=dag(begin), verwacht=dag(max(begin.replace(day=1), ingangsdatum)))
