"""CD060 (0001): a line names a VorigReferentieNummer exactly when it is a credit."""

from __future__ import annotations

from services.shared.standard.messages import jw323
from services.shared.standard.rule import rule
from services.shared.standard.view import BerichtView
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "CD060",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW323",
    over=jw323.Prestatie,
    element="ProductReferentie/VorigReferentieNummer",
    why="Prestatie {referentie} is {kant} en VorigReferentieNummer is {vorig}; het hoort bij credit en alleen daarbij.",
    what_now="Vul het in bij een credit, laat het leeg bij een debet, en stuur de declaratie opnieuw.",
)
def vorig_referentienummer_precies_bij_credit(prestatie: jw323.Prestatie, view: BerichtView) -> Breach | None:
    """A debit that replaces a credited line does not point to it."""
    if (prestatie.debet_credit == jw323.CREDIT) == (prestatie.vorig_referentie_nummer is not None):
        return None
    return breach(
        referentie=prestatie.referentie_nummer,
        kant="credit" if prestatie.debet_credit == jw323.CREDIT else "debet",
        vorig="leeg" if prestatie.vorig_referentie_nummer is None else "ingevuld",
    )
