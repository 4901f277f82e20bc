"""The routes of norms, budgets, agreements and the calculation aid, on a real database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.normbewaking.api import router
from services.normbewaking.handle import watch
from services.shared.desk.health import Health
from services.shared.desk.http import make_app
from services.shared.dossier.opening import open_database
from services.shared.platform.database import parse_url
from services.shared.platform.observability import Metrics
from services.shared.region.regios import Regios
from tests.support.regio import bestand

ABOUT = {"afspraak": "offerte", "gemeente": "0193", "aanbieder": "12345678", "toewijzing": 1, "bedrag_cent": 612_500,
         "auteur": "Toegang", "reden": "offerte"}  # fmt: skip


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    database = await open_database(parse_url(f"sqlite:///{tmp_path / 'a.db'}"), "x")
    regios = Regios(map(bestand, ("ijsselland/2023.toml", "lekstroom/2024.toml", "noord-limburg/2022.toml")))
    await watch(database, regios, date(2024, 3, 1))
    app = make_app("normbewaking", Health("normbewaking", lambda: 0.0), Metrics())
    app.include_router(router(lambda: database, regios, lambda: date(2024, 3, 1)))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://sluis") as opened:
        yield opened
    await database.close()


async def problem(answer: httpx.Response, status: int) -> dict[str, Any]:
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json" and answer.headers["API-Version"]
    return answer.json()  # type: ignore[no-any-return]


async def test_budgetten_met_filters_en_bladzijden(client: httpx.AsyncClient) -> None:
    everything = (await client.get("/v1/budgetten")).json()
    assert everything["totaal"] == 11
    first = await client.get("/v1/budgetten", params={"segment": "2", "pageSize": 2})
    assert [row["subsegment"] for row in first.json()["resultaten"]] == ["Logeren", "Gezinshuizen"]
    assert 'rel="next"' in first.headers["Link"] and 'rel="prev"' not in first.headers["Link"]
    last = await client.get("/v1/budgetten", params={"segment": "2", "pageSize": 2, "page": 3})
    assert len(last.json()["resultaten"]) == 1 and 'rel="next"' not in last.headers["Link"]


async def test_normen_zonder_cijfers_is_een_lege_lijst(client: httpx.AsyncClient) -> None:
    answer = await client.get("/v1/normen", params={"regio": "Lekstroom"})
    assert answer.json()["resultaten"] == [] and "Link" not in answer.headers


async def test_een_afspraak_vastleggen_en_terugvinden(client: httpx.AsyncClient) -> None:
    made = await client.post("/v1/afspraken", json=ABOUT)
    assert made.status_code == 201 and made.headers["Location"] == "/v1/afspraken/1"
    assert (made.json()["bekend_op"], made.json()["van"]) == ("2024-03-01", None)
    assert (await client.get("/v1/afspraken/1")).json() == made.json()
    assert (await client.get("/v1/afspraken", params={"aanbieder": "12345678"})).json()["totaal"] == 1
    assert (await client.get("/v1/afspraken", params={"bekendOp": "2024-02-28"})).json()["totaal"] == 0
    await problem(await client.get("/v1/afspraken/2"), 404)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"aanbieder": "1"}, "aanbieder"),
        ({"gemeente": None}, "gemeente"),
        ({"reden": " "}, "reden"),
        ({"reden": "voor 999900006"}, "reden"),
        ({"van": "2024-02-01", "tot": "2024-01-01"}, "tot"),
        ({"bedrag_cent": 0}, "bedrag"),
        ({"onbekend": 1}, "onbekend"),
        ({"bedrag_cent": "999900006x"}, "bedrag_cent"),
    ],
)
async def test_een_onvolledige_afspraak_wordt_geweigerd_zonder_waarden(
    client: httpx.AsyncClient, change: dict[str, object], field: str
) -> None:
    said = await problem(await client.post("/v1/afspraken", json=ABOUT | change), 400)
    assert field in said["detail"] and "999900006" not in str(said)
    assert (await client.get("/v1/afspraken")).json()["totaal"] == 0


async def test_de_rekenhulp_rekent_mark_en_frival(client: httpx.AsyncClient) -> None:
    mark = {
        "traject": "herstel",
        "groep": {"dagen": 2, "uren": 3, "weken": 26, "intensiteit": "licht"},
        "ambulant": {"uren": 3, "weken": 26, "tarief_cent": 7000},
    }
    assert (await client.post("/v1/rekenhulp", json=mark)).json()["advies_budget"] == 5
    frival = {"traject": "herstel", "ambulant": {"uren": "2.5", "weken": 26, "tarief_cent": 13000}, "afgesproken": 5}
    assert "reden" in (await problem(await client.post("/v1/rekenhulp", json=frival), 422))["detail"]
    agreed = (await client.post("/v1/rekenhulp", json=frival | {"reden": "in overleg"})).json()
    assert (agreed["advies_budget"], agreed["afgesproken_budget"], agreed["totaal_cent"]) == (6, 5, 845_000)


async def test_een_onbekende_bladzijde_of_een_verkeerde_vraag(client: httpx.AsyncClient) -> None:
    assert (await client.get("/v1/normen", params={"page": 9})).json()["resultaten"] == []
    assert "pageSize" in (await problem(await client.get("/v1/normen", params={"pageSize": 0}), 400))["detail"]
