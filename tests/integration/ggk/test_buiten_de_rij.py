"""What must not stop the rest: an answer that cannot be packed, a file that cannot be read, an odd id."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from services.gateway.stuf.ontvangen import Ontvangst
from services.gateway.stuf.settings import GgkSettings
from services.shared.dossier import parkeerplaats
from services.shared.platform.log.port import New
from tests.support.berichten import to_xml
from tests.support.ggk import CROSS, REF, di01
from tests.support.keten import Partij, keten
from tests.support.poort import Poort, answer_record, poort, until

AANBIEDER = "12345678"
BRON = f"urn:nld:ggk:{AANBIEDER}"
DECLARATIE = to_xml({
    "kind": "JW323", "ident": "D1", "dag": "2025-02-01", "today": "2025-02-02", "afz": AANBIEDER, "dn": "N1",
    "dp": ("2025-01-01", "2025-01-31"), "tot": None,
    "clients": [("123456782", [{"ref": "R1", "vorig": None, "nr": 1, "cat": "45", "code": "45A48",
                                "p": ("2025-01-01", "2025-01-31"), "vol": 60, "eh": "01", "tar": 100, "bedrag": 6000,
                                "dc": "D"}])],
})  # fmt: skip
OPEN = GgkSettings(access="open")


def fo01_of_others(levering: str, body: bytes, bron: str = BRON) -> New:
    return answer_record(levering, body, bron, ce_type=b"nl.ijw.antwoord.fo01")


async def processed(gate: Poort) -> bool:
    return not await gate.rows("SELECT 1 FROM envelop WHERE richting = 'in' AND stand = 'ontvangen'")


async def test_an_answer_that_cannot_be_packed_is_set_aside_and_stops_nothing(tmp_path: Path) -> None:
    with keten() as other:
        async with poort(tmp_path, ggk=GgkSettings(access="open", url=other.url, pause=0.05)) as gate:
            partij = Partij(gate.client)
            await partij.di01(DECLARATIE, zender=AANBIEDER, referentienummer=REF)
            await until(lambda: processed(gate))
            await gate.log.append([fo01_of_others(REF, b"geen xml")])

            async def aside() -> bool:
                return bool(await gate.rows("SELECT 1 FROM geparkeerd WHERE soort_fout = 'bug'"))

            await until(aside)
            assert "Geparkeerd" in (await gate.client.get(f"/v1/berichten/{REF}")).json()["wacht"]
            await partij.di01(b"geen bericht", zender=AANBIEDER)

            async def answered() -> bool:
                return len(other.van("Fo01")) == 1

            await until(answered)
            async with gate.database.transaction() as tx:
                [each] = await parkeerplaats.listed(tx, parkeerplaats.PARKED)
                await parkeerplaats.move(tx, each.parkeer_id, parkeerplaats.PARKED, parkeerplaats.AGAIN)

            async def aside_again() -> bool:
                rows = await gate.rows("SELECT stand FROM geparkeerd ORDER BY parkeer_id")
                return [row[0] for row in rows] == ["klaar", "geparkeerd"]

            await until(aside_again)


async def test_an_answer_to_another_message_with_the_same_number_answers_no_envelope(tmp_path: Path) -> None:
    async with poort(tmp_path, ggk=OPEN) as gate:
        await Partij(gate.client).di01(DECLARATIE, zender=AANBIEDER, referentienummer=REF)
        await until(lambda: processed(gate))
        await gate.log.append([answer_record(REF, b"<a/>", "urn:nld:ggk:87654321")])

        async def seen() -> bool:
            rows = await gate.rows("SELECT stand FROM bezorging")
            return [row[0] for row in rows] == ["wacht"]

        await until(seen)
        assert await gate.rows("SELECT 1 FROM envelop WHERE richting = 'uit'") == []


async def test_the_fo01_on_a_du01_that_belongs_to_nothing_stands_beside_it(tmp_path: Path) -> None:
    async with poort(tmp_path, ggk=OPEN) as gate:
        await Partij(gate.client).du01(b"geen bericht", zender=AANBIEDER, referentienummer=REF, crossRefnummer=CROSS)

        async def both() -> bool:
            life = (await gate.client.get(f"/v1/berichten/{REF}")).json()
            return [each["berichtcode"] for each in life["enveloppen"]] == ["Du01", "Fo01"]

        await until(both)
        life = (await gate.client.get(f"/v1/berichten/{REF.upper()}")).json()
        fo01 = life["enveloppen"][1]
        assert fo01["cross_refnummer"] == REF
        again = (await gate.client.get(f"/v1/berichten/{fo01['referentienummer']}")).json()
        assert [each["referentienummer"] for each in again["enveloppen"]] == [REF, fo01["referentienummer"]]
        assert life["wacht"].startswith("De Fo01 wacht op bezorging")


async def test_a_file_that_cannot_be_read_holds_up_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "ggk"
    (folder / "in").mkdir(parents=True)
    (folder / "in" / "a.xml").write_text(di01(DECLARATIE, zender=AANBIEDER, applicatieVersie="9999"))
    (folder / "in" / "b.xml").write_text(di01(DECLARATIE, zender=AANBIEDER))
    (folder / "in" / "c.xml").write_text(di01(DECLARATIE, zender=AANBIEDER))
    read, take = Path.read_bytes, Ontvangst.neem

    def unreadable(path: Path) -> bytes:
        if path.name == "a.xml":
            raise PermissionError
        return read(path)

    seen: list[bytes] = []

    async def fails_once(self: Ontvangst, data: bytes, *rest: Any) -> Any:
        seen.append(data)
        if len(seen) == 1:
            raise RuntimeError
        return await take(self, data, *rest)

    monkeypatch.setattr(Path, "read_bytes", unreadable)
    monkeypatch.setattr(Ontvangst, "neem", fails_once)
    async with poort(tmp_path, ggk=GgkSettings(folder=folder)) as gate:

        async def taken() -> bool:
            return [each.name for each in (folder / "in").iterdir()] == ["a.xml"]

        await until(taken)
        assert len(await gate.rows("SELECT 1 FROM envelop WHERE richting = 'in'")) == 1


async def test_an_envelope_that_takes_the_name_of_one_that_is_being_read_is_read_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "ggk"
    (folder / "in").mkdir(parents=True)
    (folder / "in" / "bericht.xml").write_text(di01(DECLARATIE, zender=AANBIEDER))
    take, seen = Ontvangst.neem, list[bytes]()

    async def written_over(self: Ontvangst, data: bytes, *rest: Any) -> Any:
        seen.append(data)
        if len(seen) == 1:
            (folder / "next").write_text(di01(DECLARATIE, zender=AANBIEDER, referentienummer=CROSS))
            (folder / "next").replace(folder / "in" / "bericht.xml")
        return await take(self, data, *rest)

    monkeypatch.setattr(Ontvangst, "neem", written_over)
    async with poort(tmp_path, ggk=GgkSettings(folder=folder)) as gate:

        async def both() -> bool:
            return len(await gate.rows("SELECT 1 FROM envelop WHERE richting = 'in'")) == 2

        await until(both)


async def test_an_id_that_no_message_can_have_is_unknown(tmp_path: Path, migrated_database: str) -> None:
    async with poort(tmp_path, url=migrated_database, ggk=OPEN) as gate:
        assert (await gate.client.get("/v1/berichten/%00")).status_code == 404
