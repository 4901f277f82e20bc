"""JW303-8853 (8853, derived): a credit takes back a debit that was granted."""

from __future__ import annotations

from services.shared.standard.messages.jw303 import Prestatie303
from services.shared.standard.rule import rule
from services.shared.standard.view import Prestatie303View
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "JW303-8853",
    retourcode="8853",
    level=Level.CROSS_MESSAGE,
    message="JW303",
    over=Prestatie303,
    element="ProductReferentie/VorigReferentieNummer",
    after=("JW303-8017",),
    derived=True,
    why="U crediteert de regel met ReferentieNummer {vorig_referentie_nummer}, maar die is afgewezen.",
    what_now="Haal de creditregel weg: een afgewezen regel hoeft u niet te crediteren. U mag haar verbeterd opnieuw "
    "indienen.",
)
def debet_is_toegekend(prestatie: Prestatie303, view: Prestatie303View) -> Breach | None:
    """Credit lines. Derived: 3.2 has one code for an unknown and a refused debit, 2.3 has two.

    The code is meant for a declaration and not for an invoice, but which BerichtCode is which is not known; it is
    judged for both.
    """
    debet = view.debet
    if debet is None or debet.toegekend or prestatie.debet_credit != "C":
        return None
    return breach(vorig_referentie_nummer=prestatie.vorig_referentie_nummer or "")
