"""CS336 (0001): RedenWijziging 01 is in the schema but out of use."""

from __future__ import annotations

from services.shared.standard.messages import jw301
from services.shared.standard.rule import rule
from services.shared.standard.view import BerichtView
from services.shared.verdict.finding import Breach, Level, breach

OUT_OF_USE = "01"


@rule(
    "CS336",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW301",
    over=jw301.ToegewezenProduct,
    element="RedenWijziging",
    why="Toewijzing {toewijzing} heeft RedenWijziging 01; die waarde mag niet meer worden gebruikt.",
    what_now="Gebruik 13 om een toewijzing te verwijderen, of de reden die wel past, en stuur de toewijzing opnieuw.",
)
def reden_wijziging_01_is_vervallen(product: jw301.ToegewezenProduct, view: BerichtView) -> Breach | None:
    """An absent RedenWijziging is fine."""
    if product.reden_wijziging != OUT_OF_USE:
        return None
    return breach(toewijzing=product.toewijzing_nummer)
