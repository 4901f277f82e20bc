"""TR385 (9385): an allocation is not removed while something granted stands on it."""

from __future__ import annotations

from services.shared.standard.messages.jw301 import ToegewezenProduct
from services.shared.standard.rule import rule
from services.shared.standard.view import VERWIJDERD, ToegewezenProductView
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "TR385",
    retourcode="9385",
    level=Level.CROSS_MESSAGE,
    message="JW301",
    over=ToegewezenProduct,
    element="RedenWijziging",
    why="U verwijdert toewijzing {toewijzing_nummer}, maar daarop is nog ten minste één regel toegekend die niet is "
    "gecrediteerd.",
    what_now="Vraag de aanbieder die regels eerst te crediteren, of beëindig de toewijzing op een latere dag zonder "
    "haar te verwijderen.",
)
def niet_verwijderd_met_toegekende_regels(product: ToegewezenProduct, view: ToegewezenProductView) -> Breach | None:
    """Only RedenWijziging 13; a granted line that was credited does not stand in the way."""
    if product.reden_wijziging != VERWIJDERD or not view.toegekend_open:
        return None
    return breach(toewijzing_nummer=product.toewijzing_nummer)
