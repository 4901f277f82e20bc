"""Decides for each answer whether an envelope leaves, and makes it: a Du01 or Fo01 back, or the JW301 as a Di01."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree

from services.gateway import collect
from services.gateway.ggk.antwoord import Antwoorder
from services.gateway.ggk.envelop import Di01, Fo01, Parameters, Systeem
from services.gateway.ggk.lezen import lees_fo01
from services.gateway.ggk.namen import GGK_APPLICATIE
from services.gateway.ggk.termijn import RETOURBERICHT, na_werkdagen
from services.gateway.intake import GATEWAY_SOURCE
from services.gateway.opschrift import uitgave_of
from services.gateway.stuf.klaarleggen import Aanleiding, Klaarleggen
from services.shared.desk.opened import label_in
from services.shared.dossier import bezorgingen, enveloppen, parkeerplaats
from services.shared.dossier.bezorgingen import Bezorging
from services.shared.dossier.enveloppen import IN, Envelop, ToStore
from services.shared.platform import xml
from services.shared.platform.database import Database, DatabaseError, Transaction
from services.shared.platform.keys import Keys
from services.shared.standard.tijd import plaatselijk
from services.shared.verdict.outcome import Outcome

_VERSIES = {"JW303": ("0002", "0003")}


@dataclass(frozen=True, slots=True)
class Verpakken:
    """Packs answers. ``klaargelegd`` is called when an envelope was laid ready."""

    database: Database
    keys: Keys
    antwoorder: Antwoorder
    klaarleggen: Klaarleggen
    klaargelegd: Callable[[], None]

    async def ronde(self) -> int:
        """See to some answers; how many. One on which our own program fails is set aside and holds up no other."""
        async with self.database.transaction(write=False) as tx:
            names = await enveloppen.unpacked(tx, 20)
        for bron, levering in names:
            try:
                await self._een(bron, levering)
            except (DatabaseError, TimeoutError):
                raise
            except Exception as error:  # noqa: BLE001 - whatever it is, one answer must not stop the rest
                await self._apart(bron, levering, f"Het programma liep vast ({type(error).__name__}).")
        return len(names)

    async def _apart(self, bron: str, levering: str, reden: str) -> None:
        dienst, now_ms = self.klaarleggen.dienst, self.klaarleggen.now_ms()
        async with self.database.transaction() as tx:
            answer = await bezorgingen.one(tx, bron, levering)
            if answer is None or not await enveloppen.packed(tx, bron, levering):
                return
            await parkeerplaats.park(tx, [collect.to_park_unpacked(dienst, self.keys, answer, reden, now_ms)])
        self.klaarleggen.parked("bug", reden)

    async def _een(self, bron: str, levering: str) -> None:
        async with self.database.transaction(write=False) as tx:
            answer = await bezorgingen.one(tx, bron, levering)
            inside = None if answer is None else await self._wat(tx, answer)
        new = None if inside is None else await self._maak(inside)
        async with self.database.transaction() as tx:
            await tx.lock([f"verpakken|{bron}|{levering}"])
            if not await enveloppen.packed(tx, bron, levering):
                return
            if new is not None:
                await self.klaarleggen.bewaar(tx, new)
            elif answer is not None:
                await bezorgingen.reroute(tx, answer.bezorging_id)
        self.klaargelegd()

    async def _wat(self, tx: Transaction, answer: Bezorging) -> _Terug | _Heen | None:
        """What must be packed for an answer, None for nothing."""
        if answer.antwoord_op_bron == GATEWAY_SOURCE:
            return await _toewijzing(tx, answer)
        came = await enveloppen.by_key(tx, IN, answer.antwoord_op)
        sealed = await bezorgingen.content(tx, answer.bezorging_id)
        if came is None or sealed is None or came.bron != answer.antwoord_op_bron:
            return None
        return _Terug(came, answer, sealed)

    async def _maak(self, inside: _Terug | _Heen) -> ToStore:
        return await (self._terug(inside) if isinstance(inside, _Terug) else self._heen(inside))

    async def _terug(self, inside: _Terug) -> ToStore:
        came, answer = inside.came, inside.answer
        body = self.keys.open(inside.sealed, collect.label(answer.bron, answer.levering))
        om = Aanleiding(
            f"antwoord:{came.sleutel}", came.bron, came.levering, came.envelop_id, identificatie=came.identificatie
        )
        op = di01_van(came)
        if answer.soort == "fo01":
            return await self.klaarleggen.maak(self._fo01(op, body), None, om)
        envelop = self.antwoorder.du01(op, answer.soort.upper(), *release_of(body))
        return await self.klaarleggen.maak(envelop, body, om)

    def _fo01(self, op: Di01, body: bytes) -> Fo01:
        """The judge's objection in an envelope with a number of its own."""
        root = xml.parse(body)
        assert isinstance(root, etree._Element)
        return self.antwoorder.fo01(op, lees_fo01(root).omschrijving)

    async def _heen(self, inside: _Heen) -> ToStore:
        body = self.keys.open(inside.sealed, label_in(GATEWAY_SOURCE, inside.levering))
        envelop = self.antwoorder.di01(inside.gemeente, inside.aanbieder, "JW301", *release_of(body))
        today = plaatselijk(self.antwoorder.nu()).date()
        om = Aanleiding(
            f"heen:{GATEWAY_SOURCE}|{inside.levering}",
            GATEWAY_SOURCE,
            inside.levering,
            identificatie=inside.identificatie,
            uiterlijk=na_werkdagen(today, RETOURBERICHT).isoformat(),
        )
        return await self.klaarleggen.maak(envelop, body, om)


@dataclass(frozen=True, slots=True)
class _Terug:
    """An answer to a Di01 that came in."""

    came: Envelop
    answer: Bezorging
    sealed: bytes


@dataclass(frozen=True, slots=True)
class _Heen:
    """A JW301 that was handed in here and accepted."""

    levering: str
    gemeente: str
    aanbieder: str
    identificatie: str | None
    sealed: bytes


async def _toewijzing(tx: Transaction, answer: Bezorging) -> _Heen | None:
    rows = await tx.rows(
        "SELECT gemeente, aanbieder, identificatie, inhoud FROM bericht WHERE bron = ? AND levering = ?"
        " AND soort = 'JW301' AND uitkomst = ?",
        GATEWAY_SOURCE, answer.antwoord_op, Outcome.ACCEPTED.value,
    )  # fmt: skip
    if not rows:
        return None
    gemeente, aanbieder, identificatie, sealed = rows[0]
    return _Heen(answer.antwoord_op, gemeente, aanbieder, identificatie, bytes(sealed))


def release_of(body: bytes) -> tuple[str, str]:
    """Version and subversion of a message, from the namespace of its root; what stands before that says nothing."""
    return uitgave_of(body) or ("3", "2")


def di01_van(came: Envelop) -> Di01:
    """What an answer needs of the Di01 that came in; its versions were found to be those of the message."""
    functie = came.functie or ""
    return Di01(
        Systeem(came.zender, GGK_APPLICATIE),
        Systeem(came.ontvanger, GGK_APPLICATIE),
        came.referentienummer,
        "",
        functie,
        Parameters("", "", *_VERSIES.get(functie, ("0003", "0002"))),
    )
