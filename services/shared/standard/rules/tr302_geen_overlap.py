"""TR302 (0001): allocations of the same product in one message do not overlap in time."""

from __future__ import annotations

from datetime import date

from services.shared.standard.messages import jw301
from services.shared.standard.rule import rule
from services.shared.standard.stapeling import Stapeling
from services.shared.standard.view import VERWIJDERD, BerichtView
from services.shared.verdict.finding import Breach, Level, breach

WITHDRAWN = frozenset(("01", VERWIJDERD))


@rule(
    "TR302",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW301",
    over=jw301.Client,
    element="Ingangsdatum",
    why="Toewijzing {toewijzing} loopt vanaf {ingangsdatum} en overlapt met toewijzing {overlapt_met} in hetzelfde "
    "bericht, die over hetzelfde product gaat of een product minder precies noemt.",
    what_now="Laat de perioden op elkaar aansluiten zonder gedeelde dag, of neem maar één van beide op.",
)
def zelfde_product_overlapt_niet(client: jw301.Client, view: BerichtView) -> list[Breach] | None:
    """Periods are inclusive and without Einddatum open; removed allocations (13, 01) of one day are left out."""
    products = client.toegewezen_producten
    if len(products) == 1:
        return None
    stapeling = Stapeling()
    found: list[Breach] = []
    for position, product in enumerate(products, start=1):
        if product.reden_wijziging in WITHDRAWN and product.einddatum == product.ingangsdatum:
            continue
        eerder = stapeling.botst(
            product.categorie,
            product.code,
            product.ingangsdatum,
            product.einddatum or date.max,
            product.toewijzing_nummer,
        )
        if eerder is not None:
            found.append(_overlap(position, product, eerder))
    return found or None


def _overlap(position: int, product: jw301.ToegewezenProduct, eerder: int) -> Breach:
    return breach(
        within=f"ToegewezenProducten/ToegewezenProduct[{position}]",
        toewijzing=product.toewijzing_nummer,
        ingangsdatum=str(product.ingangsdatum),
        overlapt_met=eerder,
    )
