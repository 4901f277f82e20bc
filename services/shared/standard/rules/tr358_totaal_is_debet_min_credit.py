"""TR358 (0001): the total of a declaration is the sum of its debit lines less its credit lines."""

from __future__ import annotations

from services.shared.standard.leesbaar import Cent
from services.shared.standard.messages import jw323
from services.shared.standard.rule import rule
from services.shared.standard.view import BerichtView
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "TR358",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW323",
    over=jw323.Declaratie,
    element="TotaalIngediendBedrag",
    why="Het totaal in het bericht is {totaal} {totaal_kant}, maar de regels samen (debet min credit) komen "
    "op {som} {som_kant}.",
    what_now="Controleer of alle regels in het bericht staan, verbeter TotaalIngediendBedrag en stuur de declaratie "
    "opnieuw.",
)
def totaal_is_debet_min_credit(declaratie: jw323.Declaratie, view: BerichtView) -> Breach | None:
    """Amounts in eurocents; the side is D for zero or more and C below zero, the amount is without sign."""
    som = 0
    for client in declaratie.clienten:
        for line in client.prestaties:
            som += line.bedrag if line.debet_credit == jw323.DEBET else -line.bedrag
    kant = jw323.DEBET if som >= 0 else jw323.CREDIT
    if declaratie.totaal_bedrag == abs(som) and declaratie.totaal_debet_credit == kant:
        return None
    return breach(
        totaal=Cent(declaratie.totaal_bedrag),
        totaal_kant=_WORD[declaratie.totaal_debet_credit],
        som=Cent(abs(som)),
        som_kant=_WORD[kant],
    )


_WORD = {jw323.DEBET: "debet", jw323.CREDIT: "credit"}
