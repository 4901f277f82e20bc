"""TR388 (9388): a line ends on the last day of its month, or on the last day of its allocation."""

from __future__ import annotations

from services.shared.standard.kalender import laatste_dag
from services.shared.standard.leesbaar import dag
from services.shared.standard.messages.jw323 import CREDIT, Prestatie
from services.shared.standard.rule import rule
from services.shared.standard.view import PrestatieView
from services.shared.standard.vorm import vorm_en_voorwaarden
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "TR388",
    retourcode="9388",
    level=Level.CROSS_MESSAGE,
    message="JW323",
    over=Prestatie,
    sees=vorm_en_voorwaarden,
    element="ProductPeriode/Einddatum",
    after=("TR338", "TR384"),
    why="De regel eindigt op {eind}, maar moet eindigen op {verwacht}: de laatste dag van de maand of, als die eerder "
    "is, de einddatum van de toewijzing.",
    what_now="Vul die dag in; op welke dag de hulp zelf eindigde speelt geen rol. Dien de regel daarna opnieuw in.",
)
def eindigt_op_laatste_dag(prestatie: Prestatie, view: PrestatieView) -> Breach | None:
    """Debit lines: Einddatum is the earlier of the last of its month and Einddatum of the allocation, literally.

    So a line in a month after the allocation breaks this rule too, beside TR308 (rules.json, note at TR308).
    """
    toewijzing, eind = view.toewijzing, prestatie.eind
    if toewijzing is None or prestatie.debet_credit == CREDIT:
        return None
    verwacht, einddatum = laatste_dag(eind), toewijzing.einddatum
    if einddatum is not None and einddatum < verwacht:
        verwacht = einddatum
    return None if eind == verwacht else breach(eind=dag(eind), verwacht=dag(verwacht))
