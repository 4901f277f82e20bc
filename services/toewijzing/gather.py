"""Gathers all that judging allocations asks for: a few queries for a whole batch."""

from __future__ import annotations

from collections.abc import Sequence

from services.shared.desk.regionaal import regionaal, regios_van
from services.shared.dossier import afspraken, berichten, grootboek, toewijzingen, verzoeken
from services.shared.platform.database import Transaction
from services.shared.region.regios import Regios
from services.shared.region.rules.beoordelen import beoordeelt_toewijzingen
from services.shared.standard.judging.jw301 import JW301_CODE
from services.shared.standard.messages.jw301 import JW301
from services.shared.standard.remembered import Remembered


async def gather(tx: Transaction, messages: Sequence[JW301], remembered: Remembered, regios: Regios) -> None:
    """Fill ``remembered`` for these messages: identifications, allocations, references and balances.

    Where a region has rules of its own, also what they need: agreements, and who referred.
    """
    for code in sorted({message.header.afzender for message in messages}):
        mine = [message for message in messages if message.header.afzender == code]
        numbers = sorted({p.toewijzing_nummer for message in mine for p in message.client.toegewezen_producten})
        referring = {
            p.toewijzing_nummer
            for message in mine
            for p in message.client.toegewezen_producten
            if p.referentie_aanbieder is not None
        }
        gemeente = remembered.gemeente(code)
        gemeente.toewijzingen |= await toewijzingen.current(tx, code, numbers)
        gemeente.standen |= await grootboek.standen(tx, code, numbers)
        gemeente.referenties |= await toewijzingen.references(tx, code, sorted(referring))
        names = {message.header.identificatie for message in mine}
        remembered.identificaties |= await berichten.known_identifications(tx, code, JW301_CODE, names)
        gemeente.wijzigt |= set(numbers)
        if any(beoordeelt_toewijzingen(regio) for regio in regios_van(regios, code)):
            regionaal(remembered, regios).weet(await afspraken.over_toewijzingen(tx, code, numbers))
            await _referrers(tx, code, mine, remembered)


async def _referrers(tx: Transaction, gemeente: str, messages: Sequence[JW301], remembered: Remembered) -> None:
    """Who referred, by the requests that these messages answer."""
    asked: dict[str, set[str]] = {}
    for message in messages:
        references = asked.setdefault(message.header.ontvanger, set())
        references |= {
            p.referentie_aanbieder for p in message.client.toegewezen_producten if p.referentie_aanbieder is not None
        }
    for aanbieder, references in sorted(asked.items()):
        remembered.verzoeken |= await verzoeken.referrers(tx, gemeente, aanbieder, references)
