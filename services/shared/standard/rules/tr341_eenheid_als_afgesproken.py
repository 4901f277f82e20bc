"""TR341 (9341): a line counts in the allocated unit, or in that of the contract when no unit was allocated."""

from __future__ import annotations

from services.shared.standard.contracttarief import hoort_bij
from services.shared.standard.leesbaar import Eenheid
from services.shared.standard.messages.jw323 import CREDIT, Prestatie
from services.shared.standard.rule import rule
from services.shared.standard.view import PrestatieView
from services.shared.standard.vorm import vorm_en_voorwaarden
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "TR341",
    retourcode="9341",
    level=Level.CROSS_MESSAGE,
    message="JW323",
    over=Prestatie,
    sees=vorm_en_voorwaarden,
    element="Eenheid",
    after=("TR338", "TR384"),
    why="U declareert in {gedeclareerd}, maar toegewezen is in {toegewezen}.",
    what_now="Reken het volume om naar de toegewezen eenheid en dien de regel opnieuw in; uren mag u ook in minuten "
    "declareren.",
)
def eenheid_als_toegewezen(prestatie: Prestatie, view: PrestatieView) -> Breach | None:
    """Debit lines on an allocation with Omvang: the same unit, or minutes where hours were allocated.

    Not the other way round: minutes allocated are declared in minutes.
    """
    toewijzing = view.toewijzing
    if toewijzing is None or toewijzing.eenheid is None or hoort_bij(prestatie.eenheid, toewijzing.eenheid):
        return None
    if prestatie.debet_credit == CREDIT:
        return None
    return breach(gedeclareerd=Eenheid(prestatie.eenheid), toegewezen=Eenheid(toewijzing.eenheid))


@rule(
    "TR341",
    retourcode="9341",
    level=Level.CROSS_MESSAGE,
    message="JW323",
    over=Prestatie,
    sees=vorm_en_voorwaarden,
    element="Eenheid",
    after=("TR338", "TR381", "TR384"),
    needs_contract=True,
    why="U declareert {product_code} in {gedeclareerd}, maar in het contract staat {afgesproken}.",
    what_now="Declareer in de eenheid van het contract en dien de regel opnieuw in; uren mag u ook in minuten "
    "declareren.",
)
def eenheid_als_gecontracteerd(prestatie: Prestatie, view: PrestatieView) -> Breach | None:
    """Debit lines on an A-specific or generic allocation: a unit in which the contract prices the code.

    That minutes may stand for contracted hours here too is suggested by IV081, which gives their price (derived).
    A code outside the contract has no unit to compare with, so TR381 goes first (derived).
    """
    toewijzing = view.toewijzing
    if toewijzing is None or toewijzing.eenheid is not None or prestatie.debet_credit == CREDIT:
        return None
    eenheid, categorie = prestatie.eenheid, prestatie.product_categorie
    producten = view.producten or ()
    for product in producten:
        if product.categorie == categorie and hoort_bij(eenheid, product.eenheid):
            return None
    afgesproken = dict.fromkeys(f"{Eenheid(p.eenheid)}" for p in producten if p.categorie == categorie)
    return breach(
        product_code=prestatie.product_code, gedeclareerd=Eenheid(eenheid), afgesproken=" of ".join(afgesproken)
    )
