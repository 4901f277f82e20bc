"""Handing in over HTTP: a receipt only when the log has the message, and refusals without any effect."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest

from services.gateway.settings import GatewaySettings
from services.shared.desk.intake import Fit, take, topic_of
from services.shared.platform.xml import MAX_BYTES
from tests.support.poort import PAIR, Poort, poort, until

HEADER = "<m:Header><m:Afzender>12345678</m:Afzender><m:Ontvanger>0193</m:Ontvanger></m:Header>"
BSN = "123456782"


def message(kind: str = "jw323", release: str = "3_2", body: str = HEADER) -> bytes:
    space = f"http://www.istandaarden.nl/ijw/{release}/{kind}/schema"
    return f'<?xml version="1.0"?>\n<m:Bericht xmlns:m="{space}">{body}</m:Bericht>'.encode()


async def nothing_happened(gate: Poort) -> None:
    for kind in ("JW301", "JW303", "JW323"):
        assert await gate.records(topic_of(kind)) == []
    assert await gate.rows("SELECT * FROM bezorging") == []


@pytest.mark.parametrize(("kind", "release"), [("jw301", "3_2"), ("jw323", "3_2"), ("jw303", "2_3")])
async def test_a_message_stands_on_the_log_byte_for_byte_when_the_receipt_is_given(
    tmp_path: Path, kind: str, release: str
) -> None:
    data = message(kind, release)
    async with poort(tmp_path) as gate:
        receipt = await gate.hand_in(data)
        assert receipt.status_code == 202
        assert receipt.headers["api-version"]
        [record] = await gate.records(topic_of(kind))
        assert record.value == data
        assert record.key == PAIR.encode()
        fit = take(record)
        assert isinstance(fit, Fit)
        assert fit.delivery.levering == receipt.json()["id"] == str(UUID(receipt.json()["id"]))
        assert fit.delivery.bron == "urn:nld:sluis:gateway"
        assert receipt.headers["location"] == f"/v1/berichten/{receipt.json()['id']}"


async def test_a_message_whose_parties_cannot_be_read_is_taken_without_a_key(tmp_path: Path) -> None:
    async with poort(tmp_path) as gate:
        assert (await gate.hand_in(message(body="<stuk"))).status_code == 202
        [record] = await gate.records(topic_of("JW323"))
        assert record.key is None


async def test_two_receipts_are_two_deliveries(tmp_path: Path) -> None:
    async with poort(tmp_path) as gate:
        first, second = await gate.hand_in(message()), await gate.hand_in(message())
        assert first.json()["id"] != second.json()["id"]
        assert len(await gate.records(topic_of("JW323"))) == 2


@pytest.mark.parametrize(
    ("data", "content_type", "status"),
    [
        (b"", "application/xml", 400),
        (b"geen xml", "application/xml", 400),
        (message("jw325"), "application/xml", 400),
        (message("jw315"), "application/xml", 400),
        (message().decode().encode("utf-16"), "application/xml", 400),
        (message(), "text/plain", 415),
        (message(), "application/json", 415),
        (message(), "application/xml; charset=iso-8859-1", 415),
        (message() + b" " * MAX_BYTES, "application/xml", 413),
    ],
    ids=["leeg", "geen xml", "retourbericht", "ander bericht", "utf-16", "tekst", "json", "latin-1", "te groot"],
)
async def test_what_cannot_be_handed_in_is_refused_with_a_problem_and_without_effect(
    tmp_path: Path, data: bytes, content_type: str, status: int
) -> None:
    async with poort(tmp_path) as gate:
        refused = await gate.hand_in(data, **{"content-type": content_type})
        assert refused.status_code == status
        assert refused.headers["content-type"] == "application/problem+json"
        assert refused.json()["status"] == status
        await nothing_happened(gate)
        figures = (await gate.client.get("/metrics")).text
        assert f'sluis_verzoeken_geweigerd_total{{dienst="gateway",status="{status}"}} 1.0' in figures


async def test_exactly_the_largest_message_is_taken(tmp_path: Path) -> None:
    head = message()
    async with poort(tmp_path) as gate:
        assert (await gate.hand_in(head + b" " * (MAX_BYTES - len(head)))).status_code == 202


async def test_a_chunked_body_over_the_limit_is_refused_while_it_is_read(tmp_path: Path) -> None:
    async def endless():  # type: ignore[no-untyped-def]
        yield message()
        for _ in range(30):
            yield b" " * 1_000_000

    async with poort(tmp_path) as gate:
        refused = await gate.client.post(
            "/v1/berichten", content=endless(), headers={"content-type": "application/xml"}
        )
        assert refused.status_code == 413
        await nothing_happened(gate)


async def test_a_chunked_body_within_the_limit_is_taken(tmp_path: Path) -> None:
    async def parts():  # type: ignore[no-untyped-def]
        for start in range(0, len(message()), 7):
            yield message()[start : start + 7]

    async with poort(tmp_path) as gate:
        taken = await gate.client.post("/v1/berichten", content=parts(), headers={"content-type": "application/xml"})
        assert taken.status_code == 202
        [record] = await gate.records(topic_of("JW323"))
        assert record.value == message()


@pytest.mark.parametrize("given", [None, "Bearer verkeerd-token-xxxxx", "Basic geheim-token-van-de-proef", "Bearer"])
async def test_with_a_token_a_request_without_it_has_no_effect(tmp_path: Path, given: str | None) -> None:
    own = GatewaySettings(intake_token="geheim-token-van-de-proef")  # type: ignore[arg-type]
    async with poort(tmp_path, own) as gate:
        headers = {} if given is None else {"authorization": given}
        refused = await gate.hand_in(message(), **headers)
        assert refused.status_code == 401
        assert refused.headers["www-authenticate"] == "Bearer"
        await nothing_happened(gate)
        anywhere = "00000000-0000-4000-8000-000000000000"
        for path in (f"/v1/berichten/{anywhere}", f"/v1/berichten/{anywhere}/antwoord"):
            assert (await gate.client.get(path, headers=headers)).status_code == 401
        taken = await gate.hand_in(message(), authorization="Bearer geheim-token-van-de-proef")
        assert taken.status_code == 202


@pytest.mark.parametrize(
    "headers",
    [{"x-forwarded-for": "192.0.2.1"}, {"forwarded": "for=192.0.2.1"}, {"via": "1.1 iets"}, {"host": "sluis.example"}],
    ids=["x-forwarded-for", "forwarded", "via", "vreemde host"],
)
async def test_without_a_token_only_this_machine_itself_may_hand_in(tmp_path: Path, headers: dict[str, str]) -> None:
    async with poort(tmp_path) as gate:
        assert (await gate.hand_in(message(), **headers)).status_code == 403
        await nothing_happened(gate)
        ready = (await gate.client.get("/health/ready")).json()
        assert any("zonder token" in note for note in ready["let_op"])


async def test_the_event_of_a_receipt_is_published(tmp_path: Path) -> None:
    async with poort(tmp_path) as gate:
        levering = (await gate.hand_in(message())).json()["id"]

        async def told() -> bool:
            return bool(await gate.records("ijw.gebeurtenis.bericht.v1"))

        await until(told)
        [record] = await gate.records("ijw.gebeurtenis.bericht.v1")
        assert dict(record.headers)["ce_type"] == b"nl.sluis.bericht.ontvangen"
        assert levering.encode() in (record.value or b"")


async def test_a_marked_bsn_shows_in_no_refusal_log_or_metric(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    async with poort(tmp_path) as gate:
        said = []
        for data in (f"<geen>{BSN}</geen>".encode(), message(body=f"{HEADER}<m:Bsn>{BSN}</m:Bsn>")):
            said.append(await gate.hand_in(data, **{"x-kenmerk": BSN}))
        said.append(await gate.hand_in(message(), **{"content-type": f"application/{BSN}"}))
        said.append(await gate.hand_in(message(), authorization=f"Bearer {BSN}", via=BSN))
        for path in (
            f"/v1/berichten/{BSN}",
            f"/v1/berichten/{BSN}/antwoord?bsn={BSN}",
            f"/{BSN}",
            f"/v1/{BSN}?q={BSN}",
        ):
            said.append(await gate.client.get(path))
        said.append(await gate.client.request("PUT", f"/v1/berichten?bsn={BSN}", content=BSN))
        said.append(await gate.client.get("/metrics"))
        for each in said:
            assert BSN not in each.text
            assert BSN not in str(each.headers)
    printed = capfd.readouterr()
    assert BSN not in printed.out + printed.err
    assert "verzoek_geweigerd" in printed.out
