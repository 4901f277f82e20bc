"""TR418 (0611): the tariff of a line is the one in the contract."""

from __future__ import annotations

from services.shared.standard.contracttarief import EURO, contractregel, is_uurtarief_in_minuten, tarief_per_minuut
from services.shared.standard.leesbaar import Cent, Eenheid
from services.shared.standard.messages.jw323 import CREDIT, Prestatie
from services.shared.standard.rule import rule
from services.shared.standard.view import PrestatieView
from services.shared.standard.vorm import vorm_en_voorwaarden
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "TR418",
    retourcode="0611",
    level=Level.CROSS_MESSAGE,
    message="JW323",
    over=Prestatie,
    sees=vorm_en_voorwaarden,
    element="ProductTarief",
    after=("TR341", "TR381", "TR384"),
    needs_contract=True,
    why="U rekent {tarief_cent} per {eenheid} voor {product_code}; volgens het contract is dat {afspraak}.",
    what_now="Neem het tarief over dat in het contract geldt op de eerste dag van de regel, en dien haar opnieuw in.",
)
def tarief_als_gecontracteerd(prestatie: Prestatie, view: PrestatieView) -> Breach | None:
    """Debit lines in another unit than 83; the contract is that of the first day of ProductPeriode (derived).

    Minutes of a product contracted per hour: the hourly tariff divided by 60, half a cent up (IV081). A specific
    allocation may name a unit in which the contract does not price the code; the tariff can then not be the agreed one
    (derived). On an allocation that is unknown or removed no unit was agreed, so only a comparable one is compared.
    """
    tarief = prestatie.product_tarief
    if prestatie.debet_credit == CREDIT or prestatie.eenheid == EURO or tarief is None:
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


def _geen_afspraak(prestatie: Prestatie, tarief: int, view: PrestatieView) -> Breach | None:
    if view.toewijzing is None or view.toewijzing.verwijderd:
        return None
    return breach(
        tarief_cent=Cent(tarief),
        afspraak="niet afgesproken: het contract kent geen tarief in deze eenheid",
        eenheid=Eenheid(prestatie.eenheid),
        product_code=prestatie.product_code,
    )
