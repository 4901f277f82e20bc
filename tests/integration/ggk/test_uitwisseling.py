"""Exchanging with the other side of the GGk both ways: answers as Du01, allocations as Di01, errors as Fo01."""

from __future__ import annotations

import asyncio
import re
import threading
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.gateway.settings import GatewaySettings
from services.gateway.stuf.settings import GgkSettings
from tests.support.berichten import to_xml
from tests.support.ggk import SCHEMA
from tests.support.keten import Antwoord, Keten, Ontvangen, Partij, bv03, fo03, keten
from tests.support.poort import Poort, judging, poort, until

AANBIEDER = "12345678"
BSN = "123456782"
JW301 = {
    "kind": "JW301", "ident": "T1", "dag": "2025-01-01", "today": "2025-01-02", "prov": AANBIEDER, "bsn": BSN,
    "prods": [{"nr": 1, "cat": "45", "code": "45A48", "td": "2025-01-01", "ing": "2025-01-01", "eind": "2025-12-31",
               "reden": None, "omvang": (12000, "01", "2"), "budget": None}],
}  # fmt: skip
JW323 = {
    "kind": "JW323", "ident": "D1", "dag": "2025-02-01", "today": "2025-02-02", "afz": AANBIEDER, "dn": "N1",
    "dp": ("2025-01-01", "2025-01-31"), "tot": None,
    "clients": [(BSN, [{"ref": "R1", "vorig": None, "nr": 1, "cat": "45", "code": "45A48",
                        "p": ("2025-01-01", "2025-01-31"), "vol": 60, "eh": "01", "tar": 100, "bedrag": 6000,
                        "dc": "D"}])],
}  # fmt: skip
TOEWIJZING, DECLARATIE = to_xml(JW301), to_xml(JW323)


def settings(other: Keten, **more: Any) -> GgkSettings:
    return GgkSettings(access="open", url=other.url, pause=0.05, **more)


def jw302(*codes: str, ident: str = "T1") -> bytes:
    """The provider's answer, with codes on the header."""
    listed = "".join(f"<m:RetourCode>{code}</m:RetourCode>" for code in codes)
    retour = f"<m:RetourCodes>{listed}</m:RetourCodes>" if codes else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<m:Bericht xmlns:m="http://www.istandaarden.nl/ijw/3_2/jw302/schema"'
        ' xmlns:i="http://www.istandaarden.nl/ijw/3_2/basisschema/schema"><m:Header><m:BerichtCode>437</m:BerichtCode>'
        "<m:BerichtVersie>3</m:BerichtVersie><m:BerichtSubversie>2</m:BerichtSubversie><m:Afzender>0193</m:Afzender>"
        f"<m:Ontvanger>{AANBIEDER}</m:Ontvanger><m:BerichtIdentificatie><i:Identificatie>{ident}</i:Identificatie>"
        "<i:Dagtekening>2025-01-01</i:Dagtekening></m:BerichtIdentificatie><m:XsdVersie><i:BasisschemaXsdVersie>1.0.0"
        "</i:BasisschemaXsdVersie><i:BerichtXsdVersie>1.0.0</i:BerichtXsdVersie></m:XsdVersie><m:IdentificatieRetour>"
        "A1</m:IdentificatieRetour><m:DagtekeningRetour>2025-01-03</m:DagtekeningRetour><m:XsdVersieRetour>"
        "<i:BasisschemaXsdVersie>1.0.0</i:BasisschemaXsdVersie><i:BerichtXsdVersie>1.0.0</i:BerichtXsdVersie>"
        f"</m:XsdVersieRetour>{retour}</m:Header></m:Bericht>"
    ).encode()


async def life(gate: Poort, name: str) -> dict[str, Any]:
    found: dict[str, Any] = (await gate.client.get(f"/v1/berichten/{name}")).json()
    return found


async def came(other: Keten, soort: str, count: int = 1) -> list[Ontvangen]:
    async def there() -> bool:
        return len(other.van(soort)) >= count

    await until(there, 40)
    return other.van(soort)


async def stands(gate: Poort, stand: str, soort: str) -> None:
    """Wait until an outgoing envelope of this kind stands there."""

    async def there() -> object:
        sql = "SELECT 1 FROM envelop WHERE richting = 'uit' AND stand = ? AND berichtcode = ?"
        return await gate.rows(sql, stand, soort)

    await until(there, 40)


async def processed(gate: Poort) -> bool:
    return not await gate.rows("SELECT 1 FROM envelop WHERE richting = 'in' AND stand = 'ontvangen'")


async def test_a_declaration_in_a_di01_is_answered_with_one_du01(tmp_path: Path) -> None:
    with keten() as other:
        own = GatewaySettings(delivery_folder=tmp_path / "antwoorden")
        async with poort(tmp_path, own, ggk=settings(other)) as gate, judging(gate):
            nummer = str(uuid4())
            await Partij(gate.client).di01(DECLARATIE, zender=AANBIEDER, referentienummer=nummer)
            [du01] = await came(other, "Du01")
            await stands(gate, "bezorgd", "Du01")
            assert du01.cross == nummer
            assert du01.tekst("functie") == "JW325"
            assert du01.organisaties() == ["0193", AANBIEDER]
            assert SCHEMA.fout(du01.wortel) is None
            assert UUID(du01.nummer).version == 4
            assert du01.action == '"http://www.stufstandaarden.nl/koppelvlak/ggk0210/ggk_Du01"'
            assert du01.content_type == "text/xml; charset=utf-8"
            assert b"jw325/schema" in du01.inhoud
            assert not list((tmp_path / "antwoorden").glob("*.xml"))
            told = await life(gate, "D1")
            assert told["id"] == nummer
            assert (told["soort"], told["beantwoord"]["soort"]) == ("JW323", "JW325")
            assert told["bezorgd"]["stand"] == "bezorgd"
            assert [e["berichtcode"] for e in told["enveloppen"]] == ["Di01", "Du01"]
            assert BSN not in str(told)
            assert (await life(gate, du01.nummer))["id"] == nummer
            await asyncio.sleep(0.5)
            assert len(other.van("Du01")) == 1


async def test_an_allocation_that_was_handed_in_leaves_as_one_di01_with_the_received_bytes(tmp_path: Path) -> None:
    with keten() as other:
        async with poort(tmp_path, ggk=settings(other)) as gate, judging(gate):
            levering = (await gate.hand_in(TOEWIJZING)).json()["id"]
            [di01] = await came(other, "Di01")
            assert di01.inhoud == TOEWIJZING
            assert di01.tekst("functie") == "JW301"
            assert di01.organisaties() == ["0193", AANBIEDER]
            assert (di01.tekst("functieVersie"), di01.tekst("functieSubversie")) == ("0003", "0002")
            assert SCHEMA.fout(di01.wortel) is None
            await stands(gate, "bezorgd", "Di01")
            answer = await gate.client.get(f"/v1/berichten/{levering}/antwoord")
            assert b"jw302/schema" in answer.content
            told = await life(gate, levering)
            assert told["wacht"] == "De aanbieder heeft nog niet geantwoord."
            assert told["wacht_tot"] == told["enveloppen"][0]["uiterlijk"]
            assert {each.soort for each in other.ontvangen} == {"Di01"}


async def test_an_allocation_that_is_rejected_does_not_leave(tmp_path: Path) -> None:
    with keten() as other:
        async with poort(tmp_path, ggk=settings(other)) as gate, judging(gate):
            levering = (await gate.hand_in(to_xml({**JW301, "gemeente": "9999"}))).json()["id"]

            async def answered() -> bool:
                return (await gate.client.get(f"/v1/berichten/{levering}/antwoord")).status_code == 200

            await until(answered, 40)
            await asyncio.sleep(1)
            assert other.ontvangen == []
            assert await gate.rows("SELECT * FROM envelop") == []


@pytest.mark.parametrize("codes", [(), ("0001",)], ids=["aangenomen", "geweigerd"])
async def test_the_answer_of_the_provider_is_linked_and_a_refusal_is_a_signal(
    tmp_path: Path, codes: tuple[str, ...]
) -> None:
    with keten() as other:
        async with poort(tmp_path, ggk=settings(other)) as gate, judging(gate):
            levering = (await gate.hand_in(TOEWIJZING)).json()["id"]
            [di01] = await came(other, "Di01")
            await stands(gate, "bezorgd", "Di01")
            taken = await Partij(gate.client).du01(jw302(*codes), zender=AANBIEDER, crossRefnummer=di01.nummer)
            assert taken.status_code == 200
            await until(lambda: processed(gate))
            told = await life(gate, levering)
            back = told["enveloppen"][-1]
            assert (back["berichtcode"], back["reden"]) == ("Du01", "Gekoppeld.")
            assert back["geweigerd"] is bool(codes)
            assert back["retourcodes"] == list(codes)

            async def signalled() -> bool:
                return bool(await gate.records("ijw.gebeurtenis.signaal.v1"))

            if codes:
                await until(signalled)
                [record] = await gate.records("ijw.gebeurtenis.signaal.v1")
                assert b'"toewijzingen":[1]' in (record.value or b"")
            else:
                assert not await signalled()
            assert {each.soort for each in other.ontvangen} == {"Di01"}


async def test_a_du01_about_nothing_of_ours_is_kept_and_nothing_leaves(tmp_path: Path) -> None:
    with keten() as other:
        async with poort(tmp_path, ggk=settings(other)) as gate:
            nummer = str(uuid4())
            taken = await Partij(gate.client).du01(
                jw302(), zender=AANBIEDER, crossRefnummer=str(uuid4()), referentienummer=nummer
            )
            assert taken.status_code == 200
            await until(lambda: processed(gate))
            [back] = (await life(gate, nummer))["enveloppen"]
            assert back["reden"].startswith("Niet gekoppeld")
            assert other.ontvangen == []


@pytest.mark.parametrize(
    "inhoud",
    [
        DECLARATIE.replace(b"<m:BerichtCode>490", b"<m:BerichtCode>491"),
        b"\xef\xbb\xbf" + DECLARATIE,
        DECLARATIE.decode().encode("utf-16"),
        b'<?xml version="1.0" encoding="ISO-8859-1"?><a/>',
        b"<!DOCTYPE a [<!ENTITY b 'c'>]>" + DECLARATIE.partition(b"?>")[2],
        b"<a/>",
        TOEWIJZING,
        to_xml({**JW323, "afz": "87654321"}),
        to_xml({**JW323, "gemeente": "0363"}),
        b"geen xml",
    ],
    ids=["schema", "bom", "utf-16", "latin-1", "dtd", "onbekend", "jw301", "zender", "ontvanger", "geen xml"],
)
async def test_a_fault_of_the_message_is_a_bv03_and_then_a_fo01(tmp_path: Path, inhoud: bytes) -> None:
    with keten() as other:
        async with poort(tmp_path, ggk=settings(other)) as gate:
            nummer = str(uuid4())
            taken = await Partij(gate.client).di01(inhoud, zender=AANBIEDER, referentienummer=nummer)
            assert taken.status_code == 200
            [fo01] = await came(other, "Fo01")
            assert (fo01.tekst("code"), fo01.tekst("plek"), fo01.cross) == ("StUF055", "client", nummer)
            assert fo01.tekst("details") == "JW323-00030002"
            assert fo01.organisaties() == ["0193", AANBIEDER]
            assert SCHEMA.fout(fo01.wortel) is None
            assert await gate.records("ijw.ontvangen.jw323.v1") == []
            assert (await life(gate, nummer))["enveloppen"][0]["reden"].startswith("Beantwoord met Fo01")


async def test_a_lost_bv03_and_a_failing_other_side_give_the_same_bytes_again(tmp_path: Path) -> None:
    plan = [None, (500, b"stuk"), (200, b"<a/>"), "andere"]

    def behave(each: Ontvangen) -> Antwoord | None:
        if plan:
            step = plan.pop(0)
            return bv03(each, str(uuid4())) if step == "andere" else step  # type: ignore[return-value]
        return bv03(each)

    with keten(behave) as other:
        async with poort(tmp_path, ggk=settings(other)) as gate, judging(gate):
            await gate.hand_in(TOEWIJZING)
            await stands(gate, "bezorgd", "Di01")
            assert len({each.body for each in other.ontvangen}) == 1
            assert len(other.ontvangen) == 5
            attempts = (await life(gate, "T1"))["enveloppen"][0]["pogingen"]
            assert [each["poging"] for each in attempts] == [1, 2, 3, 4, 5]
            assert attempts[-1]["uitkomst"] == "bezorgd"
            assert all(each["volgende"] for each in attempts[:-1])


async def test_a_fo03_is_final_and_holds_up_nothing_else(tmp_path: Path) -> None:
    first: list[str] = []

    def behave(each: Ontvangen) -> Antwoord:
        first.append(each.nummer)
        return fo03(each, "StUF034", f"functie van {BSN} onbekend") if len(first) == 1 else bv03(each)

    with keten(behave) as other:
        async with poort(tmp_path, ggk=settings(other)) as gate, judging(gate):
            await gate.hand_in(TOEWIJZING)
            await stands(gate, "geparkeerd", "Di01")
            await gate.hand_in(to_xml({**JW301, "ident": "T2", "prods": [{**JW301["prods"][0], "nr": 2}]}))  # type: ignore[index,dict-item]
            await stands(gate, "bezorgd", "Di01")
            told = await life(gate, first[0])
            assert "StUF034" in told["wacht"]
            assert BSN not in str(told)
            assert len(other.ontvangen) == 2


async def test_a_fo01_that_comes_back_is_linked_and_says_what_to_do(tmp_path: Path) -> None:
    with keten() as other:
        async with poort(tmp_path, ggk=settings(other)) as gate, judging(gate):
            levering = (await gate.hand_in(TOEWIJZING)).json()["id"]
            [di01] = await came(other, "Di01")
            await stands(gate, "bezorgd", "Di01")
            await Partij(gate.client).fo01(zender="VECOZO", crossRefnummer=di01.nummer, code="CC08", ontvanger="0193")
            await until(lambda: processed(gate))
            back = (await life(gate, levering))["enveloppen"][-1]
            assert (back["berichtcode"], back["reden"]) == ("Fo01", "Gekoppeld.")
            assert (back["fout"]["code"], back["fout"]["melder"]) == ("CC08", "VECOZO")
            assert back["wat_nu"]
            await asyncio.sleep(0.3)
            assert not other.van("Fo01")


async def test_without_a_destination_envelopes_wait(tmp_path: Path) -> None:
    async with poort(tmp_path, ggk=GgkSettings(access="open")) as gate, judging(gate):
        await gate.hand_in(TOEWIJZING)
        await stands(gate, "wacht", "Di01")
        told = await life(gate, "T1")
        assert "wacht op bezorging" in told["wacht"]
        assert told["wacht_tot"] is None


async def test_an_adapter_takes_envelopes_from_a_folder(tmp_path: Path) -> None:
    async with poort(tmp_path, ggk=GgkSettings(access="open", folder=tmp_path / "ggk")) as gate, judging(gate):
        await gate.hand_in(TOEWIJZING)
        await stands(gate, "bezorgd", "Di01")
        [file] = (tmp_path / "ggk" / "uit").iterdir()
        assert SCHEMA.fout(__import__("lxml.etree").etree.fromstring(file.read_bytes())) is None


async def test_with_an_adapter_any_2xx_is_enough(tmp_path: Path) -> None:
    with keten(lambda _: (202, b"")) as other:
        async with poort(tmp_path, ggk=settings(other, confirm="status")) as gate, judging(gate):
            await gate.hand_in(TOEWIJZING)
            await stands(gate, "bezorgd", "Di01")
            assert len(other.ontvangen) == 1


async def test_an_invoice_of_the_old_release_is_answered_with_a_jw304_in_a_du01(tmp_path: Path) -> None:
    invoice = (Path(__file__).parents[2] / "golden" / "answers" / "release-2.3.jw303.xml").read_bytes()
    gemeente, aanbieder = (
        re.search(rb"<(?:\w+:)?%s>(\d+)<" % naam, invoice).group(1).decode()  # type: ignore[union-attr]
        for naam in (b"Gemeente", b"Aanbieder")
    )
    with keten() as other:
        async with poort(tmp_path, ggk=settings(other)) as gate, judging(gate):
            nummer = str(uuid4())
            versies = {"functie": "JW303", "functieVersie": "0002", "functieSubversie": "0003"}
            taken = await Partij(gate.client).di01(
                invoice, zender=aanbieder, ontvanger=gemeente, referentienummer=nummer, **versies
            )
            assert taken.status_code == 200
            [du01] = await came(other, "Du01")
            assert du01.cross == nummer
            assert [du01.tekst(naam) for naam in versies] == ["JW304", "0002", "0003"]
            assert SCHEMA.fout(du01.wortel) is None


@pytest.mark.parametrize("versies", [("0002", "0003"), ("0003", "0001"), ("0003", "0003")])
async def test_a_version_that_is_not_that_of_the_message_is_a_fault_of_the_message(
    tmp_path: Path, versies: tuple[str, str]
) -> None:
    with keten() as other:
        async with poort(tmp_path, ggk=settings(other)) as gate:
            taken = await Partij(gate.client).di01(
                DECLARATIE, zender=AANBIEDER, functieVersie=versies[0], functieSubversie=versies[1]
            )
            assert taken.status_code == 200
            [fo01] = await came(other, "Fo01")
            assert fo01.tekst("details") == f"JW323-{versies[0]}{versies[1]}"


async def test_one_envelope_that_hangs_holds_up_no_other(tmp_path: Path) -> None:
    first: list[str] = []
    free = threading.Event()

    def behave(each: Ontvangen) -> Antwoord | None:
        if each.nummer in first[:1] or not first:
            first.append(each.nummer)
            free.wait(30)
        return bv03(each)

    with keten(behave) as other:
        async with poort(tmp_path, ggk=settings(other, timeout=25)) as gate, judging(gate):
            await gate.hand_in(TOEWIJZING)
            await came(other, "Di01")
            await Partij(gate.client).di01(DECLARATIE, zender=AANBIEDER)
            await stands(gate, "bezorgd", "Du01")
            assert await gate.rows("SELECT 1 FROM envelop WHERE berichtcode = 'Di01' AND stand = 'wacht'")
            free.set()
            await stands(gate, "bezorgd", "Di01")


async def test_while_the_other_side_is_away_one_envelope_at_a_time_tries_the_way(tmp_path: Path) -> None:
    async with poort(tmp_path, ggk=GgkSettings(access="open")) as gate, judging(gate):
        for nr in (1, 2, 3):
            await gate.hand_in(to_xml({**JW301, "ident": f"T{nr}", "prods": [{**JW301["prods"][0], "nr": nr}]}))  # type: ignore[index,dict-item]

        async def all_wait() -> bool:
            return len(await gate.rows("SELECT 1 FROM envelop WHERE richting = 'uit' AND stand = 'wacht'")) == 3

        await until(all_wait, 40)
    together, free = threading.Barrier(3), threading.Event()
    asked: list[str] = []

    def behave(each: Ontvangen) -> Antwoord:
        asked.append(each.nummer)
        if len(asked) <= 3:
            together.wait(20)
            return 503, b""
        free.wait(20)
        return bv03(each)

    with keten(behave) as other:
        async with poort(tmp_path, ggk=GgkSettings(access="open", url=other.url, pause=0.5)) as gate:

            async def trial() -> bool:
                return len(asked) == 4

            await until(trial, 40)
            await asyncio.sleep(1.5)
            assert len(asked) == 4
            free.set()

            async def all_left() -> bool:
                return len(await gate.rows("SELECT 1 FROM envelop WHERE richting = 'uit' AND stand = 'bezorgd'")) == 3

            await until(all_left, 40)
