"""A rule never fails open: a message on which the program fails is parked, and the rest of the batch is done."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from services.shared.desk.judge import Judge
from services.shared.desk.reading import JW301_KIND, Kind
from services.shared.standard.judging.result import Result
from services.shared.verdict.outcome import Outcome
from services.toewijzing.jw301 import JW301Judge
from tests.support.balie import Balie, balie, told
from tests.support.berichten import to_xml

BSNS = ("999900006", "999900018", "999996770")


def allocation(n: int, dag: str = "2025-01-02") -> bytes:
    product = {
        "nr": 100 + n, "cat": "50", "code": None, "td": "2025-01-02", "ing": "2025-01-01", "eind": "2025-12-31",
        "reden": None, "omvang": None, "budget": 1000,
    }  # fmt: skip
    said = {"kind": "JW301", "ident": f"T{n}", "dag": dag, "prov": "65656055", "bsn": BSNS[n], "prods": [product]}
    return to_xml(said)


class FailingJudge(JW301Judge):
    """Fails on one allocation number, as a rule with a bug would, until it is mended."""

    broken = True

    def judge(self, message: Any, *rest: Any) -> Result:
        if self.broken and message.client.toegewezen_producten[0].toewijzing_nummer == 101:
            raise ZeroDivisionError(message.client.bsn)
        return super().judge(message, *rest)


@pytest.fixture
async def failing(tmp_path: Path) -> AsyncIterator[tuple[Balie, FailingJudge]]:
    async with balie(f"sqlite:///{tmp_path}/sluis.db") as desk:
        old = desk.desk.counter.judges[JW301_KIND]
        assert isinstance(old, JW301Judge)
        judge = FailingJudge(old._pseudonym, old._xsd_versie, desk.desk.regios)
        judges: Mapping[Kind, Judge] = {**desk.desk.counter.judges, JW301_KIND: judge}
        opener = replace(desk.desk.counter.opener, judges=judges)
        desk.desk = replace(desk.desk, counter=replace(desk.desk.counter, judges=judges, opener=opener))
        yield desk, judge


async def test_a_message_on_which_a_rule_fails_is_parked_and_the_others_are_answered(
    failing: tuple[Balie, FailingJudge],
) -> None:
    desk, _ = failing
    answers = await desk.hand_in(allocation(0), allocation(1), allocation(2), today="2025-01-02")
    assert [each.outcome for each in answers] == [Outcome.ACCEPTED, Outcome.PARKED, Outcome.ACCEPTED]
    assert answers[1].antwoord is None
    assert answers[1].by_fault
    assert answers[1].parked == "Het beoordelen liep vast (ZeroDivisionError)."
    assert BSNS[1].encode() not in answers[1].oordeel
    assert json.loads(answers[1].oordeel)["findings"] == []
    assert await desk.rows("SELECT toewijzing_nummer FROM toewijzing ORDER BY 1") == [(100,), (102,)]
    assert await desk.rows("SELECT COUNT(*) FROM identificatie") == [(2,)]


async def test_a_parked_message_is_judged_when_it_is_handed_in_again_after_the_repair(
    failing: tuple[Balie, FailingJudge],
) -> None:
    desk, judge = failing
    await desk.hand_in(allocation(1), today="2025-01-02", names=["eerst"])
    judge.broken = False
    (answer,) = await desk.hand_in(allocation(1), today="2025-01-02", names=["eerst"])
    assert (answer.outcome, answer.again) == (Outcome.ACCEPTED, False)
    assert told(answer.antwoord) == {"header": []}
    (repeated,) = await desk.hand_in(allocation(1), today="2025-01-02", names=["eerst"])
    assert repeated.again
    assert repeated.antwoord == answer.antwoord


async def test_a_date_of_tomorrow_is_refused_until_the_day_has_come(failing: tuple[Balie, FailingJudge]) -> None:
    desk, _ = failing
    tomorrow = allocation(0, dag="2025-03-01")
    (before,) = await desk.hand_in(tomorrow, today="2025-02-28", names=["voor middernacht"])
    assert await desk.rows("SELECT identificatie FROM bericht") == [("T0",)]  # it can be found
    assert await desk.rows("SELECT COUNT(*) FROM identificatie") == [(0,)]  # and its number is not used
    (after,) = await desk.hand_in(tomorrow, today="2025-03-01", names=["na middernacht"])
    assert told(before.antwoord) == {"header": ["8848"]}
    assert told(after.antwoord) == {"header": []}
