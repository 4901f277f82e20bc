"""CS338 (0001): units 14, 16, 83 and 84 are allocated per week, per month or in total after 2020."""

from __future__ import annotations

from datetime import date

from services.shared.standard.messages import jw301
from services.shared.standard.rule import rule
from services.shared.standard.view import BerichtView
from services.shared.verdict.finding import Breach, Level, breach

UNITS = frozenset(("14", "16", "83", "84"))
ALLOWED = frozenset(("2", "4", "6"))
LAST_DAY_OF_OLD_WAY = date(2020, 12, 31)


@rule(
    "CS338",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW301",
    over=jw301.ToegewezenProduct,
    element="Omvang/Frequentie",
    why="Toewijzing {toewijzing} heeft Eenheid {eenheid} met Frequentie {frequentie}; die passen niet bij elkaar.",
    what_now="Kies Frequentie 2 (per week), 4 (per maand) of 6 (totaal) en stuur de toewijzing opnieuw.",
)
def frequentie_past_bij_eenheid(product: jw301.ToegewezenProduct, view: BerichtView) -> Breach | None:
    """So per day is only possible for 01, 04 and 82; allocations that end in 2020 or earlier are left alone."""
    if (
        product.eenheid not in UNITS
        or product.frequentie in ALLOWED
        or (product.einddatum is not None and product.einddatum <= LAST_DAY_OF_OLD_WAY)
    ):
        return None
    return breach(toewijzing=product.toewijzing_nummer, eenheid=product.eenheid, frequentie=product.frequentie or "")
