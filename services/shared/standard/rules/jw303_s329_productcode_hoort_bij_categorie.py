"""JW303-S329 (S329, derived): a product code belongs to its category in the list that the parties agreed on."""

from __future__ import annotations

from services.shared.standard.messages.jw303 import Prestatie303
from services.shared.standard.rule import rule
from services.shared.standard.view import Prestatie303View
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "JW303-S329",
    retourcode="S329",
    level=Level.EXTERNAL,
    message="JW303",
    over=Prestatie303,
    element="ProductCode",
    needs_contract=True,
    derived=True,
    why="Productcode {product_code} hoort op de eerste dag van deze regel niet bij categorie {categorie} in de "
    "productcodelijst van de regio.",
    what_now="Zoek in het contract welke code en categorie op die dag gelden. Dien de regel daarna opnieuw in.",
)
def productcode_hoort_bij_categorie(prestatie: Prestatie303, view: Prestatie303View) -> Breach | None:
    """Debit lines. Derived, counterpart of TR381."""
    categorie = prestatie.product_categorie
    if prestatie.debet_credit != "D" or any(product.categorie == categorie for product in view.producten or ()):
        return None
    return breach(product_code=prestatie.product_code, categorie=categorie)
