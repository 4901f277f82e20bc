"""JW303-0611 (0611, derived): the tariff of a line is the one in the contract."""

from __future__ import annotations

from services.shared.standard.contracttarief import EURO, contractregel, is_uurtarief_in_minuten, tarief_per_minuut
from services.shared.standard.leesbaar import Cent, Eenheid
from services.shared.standard.messages.jw303 import Prestatie303
from services.shared.standard.rule import rule
from services.shared.standard.view import Prestatie303View
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "JW303-0611",
    retourcode="0611",
    level=Level.CROSS_MESSAGE,
    message="JW303",
    over=Prestatie303,
    element="IngediendeBedragPrestatie/ProductTarief",
    after=("JW303-9309", "JW303-S329"),
    needs_contract=True,
    derived=True,
    why="U rekent {tarief_cent} per {eenheid} voor {product_code}; volgens het contract is dat {afspraak}.",
    what_now="Neem het tarief over dat in het contract geldt op de eerste dag van de regel. Dien de regel daarna "
    "opnieuw in.",
)
def tarief_als_gecontracteerd(prestatie: Prestatie303, view: Prestatie303View) -> Breach | None:
    """Debit lines that name a tariff: in 2.3 it is optional. Derived, counterpart of TR418, with the same minutes."""
    tarief = prestatie.product_tarief
    if prestatie.debet_credit != "D" or prestatie.eenheid == EURO or tarief is None:
        return None
    product = contractregel(prestatie, view.producten or ())
    if product is None or product.tarief is None:
        return _geen_afspraak(prestatie, tarief, view)
    afgesproken = product.tarief
    if is_uurtarief_in_minuten(prestatie, product):
        afgesproken = tarief_per_minuut(afgesproken)
    if tarief == afgesproken:
        return None
    return breach(
        tarief_cent=Cent(tarief),
        contract_cent=Cent(afgesproken),
        afspraak=f"{Cent(afgesproken)}",
        eenheid=Eenheid(prestatie.eenheid),
        product_code=prestatie.product_code,
    )


def _geen_afspraak(prestatie: Prestatie303, tarief: int, view: Prestatie303View) -> Breach | None:
    """Without an allocation no unit was agreed, so that a unit the contract does not know says nothing yet."""
    if view.toewijzing is None or view.toewijzing.verwijderd:
        return None
    return breach(
        tarief_cent=Cent(tarief),
        afspraak="niet afgesproken: het contract kent geen tarief in deze eenheid",
        eenheid=Eenheid(prestatie.eenheid),
        product_code=prestatie.product_code,
    )
