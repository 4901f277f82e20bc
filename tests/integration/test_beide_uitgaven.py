"""A delivery is paid once, whichever release of the standard declares it: JW303 (2.3) and JW323 (3.2) know each other.

TR389 speaks of every earlier debit that was not credited, and OP366 of the credit that makes room again.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.balie import Balie, balie, told
from tests.support.berichten import to_xml

SAMPLE = Path(__file__).parents[1] / "golden" / "answers" / "release-2.3.jw303.xml"
BSN, AANBIEDER, MEI, TODAY = "999900018", "65656055", ("2025-05-01", "2025-05-31"), "2025-12-31"
REFUSED = [[BSN, ["0200"], [["N1", ["9389"]]]]]


def _toewijzing(nummer: int) -> bytes:
    product = {"nr": nummer, "cat": "45", "code": "45A48", "td": "2025-04-01", "ing": "2025-05-01", "eind": None}
    product |= {"reden": None, "omvang": (100, "04", "6"), "budget": None}
    said = {"kind": "JW301", "ident": f"T{nummer}", "dag": "2025-04-01", "prov": AANBIEDER, "bsn": BSN}
    return to_xml(said | {"prods": [product]})


def _jw303(*, crediteert: bool = False) -> bytes:
    """The golden JW303, five years later; or one that credits both of its lines."""
    text = SAMPLE.read_text(encoding="utf-8").replace(">2020-", ">2025-")
    if crediteert:
        text = text.replace("F202005001", "F202005002").replace("<ijw:DebetCredit>D<", "<ijw:DebetCredit>C<")
        for number in ("M0505-1", "M0505-2"):
            vorig = f"</ijw:ReferentieNummer><ijw:VorigReferentieNummer>{number}</ijw:VorigReferentieNummer>"
            text = text.replace(f"{number}</ijw:ReferentieNummer>", f"C{number}{vorig}")
    return text.encode()


def _jw323(number: str, vorig: str | None = None) -> bytes:
    """The first line of that JW303 in release 3.2: a debit, or a credit on ``vorig``."""
    line: dict[str, Any] = {"ref": number, "vorig": vorig, "nr": 450101, "cat": "45", "code": "45A48", "p": MEI}
    line |= {"vol": 7, "eh": "04", "tar": 8725, "bedrag": 61075, "dc": "C" if vorig else "D"}
    said = {"kind": "JW323", "ident": f"D{number}", "dag": "2025-06-10", "afz": AANBIEDER, "dn": f"DN{number}"}
    return to_xml(said | {"dp": MEI, "clients": [(BSN, [line])]})


async def _declared(desk: Balie) -> None:
    await desk.hand_in(_toewijzing(450101), _toewijzing(450102), today=TODAY)
    (answered,) = await desk.hand_in(_jw303(), today=TODAY)
    assert told(answered.antwoord)["header"] == ["8001"]


async def _answer(desk: Balie, message: bytes) -> dict[str, Any]:
    (answered,) = await desk.hand_in(message, today=TODAY)
    return told(answered.antwoord)


async def test_a_delivery_granted_in_a_jw303_is_not_granted_again_in_a_jw323(tmp_path: Path) -> None:
    async with balie(f"sqlite:///{tmp_path / 'sluis.db'}") as desk:
        await _declared(desk)
        answer = await _answer(desk, _jw323("N1"))
    assert answer["clients"] == REFUSED


async def test_both_in_one_batch_are_granted_once(tmp_path: Path) -> None:
    async with balie(f"sqlite:///{tmp_path / 'sluis.db'}") as desk:
        await desk.hand_in(_toewijzing(450101), _toewijzing(450102), today=TODAY)
        _, answered = await desk.hand_in(_jw303(), _jw323("N1"), today=TODAY)
        open_debits = await desk.rows("SELECT toewijzing_nummer, bedrag FROM open_debet ORDER BY 1")
    assert told(answered.antwoord)["clients"] == REFUSED
    assert open_debits == [(450101, 61075), (450102, 26175)]


@pytest.mark.parametrize("release", ["2.3", "3.2"])
async def test_after_a_credit_in_either_release_the_delivery_may_be_declared_again(
    tmp_path: Path, release: str
) -> None:
    async with balie(f"sqlite:///{tmp_path / 'sluis.db'}") as desk:
        await _declared(desk)
        credit = _jw303(crediteert=True)
        if release == "3.2":
            credit = _jw323("C1", vorig="M0505-1")
        first = await _answer(desk, credit)
        assert first["header"] == ["8001" if release == "2.3" else "0200"]
        answer = await _answer(desk, _jw323("N1"))
    assert answer["da"] == ["8001"]
