"""Lays an envelope of ours ready: made once, stored with its bytes, and set aside at once when it is too large."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace

from services.gateway.collect import ENVELOPE
from services.gateway.ggk import schrijven
from services.gateway.ggk.antwoord import TE_GROOT, past
from services.gateway.ggk.envelop import Di01, Du01, Fo01, type_codes
from services.gateway.moment import iso
from services.gateway.stuf import told
from services.gateway.stuf.namen import label
from services.shared.desk import parked_record
from services.shared.desk.publishing import ANSWERS
from services.shared.dossier import enveloppen, gebeurtenissen, parkeerplaats
from services.shared.dossier.enveloppen import OUT, PARKED, WAITING, Envelop, ToStore
from services.shared.platform.database import Transaction
from services.shared.platform.keys import Keys
from services.shared.platform.log.port import Partition, Record


@dataclass(frozen=True, slots=True)
class Aanleiding:
    """Why an envelope leaves. ``sleutel`` names that once and for all, so that no second one leaves for it."""

    sleutel: str
    bron: str | None
    levering: str | None
    bij: int | None = None
    identificatie: str | None = None
    uiterlijk: str | None = None


@dataclass(frozen=True, slots=True)
class Klaarleggen:
    """Lays ready. ``parked`` counts and logs what was set aside."""

    dienst: str
    keys: Keys
    now_ms: Callable[[], int]
    parked: Callable[[str, str], None]

    async def maak(self, envelop: Di01 | Du01 | Fo01, inhoud: bytes | None, om: Aanleiding) -> ToStore:
        """The row to store, with its bytes sealed; made beside the event loop."""
        return await asyncio.to_thread(self._maak, envelop, inhoud, om)

    async def bewaar(self, tx: Transaction, new: ToStore) -> bool:
        """Store it in the transaction of what it follows from; false when an envelope left for that already."""
        if await enveloppen.by_key(tx, OUT, new.sleutel) is not None:
            return False
        number = await enveloppen.add(tx, new)
        if new.stand == PARKED:
            stored = await enveloppen.one(tx, number)
            assert stored is not None
            await zet_apart(tx, self.dienst, self.keys, stored, "data", TE_GROOT, self.now_ms())
            await gebeurtenissen.append(tx, self.dienst, [told.mislukt(stored, "ggk", 0, new.sinds, TE_GROOT)])
            self.parked("data", TE_GROOT)
        return True

    def _maak(self, envelop: Di01 | Du01 | Fo01, inhoud: bytes | None, om: Aanleiding) -> ToStore:
        if isinstance(envelop, Fo01):
            document, fits = schrijven.document(envelop), True
        else:
            assert inhoud is not None
            document, fits = b"".join(schrijven.stukken(envelop, inhoud)), past(envelop, len(inhoud))
        now = self.now_ms()
        new = ToStore(
            richting=OUT,
            sleutel=om.sleutel,
            berichtcode=type_codes[type(envelop)],
            referentienummer=envelop.referentienummer,
            cross_refnummer=None if isinstance(envelop, Di01) else envelop.cross_refnummer,
            functie=None if isinstance(envelop, Fo01) else envelop.functie,
            zender=envelop.zender.organisatie,
            ontvanger=envelop.ontvanger.organisatie,
            vingerafdruk=b"",
            stand=WAITING,
            wanneer=now,
            sinds=iso(now),
            inhoud=self.keys.seal(document, label(OUT, om.sleutel)),
            identificatie=om.identificatie,
            bron=om.bron,
            levering=om.levering,
            bij=om.bij,
            uiterlijk=om.uiterlijk,
        )
        return new if fits else replace(new, stand=PARKED, reden=TE_GROOT)


async def zet_apart(
    tx: Transaction, dienst: str, keys: Keys, each: Envelop, soort: str, reden: str, now_ms: int
) -> None:
    """Show an envelope where everything stands that a person must look at; its bytes stay where they are."""
    where = Partition(ANSWERS, ENVELOPE)
    headers = (("ce_id", each.referentienummer.encode()),)
    record = Record(where, each.envelop_id, None, None, headers, now_ms)
    parked = parked_record.to_park(
        keys, dienst, record, reden, soort, f"envelop:{each.richting}", each.referentienummer, now_ms
    )
    await parkeerplaats.park(tx, [replace(parked, eigenaar="beheer")])
