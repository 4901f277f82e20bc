"""CS339 (0001): a line in euros (Eenheid 83) has its amount as GeleverdVolume."""

from __future__ import annotations

from services.shared.standard.leesbaar import Cent
from services.shared.standard.messages import jw323
from services.shared.standard.rule import rule
from services.shared.standard.view import BerichtView
from services.shared.verdict.finding import Breach, Level, breach

EURO = "83"


@rule(
    "CS339",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW323",
    over=jw323.Prestatie,
    element="IngediendBedrag/Bedrag",
    why="Bij Eenheid 83 (euro) is GeleverdVolume {volume} (in eurocenten), terwijl het ingediende bedrag {bedrag} is.",
    what_now="Vul in GeleverdVolume hetzelfde aantal eurocenten in als in Bedrag en stuur de declaratie opnieuw.",
)
def volume_in_euros_is_het_bedrag(prestatie: jw323.Prestatie, view: BerichtView) -> Breach | None:
    """Both count eurocents; holds for debit and credit."""
    if prestatie.eenheid != EURO or prestatie.geleverd_volume == prestatie.bedrag:
        return None
    return breach(volume=prestatie.geleverd_volume, bedrag=Cent(prestatie.bedrag))
