"""Gathers all that judging allocations asks for: a few queries for a whole batch."""

from __future__ import annotations

from collections.abc import Sequence

from services.shared.dossier import berichten, grootboek, toewijzingen
from services.shared.platform.database import Transaction
from services.shared.standard.judging.jw301 import JW301_CODE
from services.shared.standard.messages.jw301 import JW301
from services.shared.standard.remembered import Remembered


async def gather(tx: Transaction, messages: Sequence[JW301], remembered: Remembered) -> None:
    """Fill ``remembered`` for these messages: identifications, allocations, references and balances."""
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
