"""TR315 (0001): a VorigReferentieNummer occurs once in a message, over all clients."""

from __future__ import annotations

from services.shared.standard.messages import jw323
from services.shared.standard.plaats import plaats_van_prestatie
from services.shared.standard.rule import rule
from services.shared.standard.view import BerichtView
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "TR315",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW323",
    over=jw323.Declaratie,
    element="ProductReferentie/VorigReferentieNummer",
    why="Prestatie {referentie} verwijst naar {vorig}, en een eerdere prestatie in dit bericht doet dat ook.",
    what_now="Crediteer een regel hoogstens één keer: haal de dubbele verwijzing weg en stuur de declaratie opnieuw.",
)
def vorig_referentienummer_eenmaal_per_bericht(declaratie: jw323.Declaratie, view: BerichtView) -> list[Breach] | None:
    """Lines without VorigReferentieNummer do not count; every later use of a number is a breach."""
    used: set[str] = set()
    found: list[Breach] = []
    for client_at, client in enumerate(declaratie.clienten, start=1):
        for line_at, line in enumerate(client.prestaties, start=1):
            vorig = line.vorig_referentie_nummer
            if vorig is None:
                continue
            if vorig in used:
                place = plaats_van_prestatie(client_at, line_at)
                found.append(breach(within=place, referentie=line.referentie_nummer, vorig=vorig))
            used.add(vorig)
    return found or None
