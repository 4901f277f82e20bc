"""Opens the counter of ``sluis process`` inside a test, and tells answers and stored state as plain values."""

from __future__ import annotations

import argparse
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from lxml import etree

from services.cli import wiring
from services.shared.desk.closing import Answered
from services.shared.desk.delivery import Delivery
from services.shared.platform.database import Database
from tests.support.answers import bedrag, codes

BRON = "urn:nld:sluis:test"
MOMENT = "2025-01-01T00:00:00+00:00"


@dataclass
class Balie:
    """A counter with its database; every message handed in gets a delivery of its own unless it names one."""

    desk: wiring.Desk
    handed: list[str] = field(default_factory=list)

    async def hand_in(self, *messages: bytes, today: str, names: Sequence[str] | None = None) -> list[Answered]:
        """Hand in one batch on a day."""
        given = list(names) if names else [f"levering-{len(self.handed) + n}" for n in range(len(messages))]
        self.handed += given
        deliveries = [Delivery(BRON, name, data, MOMENT) for name, data in zip(given, messages, strict=True)]
        around = replace(self.desk.around, today=date.fromisoformat(today))
        return await self.desk.counter.handle(deliveries, around)

    async def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """What a query gives, as plain tuples."""
        async with self.desk.database.transaction(write=False) as tx:
            return [tuple(row) for row in await tx.rows(sql, *values)]


@asynccontextmanager
async def balie(url: str, regions: Sequence[Path] = ()) -> AsyncIterator[Balie]:
    """A counter on this database, put together as the command does."""
    options = argparse.Namespace(database=url, region=list(regions) or None, today=None, schemas=None)
    desk = await wiring.open_desk(options)
    try:
        yield Balie(desk)
    finally:
        await desk.database.close()


def told(answer: bytes | None) -> dict[str, Any]:
    """An answer as plain values, codes in order of the alphabet; ``{}`` for none, ``{"fo01": code}`` for a fault."""
    if answer is None:
        return {}
    root = etree.fromstring(answer)
    kind = etree.QName(root).namespace or ""
    if "ijw" not in kind:
        return {"fo01": next(element.text for element in root.iter("{*}code"))}
    said: dict[str, Any] = {"header": sorted(codes(root[0]))}
    if len(root) > 1:
        said.update(_client_302(root[1]) if "jw302" in kind else _declaratie_325(root[1]))
    return said


def _parts(element: etree._Element) -> dict[str, etree._Element]:
    return {etree.QName(child).localname: child for child in element}


def _client_302(client: etree._Element) -> dict[str, Any]:
    parts = _parts(client)
    return {
        "client": sorted(codes(client)),
        "contact": [sorted(codes(contact)) for contact in parts["Contactgegevens"]],
        "prods": [[product[0].text, sorted(codes(product))] for product in parts["ToegewezenProducten"]],
    }


def _declaratie_325(antwoord: etree._Element) -> dict[str, Any]:
    parts = _parts(antwoord)
    return {
        "da": sorted(codes(antwoord)),
        "ingediend": bedrag(parts["TotaalIngediendBedrag"]),
        "toegekend": bedrag(parts["TotaalToegekendBedrag"]),
        "clients": [
            [client[0].text, sorted(codes(client)), [[line[0][0].text, sorted(codes(line))] for line in client[1]]]
            for client in parts.get("Clienten", ())
        ],
    }


async def state(database: Database) -> dict[str, Any]:
    """All that is remembered, in one comparable shape on every database."""
    queries = {
        "identificaties": "SELECT afzender, bericht_code, identificatie FROM identificatie",
        "declaraties": "SELECT aanbieder, nummer FROM declaratie WHERE soort = 'JW323'",
        "perioden": "SELECT aanbieder, gemeente, laatste_begin FROM declaratie_periode",
        "regels": "SELECT aanbieder, referentie_nummer, toewijzing_nummer, bedrag, debet_credit, toegekend"
        " FROM boeking",
        "open": "SELECT gemeente, toewijzing_nummer, begin, eind, product_categorie, product_code FROM open_debet",
        "saldi": "SELECT gemeente, toewijzing_nummer, cent, volume, regels FROM saldo"
        " WHERE cent <> 0 OR volume <> 0 OR regels <> 0",
        "toewijzingen": "SELECT gemeente, toewijzing_nummer, aanbieder, categorie, code, toewijzingsdatum,"
        " toewijzingstijd, ingangsdatum, einddatum, reden_wijziging, volume, eenheid, frequentie, budget"
        " FROM toewijzing",
        "versies": "SELECT gemeente, toewijzing_nummer, count(*) FROM toewijzing_versie"
        " GROUP BY gemeente, toewijzing_nummer",
    }
    async with database.transaction(write=False) as tx:
        return {
            name: sorted(
                (tuple(str(v) if isinstance(v, date) else v for v in row) for row in await tx.rows(sql)), key=repr
            )
            for name, sql in queries.items()
        }
