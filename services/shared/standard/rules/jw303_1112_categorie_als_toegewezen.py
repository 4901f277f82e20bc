"""JW303-1112 (1112, derived): a line is in the category that was allocated."""

from __future__ import annotations

from services.shared.standard.messages.jw303 import Prestatie303
from services.shared.standard.rule import rule
from services.shared.standard.view import Prestatie303View
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "JW303-1112",
    retourcode="1112",
    level=Level.CROSS_MESSAGE,
    message="JW303",
    over=Prestatie303,
    element="ProductCategorie",
    after=("JW303-0551", "JW303-9311"),
    derived=True,
    why="U declareert in productcategorie {gedeclareerd}, maar toegewezen is categorie {toegewezen}.",
    what_now="Declareer in de toegewezen categorie, of vraag de gemeente om een toewijzing voor wat is geleverd. Dien "
    "de regel daarna opnieuw in.",
)
def categorie_als_toegewezen(prestatie: Prestatie303, view: Prestatie303View) -> Breach | None:
    """Debit lines; a generic allocation allows every category. Derived, counterpart of TR339."""
    toewijzing = view.toewijzing
    if toewijzing is None or prestatie.debet_credit != "D":
        return None
    if toewijzing.categorie is None or toewijzing.categorie == prestatie.product_categorie:
        return None
    return breach(gedeclareerd=prestatie.product_categorie, toegewezen=toewijzing.categorie)
