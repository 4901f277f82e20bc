"""JW303-CS325 (0001, derived): an amount of zero is a debit."""

from __future__ import annotations

from services.shared.standard.messages.jw303 import Bedrag, Header303, Prestatie303
from services.shared.standard.rule import rule
from services.shared.standard.view import BerichtView
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "JW303-CS325",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW303",
    over=Header303,
    derived=True,
    why="{element} is nul, maar staat als credit in het bericht.",
    what_now="Gebruik D (debet) bij een bedrag van nul en stuur het bericht opnieuw.",
)
def totaal_nul_is_debet(header: Header303, view: BerichtView) -> Breach | None:
    """The total and the VAT total. Derived from a template left in the XSLT of 3.2 that names elements of 2.x."""
    return _judge(
        "DeclaratieFactuurBedragen", DeclaratieFactuurTotaalBedrag=header.totaal, BtwTotaalBedrag=header.btw_totaal
    )


@rule(
    "JW303-CS325",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW303",
    over=Prestatie303,
    derived=True,
    why="{element} van deze regel is nul, maar staat als credit in het bericht.",
    what_now="Gebruik D (debet) bij een bedrag van nul en stuur het bericht opnieuw.",
)
def regel_van_nul_is_debet(prestatie: Prestatie303, view: BerichtView) -> Breach | None:
    """The three amounts of a line. Derived in the same way."""
    if prestatie.bedrag and prestatie.berekend_bedrag is None and prestatie.btw_bedrag is None:
        return None
    return _judge(
        "IngediendeBedragPrestatie",
        DeclaratieFactuurBedrag=Bedrag(prestatie.bedrag, prestatie.debet_credit),
        BerekendBedrag=prestatie.berekend_bedrag,
        BtwBedrag=prestatie.btw_bedrag,
    )


def _judge(groep: str, **bedragen: Bedrag | None) -> Breach | None:
    for element, bedrag in bedragen.items():
        if bedrag is not None and bedrag.bedrag == 0 and bedrag.debet_credit != "D":
            return breach(within=f"{groep}/{element}", element=element)
    return None
