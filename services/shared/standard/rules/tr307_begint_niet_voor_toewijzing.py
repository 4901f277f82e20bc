"""TR307 (9307): a line does not begin before its allocation."""

from __future__ import annotations

from services.shared.standard.leesbaar import dag
from services.shared.standard.messages.jw323 import CREDIT, Prestatie
from services.shared.standard.rule import rule
from services.shared.standard.view import PrestatieView
from services.shared.standard.vorm import vorm_en_voorwaarden
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "TR307",
    retourcode="9307",
    level=Level.CROSS_MESSAGE,
    message="JW323",
    over=Prestatie,
    sees=vorm_en_voorwaarden,
    element="ProductPeriode/Begindatum",
    after=("TR338", "TR384"),
    why="De regel begint op {begin}, maar de toewijzing gaat pas in op {ingangsdatum}.",
    what_now="Laat de ProductPeriode beginnen op of na de ingangsdatum, of vraag de gemeente om een toewijzing voor de "
    "dagen ervoor.",
)
def begint_niet_voor_toewijzing(prestatie: Prestatie, view: PrestatieView) -> Breach | None:
    """Debit lines; the first day of the allocation itself is allowed."""
    toewijzing = view.toewijzing
    if toewijzing is None or prestatie.begin >= toewijzing.ingangsdatum or prestatie.debet_credit == CREDIT:
        return None
    return breach(begin=dag(prestatie.begin), ingangsdatum=dag(toewijzing.ingangsdatum))
