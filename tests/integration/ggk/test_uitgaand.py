"""What leaves: versions of its own message, pauses that are kept, and what counts as delivered with an adapter."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from services.gateway.stuf.settings import GgkSettings
from tests.support.berichten import to_xml
from tests.support.keten import Antwoord, Ontvangen, bv03, keten
from tests.support.poort import Poort, judging, poort, until

TOEWIJZING = to_xml({
    "kind": "JW301", "ident": "T1", "dag": "2025-01-01", "today": "2025-01-02", "prov": "12345678", "bsn": "123456782",
    "prods": [{"nr": 1, "cat": "45", "code": "45A48", "td": "2025-01-01", "ing": "2025-01-01", "eind": "2025-12-31",
               "reden": None, "omvang": (12000, "01", "2"), "budget": None}],
})  # fmt: skip


def to(url: str, **more: Any) -> GgkSettings:
    return GgkSettings(access="open", url=url, pause=0.05, **more)


async def delivered(gate: Poort) -> None:
    async def there() -> object:
        return await gate.rows("SELECT 1 FROM envelop WHERE richting = 'uit' AND stand = 'bezorgd'")

    await until(there, 40)


async def test_the_versions_of_a_di01_are_those_of_its_message_whatever_a_comment_names(tmp_path: Path) -> None:
    declaration, _, rest = TOEWIJZING.partition(b"?>")
    message = declaration + b"?><!-- http://www.istandaarden.nl/ijw/2_3/jw301/schema -->" + rest
    with keten() as other:
        async with poort(tmp_path, ggk=to(other.url)) as gate, judging(gate):
            await gate.hand_in(message)
            await delivered(gate)
            [di01] = other.van("Di01")
            assert di01.inhoud == message
            assert (di01.tekst("functieVersie"), di01.tekst("functieSubversie")) == ("0003", "0002")


async def test_an_attempt_that_fails_when_the_other_side_is_back_keeps_its_pause(tmp_path: Path) -> None:
    plan: list[Antwoord] = [(503, b""), (503, b""), (503, b""), (400, b"")]

    def behave(each: Ontvangen) -> Antwoord:
        return plan.pop(0) if plan else bv03(each)

    with keten(behave) as other:
        async with poort(tmp_path, ggk=to(other.url)) as gate, judging(gate):
            await gate.hand_in(TOEWIJZING)
            await delivered(gate)
            attempts = await gate.rows("SELECT moment, volgende FROM envelop_poging ORDER BY poging")
            assert len(attempts) == 5
            assert attempts[4][0] >= attempts[3][1]


async def test_with_an_adapter_a_2xx_is_enough_even_when_its_body_cannot_be_read(tmp_path: Path) -> None:
    asked = []

    async def unreadable(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readuntil(b"</soap:Envelope>"))
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 9\r\n\r\ngeen gzip")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(unreadable, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    async with server, poort(tmp_path, ggk=to(url, confirm="status")) as gate, judging(gate):
        await gate.hand_in(TOEWIJZING)
        await delivered(gate)
        assert len(asked) == 1


async def test_both_folders_of_an_adapter_are_there_from_the_start(tmp_path: Path) -> None:
    folder = tmp_path / "ggk"
    async with poort(tmp_path, ggk=GgkSettings(access="open", folder=folder)):

        async def there() -> bool:
            return (folder / "in").is_dir() and (folder / "uit").is_dir()

        await until(there)
