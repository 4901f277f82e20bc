"""The services on real Kafka and PostgreSQL: whatever is killed when, every message gets its one answer."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path
from typing import Any

import pytest

from deploy.local.kafka import Kafka
from deploy.local.postgres import Postgres
from tests.support.berichten import to_xml
from tests.support.town import Town, town

BSNS = ("999900006", "999900018", "999996770", "999996782", "999996794")
MONTHS = ("2025-01", "2025-03", "2025-05", "2025-07", "2025-08", "2025-10", "2025-12")


def allocation(pair: tuple[str, str], number: int, budget: int, bsn: str = BSNS[0]) -> bytes:
    """A JW301 with one A-specific allocation."""
    product = {
        "nr": number, "cat": "50", "code": None, "td": "2025-01-02", "ing": "2025-01-01", "eind": "2025-12-31",
        "reden": None, "omvang": None, "budget": budget,
    }  # fmt: skip
    said = {
        "kind": "JW301", "ident": f"T{number}", "dag": "2025-01-02", "gemeente": pair[0], "prov": pair[1], "bsn": bsn,
        "prods": [product],
    }  # fmt: skip
    return to_xml(said)


def declaration(pair: tuple[str, str], number: int, ident: str, *amounts: int, bsn: str = BSNS[0]) -> bytes:
    """A JW323 with a line per amount, each for a month of its own."""
    lines: list[dict[str, Any]] = [
        {
            "ref": f"{ident}-{n}", "vorig": None, "nr": number, "cat": "50", "code": "50B09",
            "p": [f"{MONTHS[n]}-01", f"{MONTHS[n]}-31"], "vol": amount, "eh": "83", "tar": None, "bedrag": amount,
            "dc": "D",
        }
        for n, amount in enumerate(amounts)
    ]  # fmt: skip
    said = {
        "kind": "JW323", "ident": ident, "dag": "2026-03-01", "gemeente": pair[0], "afz": pair[1], "dn": ident,
        "dp": ["2025-12-01", "2025-12-31"], "clients": [(bsn, lines)],
    }  # fmt: skip
    return to_xml(said)


def key_of(pair: tuple[str, str]) -> bytes:
    return f"{pair[0]}:{pair[1]}".encode()


async def feed(city: Town, pairs: int, declarations: int, chance: random.Random) -> list[str]:
    """Allocations and declarations of many pairs, some handed in twice."""
    names: list[str] = []
    for n in range(pairs):
        pair = ("0193", f"{65_000_000 + n}")
        names.append(await city.hand_in("jw301", allocation(pair, 1000 + n, 50_000), key_of(pair)))
        for d in range(declarations):
            body = declaration(pair, 1000 + n, f"D{n}x{d}", *(1000 * (d + k + 1) for k in range(4)))
            names.append(await city.hand_in("jw323", body, key_of(pair)))
            if chance.random() < 0.05:
                await city.hand_in("jw323", body, key_of(pair), name=names[-1])
    return names


async def test_services_killed_at_random_answer_every_message_once(
    breakable_kafka: Kafka, breakable_postgres: Postgres, tmp_path: Path
) -> None:
    chance = random.Random(20250101)
    async with town(breakable_kafka.bootstrap, breakable_postgres.url, tmp_path) as city:
        city.start("toewijzing")
        city.start("declaratie")
        city.start("declaratie", 28092)
        feeding = asyncio.create_task(feed(city, 60, 20, chance))
        for _ in range(8):
            await asyncio.sleep(chance.uniform(0.5, 2.5))
            name = chance.choice(sorted(city.services))
            city.kill(name)
            service, _, port = name.partition("-")
            city.start(service, int(port) if port else None)
        await city.all_answered(await feeding)
        await city.laws()
        assert city.parked() == []
        over = await city.rows(
            "SELECT 1 FROM saldo JOIN toewijzing USING (gemeente, toewijzing_nummer) WHERE cent > budget"
        )
        assert over == []
        assert [city.stop(name) for name in sorted(city.services)] == [0, 0, 0]


async def test_broker_and_database_may_go_away_and_come_back(
    breakable_kafka: Kafka, breakable_postgres: Postgres, tmp_path: Path
) -> None:
    chance = random.Random(7)
    async with town(breakable_kafka.bootstrap, breakable_postgres.url, tmp_path) as city:
        city.start("toewijzing")
        city.start("declaratie")
        await city.ready("declaratie")
        feeding = asyncio.create_task(feed(city, 20, 10, chance))
        await asyncio.sleep(1)
        breakable_kafka.kill()
        assert (await city.ready("declaratie", 15, status=503))["redenen"] == ["het log antwoordt niet"]
        breakable_kafka.restart()
        await city.ready("declaratie")
        breakable_postgres.kill()
        assert "de database antwoordt niet" in (await city.ready("declaratie", 15, status=503))["redenen"]
        breakable_postgres.restart()
        await city.ready("declaratie")
        await city.all_answered(await feeding)
        await city.laws()


async def test_fifty_declarations_race_for_one_budget_over_wrong_keys(
    breakable_kafka: Kafka, breakable_postgres: Postgres, tmp_path: Path
) -> None:
    pair = ("0193", "65656055")
    async with town(breakable_kafka.bootstrap, breakable_postgres.url, tmp_path) as city:
        for service, port in (("toewijzing", None), ("declaratie", None), ("declaratie", 28092)):
            city.start(service, port)
        await city.all_answered([await city.hand_in("jw301", allocation(pair, 500101, 100_000), key_of(pair))])
        names = await asyncio.gather(*(_claim(city, pair, n) for n in range(50)))
        await city.all_answered(names)
        await city.laws()
        assert await city.rows("SELECT cent FROM saldo") == [(99_000,)]
        refused = [name for name in names if b">9369<" in city.answers[name][0].body]
        assert len(refused) == 50 - 33
        assert {city.answers[name][0].key for name in names} == {key_of(pair)}


async def _claim(city: Town, pair: tuple[str, str], n: int) -> str:
    """A claim of 30 euros under a wrong key or none, for a product and month that no other claims."""
    month, code = MONTHS[n % len(MONTHS)], f"50B0{n // len(MONTHS)}"
    body = declaration(pair, 500101, f"R{n}", 3_000).replace(b"50B09", code.encode())
    body = body.replace(MONTHS[0].encode() + b"-", month.encode() + b"-")
    return await city.hand_in("jw323", body, f"fout-{n}".encode() if n % 3 else None)


async def test_a_declaration_waits_for_its_allocation_and_holds_up_no_other_pair(
    breakable_kafka: Kafka, breakable_postgres: Postgres, tmp_path: Path
) -> None:
    early, late = ("0193", "65656055"), ("0148", "42420001")
    async with town(breakable_kafka.bootstrap, breakable_postgres.url, tmp_path) as city:
        city.start("toewijzing")
        city.start("declaratie")
        first = await city.hand_in("jw301", allocation(early, 1, 9_000), key_of(early))
        await city.all_answered([first])
        city.stop("toewijzing")
        await city.hand_in("jw301", allocation(late, 2, 9_000), key_of(late))
        waits = await city.hand_in("jw323", declaration(late, 2, "WACHT", 1_000), key_of(late))
        goes_on = await city.hand_in("jw323", declaration(early, 1, "DOOR", 1_000), key_of(early))
        await city.all_answered([goes_on])
        assert waits not in city.answers
        city.start("toewijzing")
        await city.all_answered([waits])
        assert b"8001" in city.answers[waits][0].body
        await city.laws()


async def test_what_was_not_agreed_is_parked_and_what_cannot_be_read_gets_a_fo01(
    breakable_kafka: Kafka, breakable_postgres: Postgres, tmp_path: Path
) -> None:
    pair = ("0193", "65656055")
    good = allocation(pair, 1, 9_000)
    async with town(breakable_kafka.bootstrap, breakable_postgres.url, tmp_path) as city:
        city.start("toewijzing")
        wrong = [
            await city.hand_in("jw301", good, b"a", ce_type="nl.ijw.bericht.ontvangen.jw323"),
            await city.hand_in("jw301", good, b"b", ce_source=None),
            await city.hand_in("jw301", good, b"c", ce_specversion="0.3"),
            await city.hand_in("jw301", None, b"d"),
            await city.hand_in("jw301", b" " * 25_000_001, b"e"),
        ]
        garbage = await city.hand_in("jw301", b"geen xml", b"0193:65656055")
        sound = await city.hand_in("jw301", good, key_of(pair))
        await city.all_answered([garbage, sound])
        await city.hand_in("jw301", good.replace(b"9000", b"9001"), key_of(pair), name=sound)
        assert b"StUF055" in city.answers[garbage][0].body
        assert city.answers[garbage][0].key == b"0193:65656055"
        for _ in range(100):
            parked = city.parked()
            if len(parked) == len(wrong):
                break
            await asyncio.sleep(0.2)
        assert [each["ce_id"] for each in sorted(parked, key=lambda each: int(each["id"]))] and len(parked) == len(
            wrong
        )
        assert all(each["reason"] for each in parked)
        assert "zal weer geparkeerd worden" in city.run("parked", "retry", str(parked[0]["id"]))
        assert "1 weggedaan" in city.run("parked", "discard", str(parked[0]["id"]), "--ja")
        await city.laws()


@pytest.mark.parametrize("marked", ["999990019"])
async def test_nothing_personal_leaves_but_in_intake_and_answers(
    breakable_kafka: Kafka, breakable_postgres: Postgres, tmp_path: Path, marked: str
) -> None:
    pair = ("0193", "65656055")
    async with town(breakable_kafka.bootstrap, breakable_postgres.url, tmp_path) as city:
        city.start("toewijzing")
        city.start("declaratie")
        await city.ready("declaratie")
        names = [
            await city.hand_in("jw301", allocation(pair, 1, 9_000, bsn=marked), key_of(pair)),
            await city.hand_in("jw323", declaration(pair, 1, "M1", 1_000, 20_000, bsn=marked), key_of(pair)),
            await city.hand_in("jw323", declaration(pair, 77, "M2", 1_000, bsn=marked), key_of(pair)),
            await city.hand_in("jw323", declaration(pair, 1, "M3", 1_000, bsn=marked + "1"), key_of(pair)),
        ]
        await city.all_answered(names)
        found = await _everything_else(city)
        assert marked.encode() not in found


async def _everything_else(city: Town) -> bytes:
    """Logs, metrics, health, events and the plain columns of the database."""
    import urllib.request

    from aiokafka import AIOKafkaConsumer

    said = b"".join(file.read_bytes() for file in city.folder.glob("*.log"))
    for port in (28081, 28082):
        for path in ("metrics", "health/ready"):
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/{path}") as answer:
                said += answer.read()
    topics = [f"ijw.gebeurtenis.{kind}.v1" for kind in ("bericht", "toewijzing", "prestatie")]
    consumer = AIOKafkaConsumer(*topics, bootstrap_servers=city.kafka, auto_offset_reset="earliest")
    await consumer.start()
    events = 0
    for _ in range(10):
        for records in (await consumer.getmany(timeout_ms=500)).values():
            events += len(records)
            said += b"".join(repr((record.key, record.headers)).encode() + record.value for record in records)
    await consumer.stop()
    assert events >= 6
    for table in ("bericht", "boeking", "toewijzing", "geparkeerd", "wachtend", "gebeurtenis"):
        said += repr(await city.rows(f"SELECT * FROM {table}")).encode()
    return said
