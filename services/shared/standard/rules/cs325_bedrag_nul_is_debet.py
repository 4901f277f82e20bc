"""CS325 (0001): an amount of zero is a debit."""

from __future__ import annotations

from services.shared.standard.messages import jw323
from services.shared.standard.rule import rule
from services.shared.standard.view import BerichtView
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "CS325",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW323",
    over=jw323.Declaratie,
    element="TotaalIngediendBedrag/DebetCredit",
    why="Het totaalbedrag is {bedrag}, maar staat als credit in het bericht.",
    what_now="Gebruik D (debet) bij een bedrag van nul en stuur de declaratie opnieuw.",
)
def totaal_nul_is_debet(declaratie: jw323.Declaratie, view: BerichtView) -> Breach | None:
    """TR358 asks the same of a total that nets to zero."""
    if declaratie.totaal_bedrag or declaratie.totaal_debet_credit == jw323.DEBET:
        return None
    return breach(bedrag=declaratie.totaal_bedrag)


@rule(
    "CS325",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW323",
    over=jw323.Prestatie,
    element="IngediendBedrag/DebetCredit",
    why="Prestatie {referentie} heeft een bedrag van {bedrag}, maar staat als credit in het bericht.",
    what_now="Gebruik D (debet) bij een bedrag van nul, of haal de regel weg, en stuur de declaratie opnieuw.",
)
def regel_van_nul_is_debet(prestatie: jw323.Prestatie, view: BerichtView) -> Breach | None:
    """A credit line of zero is therefore impossible."""
    if prestatie.bedrag or prestatie.debet_credit == jw323.DEBET:
        return None
    return breach(referentie=prestatie.referentie_nummer, bedrag=prestatie.bedrag)
