"""TR346 (9346): the amount of a line is its volume times its tariff."""

from __future__ import annotations

from services.shared.standard.contracttarief import (
    EURO,
    MINUUT,
    bedrag_voor_minuten,
    contractregel,
    is_uurtarief_in_minuten,
)
from services.shared.standard.leesbaar import Cent, Hoeveelheid
from services.shared.standard.messages.jw323 import CREDIT, Prestatie
from services.shared.standard.rule import rule
from services.shared.standard.view import PrestatieView
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "TR346",
    retourcode="9346",
    level=Level.EXTERNAL,
    message="JW323",
    over=Prestatie,
    element="IngediendBedrag/Bedrag",
    after=("TR341", "TR381", "TR384"),
    needs_contract=True,
    why="U vraagt {bedrag_cent} voor {geleverd}, maar volgens het tarief is dat {verwacht_cent}.",
    what_now="Reken het bedrag opnieuw uit: volume keer tarief, bij een uurtarief en minuten het uurtarief keer de "
    "minuten gedeeld door 60, afgerond op hele centen. Dien de regel daarna opnieuw in.",
)
def bedrag_is_volume_maal_tarief(prestatie: Prestatie, view: PrestatieView) -> Breach | None:
    """Debit lines, exact to the cent; Eenheid 83 is left to CS339.

    Minutes of a product contracted per hour are priced from the hourly tariff of the contract, half a cent up; the
    rounded ProductTarief plays no part then (IV081). With a wrong unit there is nothing to compare (derived).
    """
    tarief = prestatie.product_tarief
    if prestatie.debet_credit == CREDIT or prestatie.eenheid == EURO or tarief is None:
        return None
    verwacht = prestatie.geleverd_volume * tarief
    if prestatie.eenheid == MINUUT:
        product = contractregel(prestatie, view.producten or ())
        if product is not None and product.tarief is not None and is_uurtarief_in_minuten(prestatie, product):
            verwacht = bedrag_voor_minuten(product.tarief, prestatie.geleverd_volume)
    if prestatie.bedrag == verwacht:
        return None
    return breach(
        bedrag_cent=Cent(prestatie.bedrag),
        verwacht_cent=Cent(verwacht),
        geleverd=Hoeveelheid(prestatie.geleverd_volume, prestatie.eenheid),
    )
