"""The HTTP side that every service has: health, metrics, and errors as problem+json without content of a request."""

from __future__ import annotations

import asyncio
from http import HTTPStatus

import uvicorn
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.exceptions import HTTPException

from services.shared.desk.health import Health
from services.shared.platform.observability import Metrics

API_VERSION = "1.0.0"


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
        metrics.ready.labels(dienst).set(0 if reasons else 1)
        body: dict[str, object] = {"dienst": dienst, "gereed": not reasons, "redenen": reasons}
        if health.pinned_day is not None:
            body["vandaag"] = health.pinned_day
        if health.notes:
            body["let_op"] = health.notes
        return JSONResponse(body, 503 if reasons else 200)

    @app.get("/metrics", tags=["beheer"])
    async def figures() -> Response:
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


async def serve(app: FastAPI, host: str, port: int, stop: asyncio.Event) -> None:
    """Serve until ``stop``; raises OSError when the port is taken."""
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
    )
    server = _Server(config)
    running = asyncio.create_task(server._serve())
    ending = asyncio.create_task(stop.wait())
    await asyncio.wait((running, ending), return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    ending.cancel()
    await running
