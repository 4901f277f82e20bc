"""Receiving envelopes: a Bv03 only for what is stored, a Fo03 without effect, and a repetition with the same Bv03."""

from __future__ import annotations

import asyncio
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from services.gateway.stuf.settings import GgkSettings
from services.shared.desk.intake import Fit, take, topic_of
from tests.support.berichten import to_xml
from tests.support.ggk import ACTIE_DI01, ACTIE_DU01, REF, SCHEMA, di01, fo01, in_soap
from tests.support.keten import Partij, kern, waarde
from tests.support.poort import Poort, poort, until

AANBIEDER = "12345678"
BSN = "123456782"
JW323 = {
    "kind": "JW323", "ident": "D1", "dag": "2025-02-01", "today": "2025-02-02", "afz": AANBIEDER, "dn": "N1",
    "dp": ("2025-01-01", "2025-01-31"), "tot": None,
    "clients": [(BSN, [{"ref": "R1", "vorig": None, "nr": 1, "cat": "45", "code": "45A48",
                        "p": ("2025-01-01", "2025-01-31"), "vol": 60, "eh": "01", "tar": 100, "bedrag": 6000,
                        "dc": "D"}])],
}  # fmt: skip
DECLARATIE = to_xml(JW323)
OPEN = GgkSettings(access="open")


async def nothing_stored(gate: Poort) -> None:
    assert await gate.rows("SELECT * FROM envelop") == []
    assert await gate.records(topic_of("JW323")) == []


async def processed(gate: Poort) -> bool:
    return not await gate.rows("SELECT 1 FROM envelop WHERE richting = 'in' AND stand = 'ontvangen'")


async def test_a_di01_gets_a_bv03_and_its_message_stands_on_the_log_byte_for_byte(tmp_path: Path) -> None:
    async with poort(tmp_path, ggk=OPEN) as gate:
        taken = await Partij(gate.client).di01(DECLARATIE, zender=AANBIEDER, referentienummer=REF)
        assert taken.status_code == 200
        assert taken.headers["content-type"] == "text/xml; charset=utf-8"
        bv03 = kern(taken)
        assert SCHEMA.fout(bv03) is None
        assert waarde(bv03, "crossRefnummer") == REF
        assert [e.text for e in bv03.iter("{*}organisatie")] == ["0193", AANBIEDER]
        assert UUID(waarde(bv03, "referentienummer")).version == 4

        async def on_the_log() -> bool:
            return bool(await gate.records(topic_of("JW323")))

        await until(on_the_log)
        [record] = await gate.records(topic_of("JW323"))
        assert record.value == DECLARATIE
        assert record.key == f"0193:{AANBIEDER}".encode()
        fit = take(record)
        assert isinstance(fit, Fit)
        assert (fit.delivery.bron, fit.delivery.levering) == (f"urn:nld:ggk:{AANBIEDER}", REF)


async def test_a_repeated_envelope_gets_the_same_bv03_and_has_no_second_effect(tmp_path: Path) -> None:
    async with poort(tmp_path, ggk=OPEN) as gate:
        partij = Partij(gate.client)
        first = await partij.di01(DECLARATIE, zender=AANBIEDER, referentienummer=REF)
        await until(lambda: processed(gate))
        again = await partij.di01(DECLARATIE, zender=AANBIEDER, referentienummer=REF)
        bare = await gate.client.post(
            "/v1/enveloppen",
            content=di01(DECLARATIE, zender=AANBIEDER, referentienummer=REF),
            headers={"content-type": "application/xml"},
        )
        assert again.content == first.content
        assert bare.status_code == 202
        assert bare.json()["herhaald"] is True
        await until(lambda: processed(gate))
        assert len(await gate.records(topic_of("JW323"))) == 1
        assert len(await gate.rows("SELECT * FROM envelop")) == 1


async def test_a_number_that_was_used_with_another_body_gets_a_fo03_without_effect(tmp_path: Path) -> None:
    async with poort(tmp_path, ggk=OPEN) as gate:
        partij = Partij(gate.client)
        await partij.di01(DECLARATIE, zender=AANBIEDER, referentienummer=REF)
        other = await partij.di01(DECLARATIE + b" ", zender=AANBIEDER, referentienummer=REF)
        assert other.status_code == 500
        assert waarde(kern(other), "code") == "StUF016"
        await until(lambda: processed(gate))
        assert len(await gate.rows("SELECT * FROM envelop")) == 1


async def test_a_jw301_in_a_di01_to_a_municipality_is_refused(tmp_path: Path) -> None:
    async with poort(tmp_path, ggk=OPEN) as gate:
        refused = await Partij(gate.client).di01(DECLARATIE, zender=AANBIEDER, functie="JW301")
        assert refused.status_code == 500
        fo03 = kern(refused)
        assert SCHEMA.fout(fo03) is None
        await nothing_stored(gate)


async def test_a_bare_envelope_that_is_refused_gets_a_problem(tmp_path: Path) -> None:
    async with poort(tmp_path, ggk=OPEN) as gate:
        for content, kind, status in (
            (di01(DECLARATIE, functie="JW301").encode(), "application/xml", 400),
            (b"<stuk", "application/xml", 400),
            (di01(DECLARATIE).encode(), "application/json", 415),
        ):
            refused = await gate.client.post("/v1/enveloppen", content=content, headers={"content-type": kind})
            assert refused.status_code == status
            assert refused.headers["content-type"] == "application/problem+json"
        await nothing_stored(gate)


async def test_the_folder_takes_envelopes_and_sets_aside_what_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "ggk"
    (folder / "in").mkdir(parents=True)
    (folder / "in" / "goed.xml").write_text(di01(DECLARATIE, zender=AANBIEDER))
    (folder / "in" / "fout.xml").write_text(di01(DECLARATIE, functie="JW301"))
    (folder / "in" / ".half.xml").write_text("<half")
    async with poort(tmp_path, ggk=GgkSettings(folder=folder)) as gate:

        async def on_the_log() -> bool:
            return bool(await gate.records(topic_of("JW323")))

        await until(on_the_log)

        async def aside() -> bool:
            return (folder / "in" / "geweigerd" / "fout.xml").is_file()

        await until(aside)
        assert sorted(p.name for p in (folder / "in").iterdir()) == [".half.xml", "geweigerd"]
        assert (folder / "in" / "geweigerd" / "fout.xml.txt").read_text().strip()


NEVER = "0" * 20
KNOWN = "00000001234567890000"


@pytest.mark.parametrize(
    ("ggk", "headers"),
    [
        (GgkSettings(access="mtls"), {}),
        (GgkSettings(access="proxy", oins=f"{KNOWN}=*"), {}),
        (GgkSettings(access="proxy", oins=f"{KNOWN}=*"), {"x_oin": NEVER}),
        (GgkSettings(access="proxy", oins=f"{KNOWN}=*", proxies="192.0.2.1"), {"x_oin": KNOWN}),
        (GgkSettings(access="open"), {"x_forwarded_for": "192.0.2.1"}),
        (GgkSettings(access="open"), {"host": "sluis.example"}),
    ],
    ids=["zonder certificaat", "zonder oin", "onbekende oin", "andere proxy", "doorgestuurd", "vreemde host"],
)
async def test_a_request_without_rights_has_no_effect(
    tmp_path: Path, ggk: GgkSettings, headers: dict[str, str]
) -> None:
    async with poort(tmp_path, ggk=ggk) as gate:
        refused = await Partij(gate.client).stuur(in_soap(di01(DECLARATIE, zender=AANBIEDER)), ACTIE_DI01, **headers)
        assert refused.status_code == 403
        assert refused.headers["content-type"] == "application/problem+json"
        await nothing_stored(gate)
        figures = (await gate.client.get("/metrics")).text
        assert 'sluis_verzoeken_geweigerd_total{dienst="gateway",status="403"} 1.0' in figures


async def test_an_oin_sends_only_for_its_own_organisations(tmp_path: Path) -> None:
    ggk = GgkSettings(access="proxy", oins=f"{KNOWN}={AANBIEDER}", proxies="127.0.0.1")
    async with poort(tmp_path, ggk=ggk) as gate:
        partij = Partij(gate.client)
        other = await partij.stuur(in_soap(di01(DECLARATIE, zender="87654321")), ACTIE_DI01, x_oin=KNOWN)
        assert other.status_code == 500
        assert waarde(kern(other), "code") == "StUF052"
        await nothing_stored(gate)
        own = await partij.stuur(in_soap(di01(DECLARATIE, zender=AANBIEDER)), ACTIE_DI01, x_oin=KNOWN)
        assert own.status_code == 200


async def test_an_open_door_is_said_to_be_open(tmp_path: Path) -> None:
    async with poort(tmp_path, ggk=OPEN) as gate:
        notes = (await gate.client.get("/health/ready")).json()["let_op"]
        assert any("zonder certificaat" in note for note in notes)


async def test_a_marked_bsn_in_an_envelope_shows_nowhere(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    async with poort(tmp_path, ggk=OPEN) as gate:
        partij = Partij(gate.client)
        said = [
            await partij.di01(DECLARATIE, zender=AANBIEDER, referentienummer=REF),
            await partij.di01(DECLARATIE.replace(b"<m:Bsn>", b"<m:Bsn>x"), zender=AANBIEDER),
            await partij.stuur(in_soap(di01(DECLARATIE, zender=BSN)), ACTIE_DU01),
            await partij.stuur(in_soap(di01(DECLARATIE, ontvanger=BSN)), ACTIE_DI01),
            await partij.fo01(omschrijving=f"client {BSN} is onbekend", ontvanger="0193"),
        ]
        await until(lambda: processed(gate))
        for naam in (REF, "D1", "R1", *[row[0] for row in await gate.rows("SELECT referentienummer FROM envelop")]):
            said.append(await gate.client.get(f"/v1/berichten/{naam}"))
        said.append(await gate.client.get("/metrics"))
        for each in (*said[:2], *said[4:]):
            assert BSN not in each.text
        for topic in ("ijw.gebeurtenis.bericht.v1", "ijw.gebeurtenis.levering.v1"):
            assert BSN not in str(await gate.records(topic))
    printed = capfd.readouterr()
    assert BSN not in printed.out + printed.err
    assert not [p for p in tmp_path.rglob("*") if BSN in p.name]
    assert BSN.encode() not in b"".join(p.read_bytes() for p in tmp_path.iterdir() if p.is_file())


async def test_a_fo01_that_nothing_belongs_to_is_kept_and_shown(tmp_path: Path) -> None:
    async with poort(tmp_path, ggk=OPEN) as gate:
        nummer = str(uuid4())
        taken = await Partij(gate.client).fo01(referentienummer=nummer)
        assert taken.status_code == 200
        await until(lambda: processed(gate))
        life = (await gate.client.get(f"/v1/berichten/{nummer}")).json()
        [envelop] = life["enveloppen"]
        assert envelop["reden"].startswith("Niet gekoppeld")
        assert envelop["fout"]["code"] == "IB009"
        assert len(envelop["fout"]["betekenis"]) == 2
        assert all(each["wat_nu"] for each in envelop["fout"]["betekenis"])
        assert fo01


async def one_bv03_for_many_at_once(gate: Poort) -> None:
    partij = Partij(gate.client)
    same = [partij.di01(DECLARATIE, zender=AANBIEDER, referentienummer=REF) for _ in range(12)]
    other = [partij.di01(DECLARATIE + b"\n", zender=AANBIEDER, referentienummer=REF) for _ in range(4)]
    taken = await asyncio.gather(*same, *other)
    confirmed = {each.content for each in taken if each.status_code == 200}
    assert len(confirmed) == 1
    assert {waarde(kern(each), "code") for each in taken if each.status_code == 500} <= {"StUF016"}
    assert {each.status_code for each in taken} == {200, 500}
    await until(lambda: processed(gate))
    assert len(await gate.rows("SELECT * FROM envelop")) == 1
    assert len(await gate.records(topic_of("JW323"))) == 1


async def test_many_at_once_are_one(tmp_path: Path) -> None:
    async with poort(tmp_path, ggk=OPEN) as gate:
        await one_bv03_for_many_at_once(gate)


async def test_many_at_once_are_one_on_postgresql(tmp_path: Path, migrated_database: str) -> None:
    async with poort(tmp_path, url=migrated_database, ggk=OPEN) as gate:
        await one_bv03_for_many_at_once(gate)


async def test_a_fo01_of_the_chain_needs_no_uuid_and_no_schema(tmp_path: Path) -> None:
    async with poort(tmp_path, ggk=OPEN) as gate:
        partij = Partij(gate.client)
        for changed in (
            {"referentienummer": "12345"},
            {"code": "EENLANGECODE"},
            {"crossRefnummer": "c9bf9e57-1685-11e4-8f10-0123456789ab"},
            {"plek": "ergens"},
            {"referentienummer": ""},
        ):
            taken = await partij.fo01(ontvanger="0193", **changed)
            assert taken.status_code == 200, changed
            assert SCHEMA.fout(kern(taken)) is None, changed
        await until(lambda: processed(gate))
        assert len(await gate.rows("SELECT 1 FROM envelop WHERE stand = 'verwerkt'")) == 5
        assert await gate.rows("SELECT 1 FROM envelop WHERE richting = 'uit'") == []
