"""TR381 (S329): a product code belongs to its category in the list that the parties agreed on."""

from __future__ import annotations

from services.shared.standard.messages.jw301 import ToegewezenProduct
from services.shared.standard.messages.jw323 import CREDIT, Prestatie
from services.shared.standard.rule import rule
from services.shared.standard.view import PrestatieView, ToegewezenProductView
from services.shared.standard.vorm import vorm_en_voorwaarden
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "TR381",
    retourcode="S329",
    level=Level.EXTERNAL,
    message="JW323",
    over=Prestatie,
    sees=vorm_en_voorwaarden,
    element="ProductCode",
    after=("TR384",),
    needs_contract=True,
    why="Productcode {product_code} hoort op de eerste dag van deze regel niet bij categorie {categorie} in de "
    "productcodelijst van de regio.",
    what_now="Zoek in het contract welke code en categorie op die dag gelden, en dien de regel daarmee opnieuw in.",
)
def gedeclareerde_code_hoort_bij_categorie(prestatie: Prestatie, view: PrestatieView) -> Breach | None:
    """Debit lines, whatever the allocation says; the list is that of the first day of ProductPeriode (derived)."""
    categorie = prestatie.product_categorie
    for product in view.producten or ():
        if product.categorie == categorie:
            return None
    if prestatie.debet_credit == CREDIT:
        return None
    return breach(product_code=prestatie.product_code, categorie=categorie)


@rule(
    "TR381",
    retourcode="S329",
    level=Level.EXTERNAL,
    message="JW301",
    over=ToegewezenProduct,
    element="Product/Code",
    needs_contract=True,
    why="Productcode {product_code} hoort niet bij categorie {categorie} in de productcodelijst van de regio.",
    what_now="Zoek in het contract welke code en categorie op de ingangsdatum gelden en verstuur het bericht opnieuw.",
)
def toegewezen_code_hoort_bij_categorie(product: ToegewezenProduct, view: ToegewezenProductView) -> Breach | None:
    """Only a product with a code; the list is that of the later of Toewijzingsdatum and Ingangsdatum (derived)."""
    code, categorie = product.code, product.categorie
    if code is None:
        return None
    for contract in view.producten or ():
        if contract.categorie == categorie:
            return None
    return breach(product_code=code, categorie=categorie or "")
