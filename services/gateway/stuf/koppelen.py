"""Links what came back to what we sent: the provider's JW302, or an error from anywhere in the chain."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from services.gateway.ggk.envelop import Du01, Fo01
from services.gateway.ggk.koppeling import Gekoppeld, NietGekoppeld, Verzonden, gezocht, koppel_du01, koppel_fo01
from services.gateway.moment import iso
from services.gateway.stuf import told
from services.gateway.stuf.inhoud import Gezien
from services.gateway.stuf.namen import verzegeld
from services.shared.dossier import enveloppen, gebeurtenissen
from services.shared.dossier.enveloppen import ANSWERED, FAULTED, IN, PROCESSED, Envelop
from services.shared.dossier.gebeurtenissen import Waiting
from services.shared.platform.database import Database, Transaction
from services.shared.platform.keys import Keys
from services.shared.standard.messages.jw302 import JW302

NOTHING_WRONG = "0200"


@dataclass(frozen=True, slots=True)
class Koppelen:
    """Links. ``fault`` logs and counts a Fo01 that came back: its number, and whether it belongs to something."""

    dienst: str
    database: Database
    keys: Keys
    now_ms: Callable[[], int]
    fault: Callable[[Envelop, bool], None]
    refused: Callable[[Envelop], None]

    async def du01(self, each: Envelop, envelop: Du01, gezien: Gezien) -> None:
        """A valid Du01: linked to our Di01, or kept and shown as not linked."""
        refused = gezien.jw302 is not None and is_geweigerd(gezien.jw302)
        moment = iso(self.now_ms())
        async with self.database.transaction() as tx:
            sent = await enveloppen.sent(tx, gezocht(envelop.cross_refnummer))
            link = koppel_du01(envelop, gezien.kop.identificatie, _verzonden(sent))
            linked = sent if isinstance(link, Gekoppeld) else None
            fact = {"retourcodes": list(gezien.retourcodes), "geweigerd": refused}
            if not await self._settle(tx, each, link, linked, fact, moment, gezien.kop.identificatie) or linked is None:
                return
            await enveloppen.came_back(tx, linked.envelop_id, ANSWERED)
            if refused:
                numbers = await _toewijzingen(tx, linked)
                event = told.geweigerd(linked, each, gezien.retourcodes, numbers, moment)
                await gebeurtenissen.append(tx, self.dienst, [event])
        if refused and linked is not None:
            self.refused(each)

    async def fo01(self, each: Envelop, envelop: Fo01) -> None:
        """An error that came back: linked to whatever we sent under that number, and told of in any case."""
        moment = iso(self.now_ms())
        fact = {"code": envelop.code, "plek": envelop.plek, "omschrijving": envelop.omschrijving,
                "details": envelop.details, "melder": envelop.zender.organisatie}  # fmt: skip
        async with self.database.transaction() as tx:
            sent = await enveloppen.sent(tx, gezocht(envelop.cross_refnummer))
            link = koppel_fo01(envelop, _verzonden(sent))
            linked = sent if isinstance(link, Gekoppeld) else None
            if not await self._settle(tx, each, link, linked, fact, moment, None):
                return
            events: list[Waiting] = [told.fout_terug(linked or each, each, envelop.code[:7], moment)]
            await gebeurtenissen.append(tx, self.dienst, events)
            if linked is not None:
                await enveloppen.came_back(tx, linked.envelop_id, FAULTED)
        self.fault(each, linked is not None)

    async def _settle(
        self, tx: Transaction, each: Envelop, link: Gekoppeld | NietGekoppeld, linked: Envelop | None,
        fact: dict[str, Any], moment: str, identificatie: str | None,
    ) -> bool:  # fmt: skip
        reden = "Gekoppeld." if isinstance(link, Gekoppeld) else f"Niet gekoppeld: {link.reden.value}"
        return await enveloppen.settle(
            tx, each, PROCESSED, reden, moment,
            identificatie=identificatie,
            levering=(linked.bron, linked.levering) if linked and linked.bron and linked.levering else None,
            bij=linked.envelop_id if linked else None,
            bijlage=verzegeld(self.keys, IN, each.sleutel, fact),
        )  # fmt: skip


def is_geweigerd(answer: JW302) -> bool:
    """Whether the provider refused; when every code says that nothing is wrong, it is a yes."""
    below = (code for codes in (answer.classes or {}).values() for code in codes)
    return not answer.accepted and {*answer.header, *below} != {NOTHING_WRONG}


def _verzonden(sent: Envelop | None) -> Verzonden | None:
    if sent is None:
        return None
    return Verzonden(
        sent.referentienummer,
        sent.berichtcode,
        sent.functie or "",
        sent.zender or "",
        sent.ontvanger or "",
        sent.identificatie,
        bool(sent.beantwoord & ANSWERED),
    )


async def _toewijzingen(tx: Transaction, sent: Envelop) -> list[int]:
    """The allocations that the message in an envelope brought."""
    rows = await tx.rows(
        "SELECT v.toewijzing_nummer FROM toewijzing_versie v JOIN bericht b ON b.bericht_id = v.bericht_id"
        " AND b.gemeente = v.gemeente WHERE b.bron = ? AND b.levering = ? ORDER BY v.toewijzing_nummer",
        sent.bron, sent.levering,
    )  # fmt: skip
    return [row[0] for row in rows]
