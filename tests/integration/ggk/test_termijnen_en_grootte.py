"""Deadlines in danger give one alarm each, and what the chain would never take is set aside at once."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from services.gateway.ggk.antwoord import Afzender, Antwoorder
from services.gateway.ggk.termijn import Stand
from services.gateway.stuf.klaarleggen import Aanleiding, Klaarleggen
from services.gateway.stuf.settings import GgkSettings
from services.gateway.stuf.termijnen import Termijnen
from services.shared.dossier import enveloppen
from services.shared.dossier.enveloppen import Envelop
from services.shared.platform.log.port import LogUnavailable
from tests.support.berichten import to_xml
from tests.support.keten import Partij
from tests.support.logs import KEYS
from tests.support.poort import Poort, poort, until

OPEN = GgkSettings(access="open")
AANBIEDER = "12345678"
LINE = {"ref": "R1", "vorig": None, "nr": 1, "cat": "45", "code": "45A48", "p": ("2025-01-01", "2025-01-31"), "vol": 60,
        "eh": "01", "tar": 100, "bedrag": 6000, "dc": "D"}  # fmt: skip
JW323 = {"kind": "JW323", "ident": "D1", "dag": "2025-02-01", "today": "2025-02-02", "afz": AANBIEDER, "dn": "N1",
         "dp": ("2025-01-01", "2025-01-31"), "tot": None, "clients": [("123456782", [LINE])]}  # fmt: skip


async def processed(gate: Poort) -> bool:
    return not await gate.rows("SELECT 1 FROM envelop WHERE richting = 'in' AND stand = 'ontvangen'")


def watch(gate: Poort, now: datetime, given: list[Stand]) -> Termijnen:
    def alarm(each: Envelop, stand: Stand) -> None:
        given.append(stand)

    return Termijnen("gateway", gate.database, 1, lambda: now, lambda: 0, alarm, lambda: None, lambda _: None)


async def test_an_answer_that_is_nearly_late_gives_one_alarm_and_one_when_it_is_late(tmp_path: Path) -> None:
    async with poort(tmp_path, ggk=OPEN) as gate:
        await Partij(gate.client).di01(to_xml(JW323), zender=AANBIEDER)
        await until(lambda: processed(gate))
        async with gate.database.transaction() as tx:
            await tx.run("UPDATE envelop SET uiterlijk = '2026-05-06'")
        given: list[Stand] = []
        for day, stands in (
            (
                "2026-05-01",
                [],
            ),  # Friday; Monday the 4th and Tuesday the 5th come before (the 5th is no holiday in 2026)
            ("2026-05-05", [Stand.IN_GEVAAR]),
            ("2026-05-06", [Stand.IN_GEVAAR]),
            ("2026-05-07", [Stand.IN_GEVAAR, Stand.VERSTREKEN]),
            ("2026-05-08", [Stand.IN_GEVAAR, Stand.VERSTREKEN]),
        ):
            await watch(gate, datetime.fromisoformat(f"{day}T12:00:00+00:00"), given).ronde()
            assert given == stands, day

        async def told() -> bool:
            return len(await gate.records("ijw.gebeurtenis.levering.v1")) == 2

        await until(told)


async def test_an_envelope_above_the_limit_is_parked_and_can_be_seen(tmp_path: Path) -> None:
    parked: list[str] = []
    async with poort(tmp_path, ggk=GgkSettings(access="open")) as gate:
        maker = Klaarleggen("gateway", KEYS, lambda: 1, lambda kind, reason: parked.append(reason))
        antwoorder = Antwoorder(Afzender(), lambda: str(uuid4()), lambda: datetime.now(UTC))
        di01 = antwoorder.di01("0193", AANBIEDER, "JW301", "3", "2")
        new = await maker.maak(di01, b" " * 18_800_000, Aanleiding("heen:x", "b", "l"))
        async with gate.database.transaction() as tx:
            assert await maker.bewaar(tx, new)
            assert not await maker.bewaar(tx, new)
        [(stand,)] = await gate.rows("SELECT stand FROM envelop")
        assert stand == enveloppen.PARKED
        assert len(parked) == 1
        assert await gate.rows("SELECT 1 FROM geparkeerd WHERE eigenaar = 'beheer'")
        await asyncio.sleep(0)


async def test_a_person_who_tries_again_does_not_get_an_envelope_above_the_limit_out(tmp_path: Path) -> None:
    async with poort(tmp_path, ggk=GgkSettings(access="open", folder=tmp_path / "ggk")) as gate:
        maker = Klaarleggen("gateway", KEYS, lambda: 1, lambda kind, reason: None)
        antwoorder = Antwoorder(Afzender(), lambda: str(uuid4()), lambda: datetime.now(UTC))
        di01 = antwoorder.di01("0193", AANBIEDER, "JW301", "3", "2")
        new = await maker.maak(di01, b" " * 18_800_000, Aanleiding("heen:x", "b", "l"))
        async with gate.database.transaction() as tx:
            await maker.bewaar(tx, new)
        async with gate.database.transaction() as tx:
            assert await tx.run("UPDATE geparkeerd SET stand = 'opnieuw'") == 1

        async def parked_again() -> object:
            return await gate.rows("SELECT 1 FROM geparkeerd WHERE stand = 'geparkeerd'")

        await until(parked_again, 40)
        assert await gate.rows("SELECT stand FROM envelop") == [(enveloppen.PARKED,)]
        assert list((tmp_path / "ggk" / "uit").iterdir()) == []


async def test_the_term_of_an_answer_runs_from_when_the_envelope_came_in_also_when_it_gets_no_further(
    tmp_path: Path,
) -> None:
    async with poort(tmp_path, ggk=OPEN) as gate:

        async def broken(*_: object) -> None:
            raise LogUnavailable("weg")

        object.__setattr__(gate.log, "append", broken)
        await Partij(gate.client).di01(to_xml(JW323), zender=AANBIEDER)
        assert await gate.rows("SELECT stand FROM envelop") == [(enveloppen.RECEIVED,)]
        given: list[Stand] = []
        await watch(gate, datetime.now(UTC) + timedelta(days=30), given).ronde()
        assert given == [Stand.VERSTREKEN]
