"""TR389 (9389): a product is declared once per allocation and period, unless the earlier line was credited."""

from __future__ import annotations

from services.shared.standard.leesbaar import dag
from services.shared.standard.messages.jw323 import CREDIT, Prestatie
from services.shared.standard.rule import rule
from services.shared.standard.view import PrestatieView
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "TR389",
    retourcode="9389",
    level=Level.CROSS_MESSAGE,
    message="JW323",
    over=Prestatie,
    element="ProductPeriode",
    after=("TR384",),
    why="Voor {product_code} op toewijzing {toewijzing_nummer} is over {begin} tot en met {eind} al iets toegekend.",
    what_now="Wilt u die regel verbeteren, stuur dan een creditregel voor de eerste en de nieuwe regel samen in één "
    "declaratie. Is het dezelfde hulp, dan hoeft u niets te doen.",
)
def niet_twee_keer_gedeclareerd(prestatie: Prestatie, view: PrestatieView) -> Breach | None:
    """Debit lines. A refused debit does not stand in the way, nor one that a credit of this message takes back.

    Periods are compared for equality; an overlap of other periods is not covered by the rule. A debit that was granted
    in a JW303 is an earlier debit as well (derived: the rule does not say in which message it was sent).
    """
    if not view.eerder_debet or prestatie.debet_credit == CREDIT:
        return None
    return breach(
        product_code=prestatie.product_code,
        toewijzing_nummer=prestatie.toewijzing_nummer,
        begin=dag(prestatie.begin),
        eind=dag(prestatie.eind),
    )
