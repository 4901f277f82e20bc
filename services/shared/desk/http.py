"""The HTTP side that every service has: health, metrics, and errors as problem+json without content of a request."""

from __future__ import annotations

import asyncio
import socket
import ssl
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.exceptions import HTTPException

from services.shared.desk.health import Health
from services.shared.platform.http_head import PatientH11Protocol
from services.shared.platform.observability import Metrics

API_VERSION = "1.0.0"


@dataclass(frozen=True, slots=True)
class Tls:
    """Certificate and key of a server; with ``client_ca`` it asks for a certificate of the client, and checks one."""

    cert: Path
    key: Path
    client_ca: Path | None = None


def problem(status: int, detail: str) -> JSONResponse:
    """An error per RFC 9457; ``detail`` is Dutch and holds nothing of the request."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    return JSONResponse(body, status, media_type="application/problem+json", headers={"API-Version": API_VERSION})


def make_app(dienst: str, health: Health, metrics: Metrics) -> FastAPI:
    """An application with ``/health/live``, ``/health/ready`` and ``/metrics``."""
    app = FastAPI(title=f"Sluis {dienst}", version=API_VERSION, redirect_slashes=False)

    @app.get("/health/live", tags=["beheer"])
    async def live() -> dict[str, object]:
        return {"dienst": dienst, "leeft": True}

    @app.get("/health/ready", tags=["beheer"])
    async def ready() -> JSONResponse:
        reasons = health.reasons()
        body: dict[str, object] = {"dienst": dienst, "gereed": not reasons, "redenen": reasons}
        if health.pinned_day is not None:
            body["vandaag"] = health.pinned_day
        if health.notes:
            body["let_op"] = health.notes
        return JSONResponse(body, 503 if reasons else 200)

    @app.get("/metrics", tags=["beheer"])
    async def figures() -> Response:
        metrics.ready.labels(dienst).set(0 if health.reasons() else 1)
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        fields = sorted({".".join(str(part) for part in each["loc"][1:]) for each in error.errors()})
        return problem(400, f"Deze velden kloppen niet: {', '.join(fields)}." if fields else "Het verzoek klopt niet.")

    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> JSONResponse:
        return problem(error.status_code, str(error.detail))

    @app.middleware("http")
    async def version(request: Request, call_next):  # type: ignore[no-untyped-def]
        response = await call_next(request)
        response.headers.setdefault("API-Version", API_VERSION)
        return response

    return app


class _Server(uvicorn.Server):
    """A server that leaves signals to the process."""

    def install_signal_handlers(self) -> None:
        """Nothing: the process decides when to stop."""


async def serve(app: FastAPI, host: str, port: int, stop: asyncio.Event, tls: Tls | None = None) -> None:
    """Serve until ``stop``; raises OSError when the port is taken or a certificate cannot be used."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
        h11_max_incomplete_event_size=65536,
        lifespan="off",
        http=PatientH11Protocol,
        **({} if tls is None else _ssl_options(tls)),
    )
    server = _Server(config)
    listening = _listen(host, port)
    running = asyncio.create_task(server._serve([listening]))
    ending = asyncio.create_task(stop.wait())
    await asyncio.wait((running, ending), return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    ending.cancel()
    await running


def _listen(host: str, port: int) -> socket.socket:
    """A socket of our own, because the server would end the whole process when the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=2048)


def _ssl_options(tls: Tls) -> dict[str, Any]:
    """A client without a certificate may still connect: which path asks for one is for the path to say."""
    return {
        "ssl_certfile": str(tls.cert),
        "ssl_keyfile": str(tls.key),
        "ssl_ca_certs": None if tls.client_ca is None else str(tls.client_ca),
        "ssl_cert_reqs": ssl.CERT_NONE if tls.client_ca is None else ssl.CERT_OPTIONAL,
    }
