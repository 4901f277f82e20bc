"""JW303-1142 (1142, derived): a line on a specific allocation has the product code that was allocated."""

from __future__ import annotations

from services.shared.standard.messages.jw303 import Prestatie303
from services.shared.standard.rule import rule
from services.shared.standard.view import Prestatie303View
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "JW303-1142",
    retourcode="1142",
    level=Level.CROSS_MESSAGE,
    message="JW303",
    over=Prestatie303,
    element="ProductCode",
    after=("JW303-0551", "JW303-9311"),
    derived=True,
    why="U declareert productcode {gedeclareerd}, maar toegewezen is {toegewezen}.",
    what_now="Declareer met de toegewezen productcode, of vraag de gemeente om een toewijzing voor wat is geleverd. "
    "Dien de regel daarna opnieuw in.",
)
def productcode_als_toegewezen(prestatie: Prestatie303, view: Prestatie303View) -> Breach | None:
    """Debit lines; an allocation without a code allows every code. Derived, counterpart of TR340."""
    toewijzing = view.toewijzing
    if toewijzing is None or prestatie.debet_credit != "D":
        return None
    if toewijzing.code is None or toewijzing.code == prestatie.product_code:
        return None
    return breach(gedeclareerd=prestatie.product_code, toegewezen=toewijzing.code)
