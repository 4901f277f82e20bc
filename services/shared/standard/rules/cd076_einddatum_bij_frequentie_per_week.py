"""CD076 (0001): an allocation per week has an Einddatum."""

from __future__ import annotations

from services.shared.standard.messages import jw301
from services.shared.standard.omvang import PER_WEEK
from services.shared.standard.rule import rule
from services.shared.standard.view import BerichtView
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "CD076",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW301",
    over=jw301.ToegewezenProduct,
    element="Einddatum",
    why="Toewijzing {toewijzing} geeft een omvang per week (Frequentie 2), maar heeft geen Einddatum.",
    what_now="Vul de Einddatum in, want zonder einde is het totaal niet te bepalen, en stuur de toewijzing opnieuw.",
)
def einddatum_bij_frequentie_per_week(product: jw301.ToegewezenProduct, view: BerichtView) -> Breach | None:
    """Without it the total over the term (TR322) would have no limit."""
    if product.frequentie != PER_WEEK or product.einddatum is not None:
        return None
    return breach(toewijzing=product.toewijzing_nummer)
