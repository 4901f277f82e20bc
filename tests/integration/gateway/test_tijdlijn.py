"""The life of a message as its sender can follow it."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest

from services.gateway.settings import GatewaySettings
from tests.support.berichten import to_xml
from tests.support.poort import delivered, judging, poort, until

BSN = "123456782"
JW301 = {
    "kind": "JW301", "ident": "A1", "dag": "2025-01-01", "today": "2025-01-02", "prov": "12345678", "bsn": BSN,
    "prods": [{"nr": 1, "cat": "45", "code": "45A48", "td": "2025-01-01", "ing": "2025-01-01", "eind": "2025-12-31",
               "reden": None, "omvang": (120, "01", "2"), "budget": None}],
}  # fmt: skip


async def test_a_message_nobody_handed_in_is_unknown(tmp_path: Path) -> None:
    async with poort(tmp_path) as gate:
        for name in (str(uuid4()), "123456782", "x"):
            for path in (f"/v1/berichten/{name}", f"/v1/berichten/{name}/antwoord"):
                missing = await gate.client.get(path)
                assert missing.status_code == 404
                assert missing.headers["content-type"] == "application/problem+json"
                assert name not in missing.text


async def test_a_message_that_is_not_judged_yet_has_no_answer_yet(tmp_path: Path) -> None:
    async with poort(tmp_path) as gate:
        levering = (await gate.hand_in(to_xml(JW301))).json()["id"]
        early = await gate.client.get(f"/v1/berichten/{levering}/antwoord")
        assert early.status_code == 409
        assert early.headers["retry-after"]
        life = (await gate.client.get(f"/v1/berichten/{levering}")).json()
        assert life["soort"] == "JW301"
        assert life["ontvangen"]["moment"]
        assert (life["beoordeeld"], life["beantwoord"], life["bezorgd"], life["wacht"]) == (None, None, None, None)


async def test_a_message_is_followed_from_receipt_to_delivery(tmp_path: Path) -> None:
    own = GatewaySettings(delivery_folder=tmp_path / "uit")
    async with poort(tmp_path, own) as gate:
        levering = (await gate.hand_in(to_xml(JW301))).json()["id"]
        async with judging(gate):
            await until(lambda: delivered(gate, levering), 40)
        life = (await gate.client.get(f"/v1/berichten/{levering}")).json()
        assert life["beoordeeld"]["uitkomst"] == "accepted"
        assert life["beantwoord"]["soort"] == "JW302"
        assert life["bezorgd"]["stand"] == "bezorgd"
        assert [each["uitkomst"] for each in life["bezorgd"]["pogingen"]] == ["bezorgd"]
        assert BSN not in str(life)
        answer = await gate.client.get(f"/v1/berichten/{levering}/antwoord")
        assert answer.headers["content-type"] == "application/xml"
        [file] = (tmp_path / "uit").iterdir()
        assert file.read_bytes() == answer.content
        assert file.name == f"{life['beantwoord']['antwoord']}.xml"


@pytest.mark.parametrize("stand", ["ontvangst", "verwacht"])
async def test_an_answer_is_found_whatever_the_gateway_remembered_of_the_receipt(tmp_path: Path, stand: str) -> None:
    async with poort(tmp_path) as gate:
        levering = (await gate.hand_in(to_xml(JW301))).json()["id"]
        async with gate.database.transaction() as tx:
            await tx.run("UPDATE bezorging SET stand = ?", stand)
            await tx.run("DELETE FROM gebeurtenis")
        before = len(await gate.records("ijw.gebeurtenis.bericht.v1"))
        await gate.judge(levering, b"<a/>", ce_type=b"nl.ijw.antwoord.jw302")

        async def there() -> bool:
            return (await gate.client.get(f"/v1/berichten/{levering}/antwoord")).content == b"<a/>"

        await until(there)

        async def told() -> bool:
            return len(await gate.records("ijw.gebeurtenis.bericht.v1")) > before

        if stand == "ontvangst":
            await until(told)
