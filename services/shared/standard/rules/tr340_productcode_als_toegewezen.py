"""TR340 (9340): a line on a specific allocation has the product code that was allocated."""

from __future__ import annotations

from services.shared.standard.messages.jw323 import CREDIT, Prestatie
from services.shared.standard.rule import rule
from services.shared.standard.view import PrestatieView
from services.shared.standard.vorm import vorm_en_voorwaarden
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "TR340",
    retourcode="9340",
    level=Level.CROSS_MESSAGE,
    message="JW323",
    over=Prestatie,
    sees=vorm_en_voorwaarden,
    element="ProductCode",
    after=("TR338", "TR384"),
    why="U declareert productcode {gedeclareerd}, maar toegewezen is {toegewezen}.",
    what_now="Declareer met de toegewezen productcode. Is er andere hulp geleverd, vraag de gemeente dan om een "
    "toewijzing daarvoor.",
)
def productcode_als_toegewezen(prestatie: Prestatie, view: PrestatieView) -> Breach | None:
    """Debit lines; an A-specific or generic allocation names no code, there only TR381 looks at it."""
    toewijzing = view.toewijzing
    if toewijzing is None or toewijzing.code in (None, prestatie.product_code):
        return None
    if prestatie.debet_credit == CREDIT:
        return None
    return breach(gedeclareerd=prestatie.product_code, toegewezen=toewijzing.code or "")
