"""CD087 (0001): a line has a ProductTarief exactly when its Eenheid is not euros (83)."""

from __future__ import annotations

from services.shared.standard.messages import jw323
from services.shared.standard.rule import rule
from services.shared.standard.view import BerichtView
from services.shared.verdict.finding import Breach, Level, breach

EURO = "83"


@rule(
    "CD087",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW323",
    over=jw323.Prestatie,
    element="ProductTarief",
    why="Prestatie {referentie} heeft Eenheid {eenheid} en ProductTarief is {tarief}; alleen bij Eenheid 83 (euro) "
    "blijft het leeg.",
    what_now="Vul het tarief in, of laat het weg bij Eenheid 83, en stuur de declaratie opnieuw.",
)
def tarief_precies_als_eenheid_geen_euro_is(prestatie: jw323.Prestatie, view: BerichtView) -> Breach | None:
    """A tariff of 0 is a value."""
    if (prestatie.product_tarief is None) == (prestatie.eenheid == EURO):
        return None
    return breach(
        referentie=prestatie.referentie_nummer,
        eenheid=prestatie.eenheid,
        tarief="leeg" if prestatie.product_tarief is None else "ingevuld",
    )
