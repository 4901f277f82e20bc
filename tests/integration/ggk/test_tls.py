"""Over TLS the certificate says who sends: the OIN in it must be known, and may send for its organisations only."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path

import httpx
import pytest

from services.gateway.bootstrap import make_station
from services.gateway.settings import GatewaySettings
from services.gateway.stuf.settings import GgkSettings
from services.shared.desk.loading import load_gemeenten
from services.shared.desk.settings import Parts, Settings
from services.shared.desk.station import Opening
from services.shared.dossier.opening import open_database
from services.shared.platform.database import Database, parse_url
from services.shared.platform.log.embedded import EmbeddedLog
from services.shared.platform.log.port import Log
from services.shared.region.regios import Regios
from tests.support.berichten import to_xml
from tests.support.certificaten import Paar, Uitgever
from tests.support.ggk import ACTIE_DI01, di01, in_soap
from tests.support.keten import kern, waarde
from tests.support.logs import KEYS
from tests.support.poort import free_port, until

KNOWN, OTHER = "00000001234567890000", "00000009876543210000"
HEADS = {"content-type": "text/xml", "soapaction": ACTIE_DI01}
JW301 = {
    "kind": "JW301", "ident": "T1", "dag": "2025-01-01", "today": "2025-01-02", "prov": "12345678", "bsn": "123456782",
    "prods": [{"nr": 1, "cat": "45", "code": "45A48", "td": "2025-01-01", "ing": "2025-01-01", "eind": "2025-12-31",
               "reden": None, "omvang": (120, "01", "2"), "budget": None}],
}  # fmt: skip


def client(port: int, issuer: Uitgever, own: Paar | None) -> httpx.AsyncClient:
    context = ssl.create_default_context(cafile=str(issuer.ca))
    if own is not None:
        context.load_cert_chain(own.cert, own.key)
    return httpx.AsyncClient(base_url=f"https://127.0.0.1:{port}", verify=context, trust_env=False)


async def status(port: int, issuer: Uitgever, own: Paar | None, zender: str = "65656055") -> httpx.Response:
    async with client(port, issuer, own) as connected:
        return await connected.post("/stuf/ggk0210", content=in_soap(di01(zender=zender)), headers=HEADS)


async def test_the_certificate_says_who_sends(tmp_path: Path) -> None:
    issuer = Uitgever(tmp_path)
    (tmp_path / "vreemd").mkdir()
    stranger = Uitgever(tmp_path / "vreemd")
    server, port = issuer.geef("gateway"), free_port()
    url = f"sqlite:///{tmp_path / 'sluis.db'}"
    settings = Settings(
        database=url, port=port, host="127.0.0.1", tls_cert=server.cert, tls_key=server.key, tls_client_ca=issuer.ca
    )
    database = await open_database(parse_url(url), KEYS.fingerprint)
    log = EmbeddedLog(database, KEYS, lambda: 1)

    async def same_database() -> Database:
        return database

    async def same_log(_: Database) -> Log:
        return log

    ggk = GgkSettings(oins=f"{KNOWN}=65656055,inname")
    own = GatewaySettings(intake_token="een-lang-genoeg-token")  # type: ignore[arg-type]
    parts = Parts(settings, parse_url(url), KEYS, Regios([]), load_gemeenten())
    station = make_station(parts, Opening(same_database, same_log, close=False), own, ggk)
    stop = asyncio.Event()
    running = asyncio.create_task(station.run(stop))
    try:

        async def ready() -> bool:
            try:
                async with client(port, issuer, None) as connected:
                    return (await connected.get("/health/ready")).status_code == 200
            except httpx.TransportError:
                return False

        await until(ready)
        known, other = issuer.geef("bekend", KNOWN), issuer.geef("ander", OTHER)
        assert (await status(port, issuer, None)).status_code == 403
        assert (await status(port, issuer, other)).status_code == 403
        assert (await status(port, issuer, issuer.geef("zonder-oin"))).status_code == 403
        with pytest.raises((httpx.TransportError, ssl.SSLError)):
            await status(port, issuer, stranger.geef("vreemd", KNOWN))
        refused = await status(port, issuer, known, "12345678")
        assert waarde(kern(refused), "code") == "StUF052"
        async with database.transaction(write=False) as tx:
            assert await tx.rows("SELECT 1 FROM envelop") == []
        assert (await status(port, issuer, known)).status_code == 200
        for pair, expected in ((None, 401), (other, 401), (known, 202)):
            async with client(port, issuer, pair) as connected:
                heads = {"content-type": "application/xml"}
                assert (
                    await connected.post("/v1/berichten", content=to_xml(JW301), headers=heads)
                ).status_code == expected
    finally:
        stop.set()
        await running
        await log.close()
        await database.close()
