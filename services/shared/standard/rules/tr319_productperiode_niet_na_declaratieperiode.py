"""TR319 (9319): a declaration holds lines of its own month and of earlier months."""

from __future__ import annotations

from services.shared.standard.leesbaar import dag
from services.shared.standard.messages.jw323 import Prestatie
from services.shared.standard.rule import rule
from services.shared.standard.view import PrestatieView
from services.shared.standard.vorm import vorm_en_voorwaarden
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "TR319",
    retourcode="9319",
    level=Level.CROSS_MESSAGE,
    message="JW323",
    over=Prestatie,
    sees=vorm_en_voorwaarden,
    element="ProductPeriode/Einddatum",
    after=("TR384",),
    why="De regel loopt tot en met {eind}, maar de declaratie gaat over de periode tot en met {einde_declaratie}.",
    what_now="Neem deze regel op in de declaratie over de maand waarin zij eindigt, of in een latere.",
)
def productperiode_niet_na_declaratieperiode(prestatie: Prestatie, view: PrestatieView) -> Breach | None:
    """Debit and credit lines. The rule table puts this on the line (9319); the XSLT refuses the message (C01)."""
    einde = view.declaratie.eind
    if prestatie.eind <= einde:
        return None
    return breach(eind=dag(prestatie.eind), einde_declaratie=dag(einde))
