"""``sluis bericht`` tells a life by any name it goes by, and ``sluis parked`` lets an envelope go again."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any
from uuid import uuid4

from services.gateway.stuf.settings import GgkSettings
from tests.support.gebeurtenissen import BSN, PROVIDER, allocation, declaration, faults, structured
from tests.support.keten import Antwoord, Ontvangen, Partij, bv03, fo03, keten
from tests.support.poort import Poort, judging, poort, until
from tests.support.sluis import sluis

SECRET = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


async def stands(gate: Poort, stand: str, soort: str) -> None:
    async def there() -> object:
        sql = "SELECT 1 FROM envelop WHERE richting = 'uit' AND stand = ? AND berichtcode = ?"
        return await gate.rows(sql, stand, soort)

    await until(there, 40)


async def told(folder: Path, *words: str) -> Any:
    return await asyncio.to_thread(sluis, folder, *words, "--database", f"sqlite:///{folder / 'sluis.db'}")


async def test_a_life_is_told_by_every_name_it_goes_by(tmp_path: Path) -> None:
    (tmp_path / "sluis.db.key").write_text(SECRET)
    with keten() as other:
        ggk = GgkSettings(access="open", url=other.url, pause=0.05)
        async with poort(tmp_path, ggk=ggk) as gate, judging(gate):
            levering = (await gate.hand_in(allocation("A1", 1))).json()["id"]
            await stands(gate, "bezorgd", "Di01")
            nummer = str(uuid4())
            await Partij(gate.client).di01(declaration("B1", 1), zender=PROVIDER, referentienummer=nummer)
            await stands(gate, "bezorgd", "Du01")
            du01 = other.van("Du01")[0].nummer
            await Partij(gate.client).fo01(zender="VECOZO", crossRefnummer=du01, code="IB007", ontvanger="0193")

            async def linked() -> object:
                return await gate.rows("SELECT 1 FROM envelop WHERE berichtcode = 'Fo01' AND reden = 'Gekoppeld.'")

            await until(linked)
            for name in (nummer, nummer.upper(), "B1", "RB1", du01):
                life = await told(tmp_path, "bericht", name, "--json")
                assert life.status == 0, name
                assert life.json["id"] == nummer, name
            said = await told(tmp_path, "bericht", "B1")
            for word in (nummer, du01, "beantwoord met JW325", "poging 1: bezorgd", "fout IB007 van VECOZO"):
                assert word in said.out
            assert BSN not in said.out
            assert (await told(tmp_path, "bericht", "A1", "--json")).json["id"] == levering
            assert (await told(tmp_path, "bericht", "onbekend")).status == 1
            assert (await gate.client.get("/v1/berichten/onbekend")).status_code == 404
            for topic in ("bericht", "levering", "signaal"):
                for record in await gate.records(f"ijw.gebeurtenis.{topic}.v1"):
                    assert faults(structured(record)) == []


async def test_an_envelope_that_was_refused_goes_again_as_the_same_bytes_when_asked(tmp_path: Path) -> None:
    (tmp_path / "sluis.db.key").write_text(SECRET)
    seen: list[bytes] = []

    def behave(each: Ontvangen) -> Antwoord:
        seen.append(each.body)
        return fo03(each) if len(seen) == 1 else bv03(each)

    with keten(behave) as other:
        ggk = GgkSettings(access="open", url=other.url, pause=0.05)
        async with poort(tmp_path, ggk=ggk) as gate, judging(gate):
            await gate.hand_in(allocation("A1", 1))
            await stands(gate, "geparkeerd", "Di01")
            assert "StUF055" in (await told(tmp_path, "parked", "list")).out
            [(number,)] = await gate.rows("SELECT parkeer_id FROM geparkeerd")
            assert (await told(tmp_path, "parked", "show", str(number))).status == 0
            assert (await told(tmp_path, "parked", "retry", str(number), "--ja")).status == 0
            await stands(gate, "bezorgd", "Di01")
            assert len(seen) == 2
            assert seen[0] == seen[1]
