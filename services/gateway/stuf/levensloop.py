"""Tells what happened to the envelopes of a message: in and out, every attempt, what came back and what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from services.gateway.ggk.foutcodes import Foutcodes
from services.gateway.moment import iso
from services.gateway.stuf.namen import geopend, toonbaar, toonbare_partij
from services.shared.dossier import enveloppen
from services.shared.dossier.enveloppen import IN, OUT, PARKED, RECEIVED, WAITING, Envelop
from services.shared.platform.database import Transaction
from services.shared.platform.keys import Keys

Naam = tuple[str, str]
"""Source and id of a message."""

_WAT_NU = "Het verzonden bericht is niet aangekomen of niet verwerkt: herstel de oorzaak en lever het opnieuw in."


@dataclass(frozen=True, slots=True)
class Levensloop:
    """Tells of envelopes; ``foutcodes`` explains the codes of a Fo01 by each list."""

    keys: Keys
    foutcodes: Foutcodes

    async def van(self, tx: Transaction, found: list[Envelop]) -> list[dict[str, Any]]:
        """These envelopes, as the timeline tells them."""
        return [await self._een(tx, each) for each in found]

    async def _een(self, tx: Transaction, each: Envelop) -> dict[str, Any]:
        told: dict[str, Any] = {
            "richting": each.richting,
            "berichtcode": each.berichtcode,
            "functie": each.functie,
            "referentienummer": toonbaar_nummer(each.referentienummer),
            "cross_refnummer": toonbaar_nummer(each.cross_refnummer),
            "zender": toonbare_partij(each.zender),
            "ontvanger": toonbare_partij(each.ontvanger),
            "moment": each.sinds,
            "stand": each.stand,
            "reden": each.reden,
            "klaar": each.klaar,
            "uiterlijk": each.uiterlijk,
        }
        if each.richting == OUT:
            attempts = await enveloppen.attempts(tx, each.envelop_id)
            told["pogingen"] = [
                {"poging": a.poging, "moment": a.moment, "uitkomst": a.uitkomst, "volgende": a.volgende}
                for a in attempts
            ]
            told["volgende"] = iso(each.volgende_poging) if each.stand == WAITING else None
        elif each.stand != RECEIVED and each.berichtcode != "Di01":
            _, bijlage = await enveloppen.sealed(tx, each.envelop_id)
            told |= self._terug(each, geopend(self.keys, IN, each.sleutel, bijlage))
        return told

    def _terug(self, each: Envelop, fact: dict[str, Any]) -> dict[str, Any]:
        """What came back: an answer of the provider, or an error with its meaning by both lists."""
        if each.berichtcode == "Du01":
            return {"retourcodes": fact.get("retourcodes", []), "geweigerd": fact.get("geweigerd", False)}
        code = str(fact.get("code", ""))
        explained = self.foutcodes.uitleg(code)
        fout = {
            "code": toonbaar(code),
            "plek": toonbaar(str(fact.get("plek", ""))),
            "omschrijving": toonbaar(str(fact.get("omschrijving", ""))),
            "melder": toonbare_partij(str(fact.get("melder") or "onbekend")),
            "betekenis": [{"lijst": e.lijst, "betekenis": e.betekenis, "wat_nu": e.wat_nu} for e in explained],
        }
        return {"fout": fout, "wat_nu": _WAT_NU}


def wacht(found: list[Envelop]) -> tuple[str, str | None] | None:
    """Why something waits, and until when; None when nothing does."""
    for each in reversed(found):
        if each.stand == RECEIVED:
            return "De ontvangen envelop wacht op verwerking.", None
        if each.stand == PARKED:
            return f"Geparkeerd: {each.reden}", None
        if each.stand == WAITING:
            reden = f": {each.reden}" if each.reden else ""
            until = iso(each.volgende_poging) if each.pogingen else None  # never tried: it waits for its turn, or a way
            return f"De {each.berichtcode} wacht op bezorging{reden}.", until
    return _op_de_ander(found)


def _op_de_ander(found: list[Envelop]) -> tuple[str, str | None] | None:
    """What must still come from somebody else, and the last day for that."""
    answered = {each.bij for each in found if each.richting == OUT}
    for each in found:
        if each.uiterlijk is None or each.beantwoord:
            continue
        if each.richting == OUT:
            return "De aanbieder heeft nog niet geantwoord.", each.uiterlijk
        if each.envelop_id not in answered:
            return "Het bericht is nog niet beoordeeld.", each.uiterlijk
    return None


def bezorgd(told: list[dict[str, Any]]) -> dict[str, Any] | None:
    """How the answer in an envelope fares, by what is told of the envelopes; None when there is none."""
    answers = [each for each in told if each["richting"] == OUT and each["berichtcode"] != "Di01"]
    if not answers:
        return None
    last = answers[-1]
    return {
        "stand": last["stand"],
        "bestemming": "ggk",
        "referentienummer": last["referentienummer"],
        "pogingen": last["pogingen"],
    }


async def zoek(tx: Transaction, naam: str) -> list[Naam]:
    """The messages that go by this name: an id, a referentienummer, an Identificatie, or the reference of a claim."""
    found: dict[Naam, None] = {}
    for spelling in dict.fromkeys((naam, naam.lower())):
        for each in await enveloppen.named(tx, spelling):
            if each.bron and each.levering:
                found[each.bron, each.levering] = None
    for bron, levering in await _rows(tx, naam):
        found[bron, levering] = None
    return list(found)


async def _rows(tx: Transaction, naam: str) -> list[Naam]:
    rows = [
        *await tx.rows("SELECT antwoord_op_bron, antwoord_op FROM bezorging WHERE antwoord_op = ?", naam),
        *await tx.rows("SELECT bron, levering FROM bericht WHERE identificatie = ? ORDER BY bericht_id", naam),
        *await tx.rows("SELECT b.bron, b.levering FROM bericht b WHERE b.bericht_id IN (SELECT r.bericht_id FROM"
                       " (SELECT DISTINCT aanbieder FROM declaratie) a JOIN boeking r ON r.aanbieder = a.aanbieder"
                       " AND r.referentie_nummer = ?) ORDER BY b.bericht_id", naam),
    ]  # fmt: skip
    return [(row[0], row[1]) for row in rows]


async def los(tx: Transaction, naam: str) -> list[Envelop]:
    """Envelopes with this number that belong to no message, such as a Fo01 that could not be linked.

    With them comes what left for one of them, or what one of them left for.
    """
    found: dict[int, Envelop] = {}
    for spelling in dict.fromkeys((naam, naam.lower())):
        for each in await enveloppen.named(tx, spelling):
            if each.levering is None:
                found |= {other.envelop_id: other for other in await enveloppen.beside(tx, each)}
    return [found[number] for number in sorted(found)]


def toonbaar_nummer(nummer: str | None) -> str | None:
    """A number as received; one that is no UUID can be anything."""
    return None if nummer is None else (nummer if len(nummer) == 36 else toonbaar(nummer))
