"""TR332 (9332): within a municipality a ToewijzingNummer stands for one allocation."""

from __future__ import annotations

from services.shared.standard.messages.jw301 import ToegewezenProduct
from services.shared.standard.rule import rule
from services.shared.standard.view import ToegewezenProductView, Toewijzing
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "TR332",
    retourcode="9332",
    level=Level.CROSS_MESSAGE,
    message="JW301",
    over=ToegewezenProduct,
    element="ToewijzingNummer",
    why="ToewijzingNummer {toewijzing_nummer} is al gebruikt voor een andere toewijzing: {afwijking} is anders.",
    what_now="Is dit een nieuwe toewijzing, geef haar dan een nieuw nummer. Is het een wijziging, laat dan cliënt, "
    "aanbieder, ingangsdatum en product zoals zij waren.",
)
def toewijzingnummer_is_uniek(product: ToegewezenProduct, view: ToegewezenProductView) -> Breach | None:
    """A known number is only a new version of its own allocation: client, provider, Ingangsdatum and Product equal.

    The text of the rule asks for a unique number; that another Ingangsdatum or Product makes another allocation is
    derived from OP033x1 and IV066, which name all that may change.
    """
    if view.huidig is None:
        return None
    afwijking = _afwijking(product, view, view.huidig)
    return None if afwijking is None else breach(toewijzing_nummer=product.toewijzing_nummer, afwijking=afwijking)


def _afwijking(product: ToegewezenProduct, view: ToegewezenProductView, huidig: Toewijzing) -> str | None:
    if view.client != huidig.client:
        return "de cliënt"
    if view.aanbieder != huidig.aanbieder:
        return "de aanbieder"
    if product.ingangsdatum != huidig.ingangsdatum:
        return "de ingangsdatum"
    if product.categorie != huidig.categorie:
        return "de productcategorie"
    return None if product.code == huidig.code else "de productcode"
