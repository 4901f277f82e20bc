"""TR323 (8017): a credit names an earlier granted debit of the same provider and repeats it."""

from __future__ import annotations

from services.shared.standard.creditering import DEBET, afwijkend_element
from services.shared.standard.messages.jw323 import CREDIT, Prestatie
from services.shared.standard.rule import rule
from services.shared.standard.view import PrestatieView
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "TR323",
    retourcode="8017",
    level=Level.CROSS_MESSAGE,
    message="JW323",
    over=Prestatie,
    element="ProductReferentie/VorigReferentieNummer",
    why="Deze creditregel kan niet worden verrekend: {grond}.",
    what_now="Crediteer alleen een regel die eerder aan u is toegekend: zet haar ReferentieNummer in "
    "VorigReferentieNummer en neem alle andere gegevens onveranderd over.",
)
def credit_op_toegekend_debet(prestatie: Prestatie, view: PrestatieView) -> Breach | None:
    """Credit lines. That other content than the debit also gives 8017 follows from IV091 (derived); a part of an
    amount can therefore not be credited."""
    if prestatie.debet_credit != CREDIT:
        return None
    debet = view.debet
    if debet is None:
        return breach(grond="de regel waarnaar zij verwijst is bij ons niet bekend")
    if debet.debet_credit != DEBET:
        return breach(grond="de regel waarnaar zij verwijst is zelf een creditregel")
    if not debet.toegekend:
        return breach(grond="de regel waarnaar zij verwijst is afgewezen")
    if not view.debet_van_client:
        return breach(grond="de regel waarnaar zij verwijst hoort niet bij deze cliënt en deze gemeente")
    element = afwijkend_element(prestatie, debet)
    if element is None:
        return None
    return breach(grond=f"{element} is anders dan in de regel waarnaar zij verwijst", afwijking=element)
