"""TR339 (9339): a line is in the category that was allocated."""

from __future__ import annotations

from services.shared.standard.messages.jw323 import CREDIT, Prestatie
from services.shared.standard.rule import rule
from services.shared.standard.view import PrestatieView
from services.shared.standard.vorm import vorm_en_voorwaarden
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "TR339",
    retourcode="9339",
    level=Level.CROSS_MESSAGE,
    message="JW323",
    over=Prestatie,
    sees=vorm_en_voorwaarden,
    element="ProductCategorie",
    after=("TR338", "TR384"),
    why="U declareert in productcategorie {gedeclareerd}, maar toegewezen is categorie {toegewezen}.",
    what_now="Declareer in de toegewezen categorie. Is er andere hulp geleverd, vraag de gemeente dan om een "
    "toewijzing daarvoor.",
)
def categorie_als_toegewezen(prestatie: Prestatie, view: PrestatieView) -> Breach | None:
    """Debit lines; a generic allocation names no category and allows every one."""
    toewijzing = view.toewijzing
    if toewijzing is None or toewijzing.categorie in (None, prestatie.product_categorie):
        return None
    if prestatie.debet_credit == CREDIT:
        return None
    return breach(gedeclareerd=prestatie.product_categorie, toegewezen=toewijzing.categorie or "")
