"""Takes an envelope in: read, judged, stored, and only then confirmed; what is refused leaves nothing behind.

INVARIANT: whoever got a Bv03 has an envelope that is stored. Repeated, it gets the same Bv03 and has no other effect.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from services.gateway.ggk import soap
from services.gateway.ggk.antwoord import Antwoorder
from services.gateway.ggk.envelop import Di01, Fo01, Gelezen, type_codes
from services.gateway.ggk.gebreken import Gebrek, Geweigerd
from services.gateway.ggk.koppeling import gezocht
from services.gateway.ggk.oordeel import Eerder, Herhaald, Nieuw, over_envelop, over_herhaling
from services.gateway.ggk.termijn import termijn, werkdagen_voor
from services.gateway.moment import iso
from services.gateway.stuf.lezers import Lezers, Vorm
from services.gateway.stuf.namen import bron_van, label, verzegeld
from services.shared.dossier import enveloppen
from services.shared.dossier.enveloppen import IN, RECEIVED, ToStore
from services.shared.platform.database import Conflict, Database, DatabaseError, Transaction
from services.shared.platform.keys import Keys

_DATABASE_SECONDS = 20.0
_TRIES = 3
_ANTWOORD = {"JW303": "JW304", "JW323": "JW325"}


@dataclass(frozen=True, slots=True)
class Aangenomen:
    """It is stored; ``bv03`` is the response in SOAP. ``herhaald``: it was stored before."""

    referentienummer: str
    berichtcode: str
    bv03: bytes
    herhaald: bool


@dataclass(frozen=True, slots=True)
class Ontvangst:
    """Takes envelopes. ``bediend``: is this a municipality that we serve? ``stored`` is called after something new."""

    database: Database
    keys: Keys
    lezers: Lezers
    antwoorder: Antwoorder
    bediend: Callable[[str], bool]
    now_ms: Callable[[], int]
    stored: Callable[[], None]
    trouble: Callable[[str], None]

    async def neem(
        self, data: bytes, vorm: Vorm, mag: Callable[[str | None], bool], soapactions: Sequence[str] | None = None
    ) -> Aangenomen | Geweigerd:
        """Take one envelope. ``mag``: may who sends it send for this organisation?"""
        gelezen = await self.lezers.lees(data, vorm, soapactions)
        if isinstance(gelezen, Geweigerd):
            return gelezen
        if not mag(gelezen.envelop.zender.organisatie):
            return soap.geweigerd(gelezen.envelop, Gebrek.ZENDER_NIET_TOEGESTAAN)
        try:
            async with asyncio.timeout(_DATABASE_SECONDS):
                return await self._bewaar(gelezen, data, vorm)
        except (DatabaseError, TimeoutError) as error:
            self.trouble(type(error).__name__)
            return soap.geweigerd(gelezen.envelop, Gebrek.OPSLAG)

    async def _bewaar(self, gelezen: Gelezen, data: bytes, vorm: Vorm) -> Aangenomen | Geweigerd:
        async with self.database.transaction(write=False) as tx:
            outcome = await self._toets(tx, gelezen)
        if not isinstance(outcome, Nieuw):
            return self._uitkomst(gelezen, outcome)
        new = await asyncio.to_thread(self._to_store, gelezen, data, vorm)
        for attempt in range(_TRIES):
            try:
                async with self.database.transaction() as tx:
                    await tx.lock([f"envelop|{gelezen.sleutel}"])
                    outcome = await self._toets(tx, gelezen)
                    if isinstance(outcome, Nieuw):
                        await enveloppen.add(tx, new)
                break
            except Conflict:
                if attempt == _TRIES - 1:
                    raise
        if not isinstance(outcome, Nieuw):
            return self._uitkomst(gelezen, outcome)
        self.stored()
        return self._uitkomst(gelezen, Herhaald(new.antwoord or b""), again=False)

    async def _toets(self, tx: Transaction, gelezen: Gelezen) -> Nieuw | Herhaald | Geweigerd:
        """Is it taken, and is it new?"""
        envelop = gelezen.envelop
        ours = isinstance(envelop, Fo01) and await enveloppen.sent(tx, gezocht(envelop.cross_refnummer)) is not None
        taken = over_envelop(gelezen, bediend=self.bediend, van_ons=lambda _: ours)
        if isinstance(taken, Geweigerd):
            return taken
        was = await enveloppen.by_key(tx, IN, gelezen.sleutel)
        return over_herhaling(gelezen, None if was is None else Eerder(bytes(was.vingerafdruk), was.antwoord or b""))

    def _uitkomst(
        self, gelezen: Gelezen, outcome: Herhaald | Geweigerd, *, again: bool = True
    ) -> Aangenomen | Geweigerd:
        if isinstance(outcome, Geweigerd):
            return outcome
        envelop = gelezen.envelop
        return Aangenomen(envelop.referentienummer, type_codes[type(envelop)], outcome.bv03, again)

    def _to_store(self, gelezen: Gelezen, data: bytes, vorm: Vorm) -> ToStore:
        envelop, now = gelezen.envelop, self.now_ms()
        zender = envelop.zender.organisatie
        carries = isinstance(envelop, Di01)
        return ToStore(
            richting=IN,
            sleutel=gelezen.sleutel,
            berichtcode=type_codes[type(envelop)],
            referentienummer=envelop.referentienummer,
            cross_refnummer=None if isinstance(envelop, Di01) else envelop.cross_refnummer,
            functie=None if isinstance(envelop, Fo01) else envelop.functie,
            zender=zender,
            ontvanger=envelop.ontvanger.organisatie,
            vingerafdruk=gelezen.vingerafdruk,
            stand=RECEIVED,
            wanneer=now,
            sinds=iso(now),
            inhoud=self.keys.seal(data, label(IN, gelezen.sleutel)),
            bron=bron_van(zender or "") if carries else None,
            levering=envelop.referentienummer if carries else None,
            uiterlijk=_uiterlijk(envelop.functie, now) if isinstance(envelop, Di01) else None,
            antwoord=soap.bevestiging(self.antwoorder.bv03(envelop)),
            bijlage=verzegeld(self.keys, IN, gelezen.sleutel, {"soap": vorm.soap, "codering": vorm.codering}),
        )


def _uiterlijk(functie: str, now_ms: int) -> str:
    """The last day for the answer to a Di01, whatever happens to it here: it counts from when it came in."""
    werkdagen = werkdagen_voor(_ANTWOORD.get(functie, functie))
    return termijn(datetime.fromtimestamp(now_ms / 1000, UTC), werkdagen).uiterlijk.isoformat()
