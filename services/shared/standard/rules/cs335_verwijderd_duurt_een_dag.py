"""CS335 (0001): a removed allocation (RedenWijziging 13) begins and ends on the same day."""

from __future__ import annotations

from services.shared.standard.messages import jw301
from services.shared.standard.rule import rule
from services.shared.standard.view import VERWIJDERD, BerichtView
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "CS335",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW301",
    over=jw301.ToegewezenProduct,
    element="RedenWijziging",
    why="Toewijzing {toewijzing} is verwijderd (RedenWijziging 13), maar loopt van {ingangsdatum} tot {einddatum}.",
    what_now="Maak Einddatum gelijk aan Ingangsdatum of kies een andere RedenWijziging, en stuur het bericht opnieuw.",
)
def verwijderde_toewijzing_duurt_een_dag(product: jw301.ToegewezenProduct, view: BerichtView) -> Breach | None:
    """Without Einddatum it is broken too (C17: wording before XSLT); equal dates with another reason are legal."""
    if product.reden_wijziging != VERWIJDERD or product.einddatum == product.ingangsdatum:
        return None
    return breach(
        toewijzing=product.toewijzing_nummer,
        ingangsdatum=str(product.ingangsdatum),
        einddatum=str(product.einddatum or "onbepaald"),
    )
