"""TR379 (9379): the reference of a provider's request is sent along once."""

from __future__ import annotations

from services.shared.standard.messages.jw301 import ToegewezenProduct
from services.shared.standard.rule import rule
from services.shared.standard.view import ToegewezenProductView
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "TR379",
    retourcode="9379",
    level=Level.CROSS_MESSAGE,
    message="JW301",
    over=ToegewezenProduct,
    element="ReferentieAanbieder",
    why="Toewijzing {toewijzing_nummer} is al eerder verstuurd met deze ReferentieAanbieder.",
    what_now="Laat ReferentieAanbieder weg bij een toewijzing die niet rechtstreeks volgt op een nieuw verzoek van de "
    "aanbieder, en verstuur het bericht opnieuw.",
)
def referentie_van_aanbieder_een_keer(product: ToegewezenProduct, view: ToegewezenProductView) -> Breach | None:
    """A reference belongs to the first message that answers a request (IV094, IV097); repeating it is a breach.

    Whether the request was made at all cannot be seen without the JW315 and JW317 of the provider, so only a reference
    that an earlier version already carried is refused (derived). A missing reference has no code.
    """
    if product.referentie_aanbieder is None or not view.referentie_gebruikt:
        return None
    return breach(toewijzing_nummer=product.toewijzing_nummer)
