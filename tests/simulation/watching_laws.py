"""What must hold of norms and budgets when a story is over, checked against the ledger and the log alone."""

from __future__ import annotations

import json
import sqlite3
from asyncio import Lock
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby, pairwise
from random import Random
from typing import Any

from services.normbewaking.handle import Bewaking
from services.shared.dossier import afspraken
from services.shared.platform.log.port import Record
from services.shared.region.afspraken import Afspraken, Contractjaar
from services.shared.region.boeking import Boeking
from services.shared.region.budget import Budgetboek
from services.shared.region.budgettoestand import GRENZEN
from services.shared.region.gebeurtenis import budget_gegevens, norm_gegevens
from services.shared.region.norm import Normboek, NormSleutel
from tests.simulation.watching import watched
from tests.simulation.world import Chance, SimLog, database_for

Told = dict[str, list[dict[str, Any]]]
"""The data of events, in order, by what they are about."""

_LINES = """
    SELECT b.gemeente, b.aanbieder, b.product_code, b.eenheid, b.geleverd_volume, b.bedrag, b.debet_credit = 'C',
        t.client, b.begin, b.eind, r.dagtekening, b.toewijzing_nummer, b.bericht_id
    FROM boeking b JOIN bericht r ON r.bericht_id = b.bericht_id
    JOIN toewijzing t ON t.gemeente = b.gemeente AND t.toewijzing_nummer = b.toewijzing_nummer
    WHERE b.toegekend = 1 ORDER BY b.bericht_id, b.regel
"""


async def watching_laws(connection: sqlite3.Connection, log: SimLog, turn: Lock, today: date) -> None:
    """Everything was counted, the figures are those of a recount, and each change was told once and in turn."""
    assert connection.execute("SELECT COUNT(*) FROM te_volgen").fetchone() == (0,), "a declaration was not counted"
    norms, budgets = published(log, "norm"), published(log, "budget")
    _states_alternate(connection, norms)
    _borders_alternate(connection, budgets)
    database = database_for(connection, Chance(Random(0), calm=True), turn)
    async with database.transaction(write=False) as tx:
        permitted = Afspraken(await afspraken.over_contractjaren(tx))
    assert (norms, budgets) == foretold(connection, permitted, today), "not told as the ledger says, message by message"
    differences = await Bewaking(database, watched(), today).recount()
    assert not differences, f"figures differ from a recount: {'; '.join(map(str, differences))}"


def published(log: SimLog, soort: str) -> Told:
    """What was published; again only with the same id, key, headers and bytes, and in the same partition."""
    first: dict[bytes, Record] = {}
    found: Told = defaultdict(list)
    for partition, records in sorted(log.records.items()):
        for record in records if partition.topic == f"ijw.gebeurtenis.{soort}.v1" else ():
            head = dict(record.headers)
            before = first.setdefault(head["ce_id"], record)
            if before is record:
                found[head["ce_subject"].decode()].append(json.loads(record.value or b""))
            assert _said(before) == _said(record), "published again as something else"
    return dict(found)


def _said(record: Record) -> tuple[object, ...]:
    return record.partition, record.key, record.value, record.headers


def _states_alternate(connection: sqlite3.Connection, told: Told) -> None:
    """Each change of a norm begins where the one before ended; as many were published as are known to be told."""
    rows = connection.execute("SELECT regio, aanbieder, product, jaar, verteld, wisselingen FROM norm_stand").fetchall()
    _all_known(told, rows)
    for *key, verteld, wisselingen in rows:
        changes = told.get("/".join(map(str, key)), [])
        states = ["binnen", *(change["naar"] for change in changes)]
        assert [change["van"] for change in changes] == states[:-1], "a change begins elsewhere than the last ended"
        assert all(one != next_ for one, next_ in pairwise(states)), "told twice"
        assert (states[-1], len(changes)) == (verteld, wisselingen), "published otherwise than told"


def _borders_alternate(connection: sqlite3.Connection, told: Told) -> None:
    """Borders of a budget are reached and left one by one; as many were published as are known to be told."""
    rows = connection.execute(
        "SELECT regio, segment, subsegment, jaar, verteld, wisselingen FROM budget_stand"
    ).fetchall()
    _all_known(told, rows)
    for *key, verteld, wisselingen in rows:
        at = [0, *GRENZEN]
        now = 0
        changes = told.get("/".join(map(str, key)), [])
        for change in changes:
            up = change["richting"] == "omhoog"
            assert change["grens"] == at[now + 1 if up else now], "a border was passed over, or told twice"
            now += 1 if up else -1
        assert (at[now], len(changes)) == (verteld, wisselingen), "published otherwise than told"


def _all_known(told: Told, rows: Sequence[tuple[Any, ...]]) -> None:
    assert told.keys() <= {"/".join(map(str, row[:4])) for row in rows}, "told of what has no figures"


def foretold(connection: sqlite3.Connection, permitted: Afspraken, today: date) -> tuple[Told, Told]:
    """What should have been told: every granted line in order, and a decision after each message (norms.md 1)."""
    normboek, budgetboek = Normboek(watched()), Budgetboek(watched())
    norms: Told = defaultdict(list)
    budgets: Told = defaultdict(list)
    for _, lines in groupby(_postings(connection), lambda line: line.volgnummer):
        booked = [(normboek.boek(line), budgetboek.boek(line)) for line in lines]
        for norm in {norm for norm, _ in booked if norm is not None}:
            change = normboek.besluit(norm, _limit(normboek, permitted, norm, today), today)
            if change is not None:
                norms["/".join(map(str, norm))].append(norm_gegevens(change))
        for budget in {budget for _, budget in booked if budget is not None}:
            for step in budgetboek.besluit(budget):
                budgets["/".join(map(str, budget))].append(budget_gegevens(step))
    return dict(norms), dict(budgets)


def _limit(boek: Normboek, permitted: Afspraken, norm: NormSleutel, today: date) -> int:
    return permitted.limiet(Contractjaar(norm.aanbieder, norm.product, norm.jaar), boek.norm(norm).minuten, today)


def _postings(connection: sqlite3.Connection) -> Iterator[Boeking]:
    for gemeente, aanbieder, code, eenheid, volume, cent, credit, client, *rest in connection.execute(_LINES):
        yield Boeking(gemeente, aanbieder, code, eenheid, volume, cent, bool(credit), bytes(client), *rest)
