"""JW303-9309 (9309, derived): a line counts in the allocated unit, or in that of the contract without Omvang."""

from __future__ import annotations

from services.shared.standard.contracttarief import hoort_bij
from services.shared.standard.leesbaar import Eenheid
from services.shared.standard.messages.jw303 import Prestatie303
from services.shared.standard.rule import rule
from services.shared.standard.view import Prestatie303View
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "JW303-9309",
    retourcode="9309",
    level=Level.CROSS_MESSAGE,
    message="JW303",
    over=Prestatie303,
    element="IngediendeBedragPrestatie/Eenheid",
    after=("JW303-0551", "JW303-9311"),
    derived=True,
    why="U declareert in {gedeclareerd}, maar toegewezen is in {toegewezen}.",
    what_now="Reken het volume om naar de toegewezen eenheid; uren mag u ook in minuten declareren. Dien de regel "
    "daarna opnieuw in.",
)
def eenheid_als_toegewezen(prestatie: Prestatie303, view: Prestatie303View) -> Breach | None:
    """Debit lines on an allocation with Omvang. Derived, counterpart of TR341.

    Whether hours could be declared in minutes in 2.3 is not known; it is allowed as in 3.2 (derived).
    """
    toewijzing = view.toewijzing
    if toewijzing is None or toewijzing.eenheid is None or prestatie.debet_credit != "D":
        return None
    if hoort_bij(prestatie.eenheid, toewijzing.eenheid):
        return None
    return breach(gedeclareerd=Eenheid(prestatie.eenheid), toegewezen=Eenheid(toewijzing.eenheid))


@rule(
    "JW303-9309",
    retourcode="9309",
    level=Level.CROSS_MESSAGE,
    message="JW303",
    over=Prestatie303,
    element="IngediendeBedragPrestatie/Eenheid",
    after=("JW303-0551", "JW303-9311", "JW303-S329"),
    needs_contract=True,
    derived=True,
    why="U declareert {product_code} in {gedeclareerd}, maar in het contract staat {afgesproken}.",
    what_now="Declareer in de eenheid van het contract; uren mag u ook in minuten declareren. Dien de regel daarna "
    "opnieuw in.",
)
def eenheid_als_gecontracteerd(prestatie: Prestatie303, view: Prestatie303View) -> Breach | None:
    """Debit lines on an allocation without Omvang: a unit in which the contract prices the code. Derived likewise."""
    toewijzing = view.toewijzing
    if toewijzing is None or toewijzing.eenheid is not None or prestatie.debet_credit != "D":
        return None
    eenheden = [p.eenheid for p in view.producten or () if p.categorie == prestatie.product_categorie]
    if any(hoort_bij(prestatie.eenheid, eenheid) for eenheid in eenheden):
        return None
    return breach(
        product_code=prestatie.product_code,
        gedeclareerd=Eenheid(prestatie.eenheid),
        afgesproken=" of ".join(dict.fromkeys(f"{Eenheid(eenheid)}" for eenheid in eenheden)),
    )
