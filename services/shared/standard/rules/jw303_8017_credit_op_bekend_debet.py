"""JW303-8017 (8017, derived): a credit names an earlier debit of the same provider and client and repeats it."""

from __future__ import annotations

from services.shared.standard.creditering import DEBET, afwijkend_element
from services.shared.standard.messages.jw303 import Prestatie303
from services.shared.standard.rule import rule
from services.shared.standard.view import Prestatie303View
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "JW303-8017",
    retourcode="8017",
    level=Level.CROSS_MESSAGE,
    message="JW303",
    over=Prestatie303,
    element="ProductReferentie/VorigReferentieNummer",
    derived=True,
    why="Deze creditregel kan niet worden verrekend: {grond}.",
    what_now="Zet het ReferentieNummer van de eerdere regel in VorigReferentieNummer en neem alle andere gegevens "
    "onveranderd over.",
)
def credit_op_bekend_debet(prestatie: Prestatie303, view: Prestatie303View) -> Breach | None:
    """Credit lines. Derived; probably TR323. That a debit was refused has a code of its own in 2.3 (8853).

    That a credit repeats its debit is known of 3.2 only (IV091); it is asked here too, because otherwise more could be
    taken back than was granted. Whose a refused debit was is not asked: its allocation may be unknown (8853 follows).
    """
    if prestatie.debet_credit != "C":
        return None
    debet = view.debet
    if debet is None:
        return breach(grond="de regel waarnaar zij verwijst is bij ons niet bekend")
    if debet.debet_credit != DEBET:
        return breach(grond="de regel waarnaar zij verwijst is zelf een creditregel")
    if debet.toegekend and not view.debet_van_client:
        return breach(grond="de regel waarnaar zij verwijst hoort niet bij deze cliënt en deze gemeente")
    element = afwijkend_element(prestatie, debet)
    if element is None:
        return None
    return breach(grond=f"{element} is anders dan in de regel waarnaar zij verwijst", afwijking=element)
