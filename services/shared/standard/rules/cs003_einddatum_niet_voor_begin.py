"""CS003 (0001): a period that has an end has a start that is not later."""

from __future__ import annotations

from services.shared.standard.messages import jw301
from services.shared.standard.rule import rule
from services.shared.standard.view import BerichtView
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "CS003",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW301",
    over=jw301.Contact,
    element="Periode/Einddatum",
    why="De periode van dit contact (soort {soort}) eindigt op {eind} en begint op {begin}.",
    what_now="Zorg dat er een Begindatum is die op of voor de Einddatum ligt, en stuur de toewijzing opnieuw.",
)
def contactperiode_eindigt_niet_voor_begin(contact: jw301.Contact, view: BerichtView) -> Breach | None:
    """An Einddatum without Begindatum breaks the rule as well, as in the published XSLT."""
    if contact.eind is None or (contact.begin is not None and contact.begin <= contact.eind):
        return None
    return breach(soort=contact.soort, eind=str(contact.eind), begin=str(contact.begin or "een onbekende dag"))


@rule(
    "CS003",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW301",
    over=jw301.ToegewezenProduct,
    element="Einddatum",
    why="Toewijzing {toewijzing} eindigt op {einddatum}, voor de Ingangsdatum {ingangsdatum}.",
    what_now="Verbeter Ingangsdatum of Einddatum en stuur de toewijzing opnieuw.",
)
def toewijzing_eindigt_niet_voor_ingang(product: jw301.ToegewezenProduct, view: BerichtView) -> Breach | None:
    """Without Einddatum there is nothing to judge; one day is a period."""
    if product.einddatum is None or product.ingangsdatum <= product.einddatum:
        return None
    return breach(
        toewijzing=product.toewijzing_nummer,
        einddatum=str(product.einddatum),
        ingangsdatum=str(product.ingangsdatum),
    )
