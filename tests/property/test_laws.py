"""Laws of judging that hold for every message, whatever the rules say about it."""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.support.balie import Balie, balie, state, told
from tests.support.berichten import to_xml, total
from tests.support.oracle import Oracle
from tests.support.scenario import period
from tests.support.verzinsel import GEMEENTEN, Verzinsel, region, to_toml

Said = dict[str, Any]
TODAY = "2026-12-31"
AANBIEDER, BSN = "65656055", "999900006"
LINE: Said = {
    "ref": "R1", "vorig": None, "nr": 500101, "cat": "45", "code": "45A48", "p": ["2025-05-01", "2025-05-31"],
    "vol": 15, "eh": "04", "tar": 8725, "bedrag": 130875, "dc": "D",
}  # fmt: skip
BREACHES: dict[str, Said] = {
    "9346": {"bedrag": 130876},
    "9387": {"p": ["2025-05-02", "2025-05-31"]},
    "9388": {"p": ["2025-05-01", "2025-05-30"]},
    "9322": {"vol": 400, "bedrag": 3490000},
    "S329": {"cat": "50"},
    "9340": {"code": "45A04", "tar": 8735, "bedrag": 131025},
}


def sequence(count: int, seed: int) -> tuple[Oracle, list[Said]]:
    known = Oracle(frozenset(GEMEENTEN), [region()])
    made = []
    for message in Verzinsel(seed, known).messages(count):
        message["today"] = TODAY
        known.answer(message)
        made.append(message)
    return known, made


@pytest.fixture
def regions(tmp_path: Path) -> list[Path]:
    file = tmp_path / "regio.toml"
    file.write_text(to_toml(region()))
    return [file]


def allocation(nr: int = 500101, **more: Any) -> Said:
    product = {"nr": nr, "cat": "45", "code": "45A48", "td": "2025-01-02", "ing": "2025-01-01", "eind": "2025-12-31",
               "omvang": [3, "04", "2"], "budget": None, "reden": None, **more}  # fmt: skip
    return {"kind": "JW301", "ident": f"T{nr}", "dag": "2025-01-02", "prov": AANBIEDER, "bsn": BSN, "prods": [product]}


def declaration(number: int, *lines: Said, bsn: str = BSN) -> Said:
    return {"kind": "JW323", "ident": f"D{number}", "dn": f"DN{number}", "dag": "2025-06-03", "afz": AANBIEDER,
            "dp": ["2025-05-01", "2025-05-31"], "clients": [[bsn, list(lines)]]}  # fmt: skip


async def said(desk: Balie, *messages: Said) -> list[Said]:
    return [told(each.antwoord) for each in await desk.hand_in(*map(to_xml, messages), today=TODAY)]


def codes(answer: Said) -> dict[str, list[str]]:
    """The codes of the returned lines, by reference."""
    return {ref: found for _, _, lines in answer["clients"] for ref, found in lines}


async def test_a_breach_more_never_makes_a_line_better(tmp_path: Path, regions: list[Path]) -> None:
    async with balie(f"sqlite:///{tmp_path}/a.db", regions) as desk:
        assert await said(desk, allocation()) == [{"header": []}]
        chosen = [c for n in range(1, 4) for c in itertools.combinations(BREACHES, n)]
        random.Random(1).shuffle(chosen)
        for number, breaches in enumerate(chosen):
            line = {**LINE, "ref": f"R{number}"}
            for name in breaches:
                line |= BREACHES[name]
            if {"9387", "9388"} <= set(breaches):
                line["p"] = ["2025-05-02", "2025-05-30"]
            (answer,) = await said(desk, declaration(number, line))
            assert answer["toegekend"] == 0
            found = codes(answer)[f"R{number}"]
            assert found != []
            if len(breaches) == 1:
                assert set(breaches) <= set(found)
        (answer,) = await said(desk, declaration(999, {**LINE, "ref": "R999"}))
        assert answer["da"] == ["8001"]  # what was refused left nothing behind


async def test_lines_that_share_no_allocation_are_judged_alike_in_any_order(
    tmp_path: Path, regions: list[Path]
) -> None:
    known, made = sequence(60, 31)
    dice = random.Random(31)
    base = tmp_path / "basis.db"
    async with balie(f"sqlite:///{base}", regions) as desk:
        for message in made:
            await said(desk, message)
    maker = Verzinsel(32, known)
    maker.count, seen = 90_000, 0
    for n in range(12):
        message = next(m for m in maker.messages(200) if m["kind"] == "JW323" and m["gemeente"] in GEMEENTEN)
        message |= {"ident": f"X{n}", "dn": f"XN{n}", "dag": TODAY, "ddag": "2025-12-31", "tot": None, "today": TODAY,
                    "dp": ["2026-11-01", "2026-11-30"]}  # fmt: skip
        message["clients"] = _apart(message["clients"])
        if not message["clients"]:
            continue
        want = None
        for turn in range(3):
            shuffled = [[bsn, dice.sample(lines, len(lines))] for bsn, lines in message["clients"]]
            dice.shuffle(shuffled)
            copy = tmp_path / f"{n}-{turn}.db"
            shutil.copy(base, copy)
            shutil.copy(base.with_name("basis.db.key"), copy.with_name(copy.name + ".key"))
            async with balie(f"sqlite:///{copy}", regions) as desk:
                data = to_xml({**message, "clients": shuffled})
                (answered,) = await desk.hand_in(data, today=TODAY, names=["nieuw"])
            answer = told(answered.antwoord)
            answer = {**answer, "clients": sorted([b, c, sorted(lines)] for b, c, lines in answer.get("clients", []))}
            want = want or answer
            assert answer == want
        assert want is not None
        seen += "da" in want
    assert seen > 5


def _apart(clients: list[Any]) -> list[Any]:
    """The lines without a second debit on one allocation and without a reference that occurs twice."""
    numbers: set[int] = set()
    refs: set[str] = set()
    kept = []
    for bsn, lines in clients:
        mine = []
        for line in lines:
            if line["ref"] in refs or (line["dc"] == "D" and line["nr"] in numbers):
                continue
            refs.add(line["ref"])
            numbers |= {line["nr"]} if line["dc"] == "D" else set()
            mine.append(line)
        kept += [[bsn, mine]] if mine else []
    return kept


async def test_credits_count_before_debits_wherever_they_stand(tmp_path: Path, regions: list[Path]) -> None:
    for turn in (False, True):
        async with balie(f"sqlite:///{tmp_path}/{turn}.db", regions) as desk:
            full = {**LINE, "vol": 15}
            await said(desk, allocation(), declaration(1, full))
            credit = {**full, "ref": "R2", "vorig": "R1", "dc": "C"}
            lines = [credit, {**full, "ref": "R3"}]
            (answer,) = await said(desk, declaration(2, *(reversed(lines) if turn else lines)))
            assert answer["da"] == ["8001"]


async def test_handling_a_delivery_twice_is_handling_it_once(tmp_path: Path, regions: list[Path]) -> None:
    _, made = sequence(40, 33)
    data, names = [to_xml(message) for message in made], [f"l{n}" for n in range(len(made))]
    async with balie(f"sqlite:///{tmp_path}/a.db", regions) as desk:
        once = await desk.hand_in(*data, today=TODAY, names=names)
        kept = await state(desk.desk.database)
        events = await desk.rows("SELECT count(*) FROM gebeurtenis")
        for batch in (slice(0, 1), slice(10, 30), slice(0, 40)):
            twice = await desk.hand_in(*data[batch], today="2030-01-01", names=names[batch])
            assert [(a.antwoord, a.oordeel) for a in twice] == [(a.antwoord, a.oordeel) for a in once[batch]]
            assert all(a.again for a in twice)
        doubled = await desk.hand_in(data[0], data[0], today=TODAY, names=["nieuw", "nieuw"])
        assert doubled[0].antwoord == doubled[1].antwoord
        assert await state(desk.desk.database) == kept
        assert await desk.rows("SELECT count(*) FROM gebeurtenis") == [(events[0][0] + 1,)]


async def test_amounts_add_up_in_every_answer_verdict_and_balance(tmp_path: Path, regions: list[Path]) -> None:
    for seed in (34, 35):
        _, made = sequence(80, seed)
        granted = 0
        async with balie(f"sqlite:///{tmp_path}/{seed}.db", regions) as desk:
            for message in made:
                (answered,) = await desk.hand_in(to_xml(message), today=TODAY)
                answer, verdict = told(answered.antwoord), json.loads(answered.oordeel)
                if "da" not in answer:
                    assert verdict["toegekend_cent"] == 0
                    continue
                assert answer["ingediend"] == total(message) == verdict["ingediend_cent"]
                assert answer["toegekend"] == verdict["toegekend_cent"]
                granted += answer["toegekend"]
                if set(answer["da"]) <= {"0200", "8001"}:
                    returned = {(bsn, ref) for bsn, _, lines in answer["clients"] for ref, _ in lines}
                    lines = [(b, x) for b, lines in message["clients"] for x in lines if (b, x["ref"]) in returned]
                    sums = sum(x["bedrag"] * (1 if x["dc"] == "D" else -1) for _, x in lines)
                    assert sums == answer["ingediend"] - answer["toegekend"]
                    assert (answer["da"] == ["8001"]) == (returned == set())
            assert await desk.rows("SELECT sum(cent) FROM saldo") == [(granted,)]


async def test_sqlite_and_postgresql_end_in_the_same_state(
    tmp_path: Path, regions: list[Path], migrated_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLUIS_KEY", "A" * 43 + "=")
    _, made = sequence(150, 36)
    kept = []
    for url, size in ((f"sqlite:///{tmp_path}/a.db", 10), (migrated_database, 7)):
        answers: list[Said] = []
        async with balie(url, regions) as desk:
            for start in range(0, len(made), size):
                answers += await said(desk, *made[start : start + size])
            kept.append((answers, await state(desk.desk.database)))
    assert kept[0] == kept[1]


async def test_many_counters_at_once_give_a_budget_away_once(
    regions: list[Path], migrated_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fifty claims by four counters on PostgreSQL on a budget for thirty-three and a third of them."""
    monkeypatch.setenv("SLUIS_KEY", "A" * 43 + "=")
    price, budget = 8730, 8730 * 33 + 2910
    lines = [
        {**LINE, "ref": f"R{n}", "cat": "50", "code": "50A09", "p": _month(n), "vol": 1, "tar": price, "bedrag": price}
        for n in range(50)
    ]
    claims = [{**declaration(n, line), "dag": TODAY, "ddag": "2026-01-01", "dp": ["2026-11-01", "2026-11-30"]}
              for n, line in enumerate(lines)]  # fmt: skip
    given = allocation(cat="50", code=None, omvang=None, budget=budget, ing="2021-01-01", eind="2026-12-31")
    async with balie(migrated_database, regions) as one, balie(migrated_database, regions) as two:
        assert await said(one, given) == [{"header": []}]
        names = [f"claim-{n}" for n in range(50)]

        async def hand_in(desk: Balie, order: list[int]) -> None:
            for start in range(0, 50, 5):
                some = order[start : start + 5]
                xml = [to_xml(claims[n]) for n in some]
                await desk.hand_in(*xml, today=TODAY, names=[names[n] for n in some])

        orders = [random.Random(n).sample(range(50), 50) for n in range(4)]
        await asyncio.gather(*(hand_in([one, two][n % 2], order) for n, order in enumerate(orders)))
        assert await one.rows("SELECT cent, regels FROM saldo") == [(price * 33, 33)]
        assert await one.rows("SELECT count(*), sum(toegekend) FROM boeking") == [(50, 33)]
        assert await one.rows("SELECT count(*) FROM bericht") == [(51,)]


def _month(n: int) -> list[str]:
    return period(f"{2021 + n // 12}-{n % 12 + 1:02}")
