"""TR316 (0001): a message does not refer to a line of its own."""

from __future__ import annotations

from services.shared.standard.messages import jw323
from services.shared.standard.plaats import plaats_van_prestatie
from services.shared.standard.rule import rule
from services.shared.standard.view import BerichtView
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "TR316",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW323",
    over=jw323.Declaratie,
    element="ProductReferentie/VorigReferentieNummer",
    why="Prestatie {referentie} verwijst naar {vorig}, een ReferentieNummer dat in dit bericht zelf voorkomt.",
    what_now="Een debetregel en de credit daarop heffen elkaar op: laat beide weg en stuur de declaratie opnieuw.",
)
def geen_verwijzing_naar_regel_in_zelfde_bericht(
    declaratie: jw323.Declaratie, view: BerichtView
) -> list[Breach] | None:
    """No VorigReferentieNummer equals a ReferentieNummer of the message, its own line's included (IV086)."""
    vorige = {line.vorig_referentie_nummer for client in declaratie.clienten for line in client.prestaties}
    vorige.discard(None)
    if not vorige or vorige.isdisjoint(_own(declaratie)):
        return None
    return _references(declaratie)


def _own(declaratie: jw323.Declaratie) -> set[str]:
    return {line.referentie_nummer for client in declaratie.clienten for line in client.prestaties}


def _references(declaratie: jw323.Declaratie) -> list[Breach]:
    own = _own(declaratie)
    return [
        breach(
            within=plaats_van_prestatie(client_at, line_at),
            referentie=line.referentie_nummer,
            vorig=line.vorig_referentie_nummer,
        )
        for client_at, client in enumerate(declaratie.clienten, start=1)
        for line_at, line in enumerate(client.prestaties, start=1)
        if line.vorig_referentie_nummer is not None and line.vorig_referentie_nummer in own
    ]
