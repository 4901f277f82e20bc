"""The HTTP side of the GGk: the SOAP endpoint with its WSDL, and the bare envelope for an adapter."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from starlette.requests import ClientDisconnect

from services.gateway import body
from services.gateway.access import Denied
from services.gateway.body import Refused, Room
from services.gateway.ggk import namen, soap, wire
from services.gateway.ggk.antwoord import Antwoorder
from services.gateway.ggk.gebreken import Fo03Gevolg, Gebrek, Geweigerd
from services.gateway.ggk.wire import Hoofd
from services.gateway.stuf.lezers import Vorm
from services.gateway.stuf.ontvangen import Aangenomen, Ontvangst
from services.gateway.stuf.toegang import Toegang, Toegelaten, Verbinding
from services.shared.desk.http import problem
from services.shared.platform.http_head import CERTIFICATE

PATH = "/stuf/ggk0210"
_XSDS = ("ggk0210_msg_ggkberichten.xsd", "stuf0301.xsd")
_BODY_FAULTS = {Refused.TOO_LARGE: Gebrek.TE_GROOT, Refused.TOO_SLOW: Gebrek.TE_TRAAG, Refused.BUSY: Gebrek.OPSLAG,
                Refused.BROKEN: Gebrek.NIET_WELGEVORMD}  # fmt: skip
_ADDRESS = re.compile(r'(<soap:address location=)"[^"]*"')


@dataclass(slots=True)
class Deur:
    """The door for envelopes. ``refused`` and ``received`` count and log without content.

    ``stuf``: the folder with WSDL and schemas. ``ontvangst`` is None until database and log are reached.
    """

    toegang: Toegang
    antwoorder: Antwoorder
    room: Room
    stuf: Path
    refused: Callable[[int, str], None]
    received: Callable[[Aangenomen], None]
    trouble: Callable[[str], None]
    ontvangst: Ontvangst | None = None


def routes(deur: Deur) -> APIRouter:
    """The paths of the GGk."""
    router = APIRouter(tags=["ggk"])

    @router.post(PATH)
    async def soap_endpoint(request: Request) -> Response:
        """Take an envelope in SOAP 1.1: a Bv03 when it is safely stored, a Fault with a Fo03 when it is refused."""
        return await _handled(deur, request, soap_request=True)

    @router.post("/v1/enveloppen", status_code=202)
    async def bare(request: Request) -> Response:
        """Take a bare envelope from an adapter: 202 when it is safely stored."""
        return await _handled(deur, request, soap_request=False)

    @router.get(PATH)
    async def description(request: Request) -> Response:
        """The WSDL at ``?wsdl``."""
        if not any(name.lower() == "wsdl" for name in request.query_params):
            return problem(404, f"De beschrijving staat op {PATH}?wsdl.")
        text = (deur.stuf / "ggk0210.wsdl").read_text("utf-8")
        here = quoteattr(str(request.base_url).rstrip("/") + PATH)
        return Response(_ADDRESS.sub(lambda found: found.group(1) + here, text), media_type="text/xml")

    @router.get("/stuf/{name}")
    async def schema(name: str) -> Response:
        """The schemas that the WSDL imports."""
        if name not in _XSDS:
            return problem(404, "Dit schema is hier niet bekend.")
        return Response((deur.stuf / name).read_bytes(), media_type="text/xml")

    return router


async def _handled(deur: Deur, request: Request, *, soap_request: bool) -> Response:
    stream = request.stream()
    try:
        response = await _take(deur, request, stream, soap_request=soap_request)
    except ClientDisconnect:
        deur.refused(400, "afgebroken")
        return problem(400, "Het verzoek werd afgebroken.")
    if response.status_code >= 400:
        await _end(request, stream, response)
    return response


async def _take(deur: Deur, request: Request, stream: AsyncIterator[bytes], *, soap_request: bool) -> Response:
    wie = deur.toegang.wie(verbinding_van(request.scope))
    if isinstance(wie, Denied):
        deur.refused(wie.status, "toegang")
        return problem(wie.status, wie.detail)
    headers = request.headers
    hoofd = wire.hoofd(
        content_type=headers.get("content-type"),
        content_encoding=headers.get("content-encoding"),
        content_length=_length(headers),
        soap=soap_request,
    )
    if not isinstance(hoofd, Hoofd):
        return _weiger(deur, Geweigerd(hoofd), soap_request=soap_request)
    with deur.room.share() as share:
        data = await body.read(stream, namen.GROOTSTE_IN, share, _length(headers))
        if isinstance(data, Refused):
            return _weiger(deur, Geweigerd(_BODY_FAULTS[data]), soap_request=soap_request)
        actions = headers.getlist("soapaction") if soap_request else None
        outcome = await _received(deur, data, Vorm(soap_request, hoofd.codering), wie, actions)
    if isinstance(outcome, Geweigerd):
        return _weiger(deur, outcome, soap_request=soap_request)
    deur.received(outcome)
    if soap_request:
        return Response(outcome.bv03, headers={"content-type": soap.CONTENT_TYPE})
    said = {
        "referentienummer": outcome.referentienummer,
        "berichtcode": outcome.berichtcode,
        "herhaald": outcome.herhaald,
    }
    return JSONResponse(said, 202)


async def _received(
    deur: Deur, data: bytes, vorm: Vorm, wie: Toegelaten, actions: list[str] | None
) -> Aangenomen | Geweigerd:
    if deur.ontvangst is None:
        return Geweigerd(Gebrek.OPSLAG)
    try:
        return await deur.ontvangst.neem(data, vorm, wie.mag, actions)
    except Exception as error:  # noqa: BLE001 - whatever it is, the sender gets a Fo03 and nothing was confirmed
        deur.trouble(type(error).__name__)
        return Geweigerd(Gebrek.VERWERKING)


def _weiger(deur: Deur, geweigerd: Geweigerd, *, soap_request: bool) -> Response:
    """The refusal as the sender gets it, without anything from the envelope but its number and parties."""
    if not soap_request or not isinstance(geweigerd.gevolg, Fo03Gevolg):
        status = geweigerd.status_kaal
        deur.refused(status, geweigerd.gebrek.name.lower())
        response: Response = problem(status, geweigerd.omschrijving)
        if status == 503:
            response.headers["Retry-After"] = "2"
        return response
    deur.refused(500, geweigerd.gebrek.name.lower())
    fault = soap.fout(deur.antwoorder.fo03(geweigerd), geweigerd.gebrek)
    return Response(fault, 500, headers={"content-type": soap.CONTENT_TYPE})


async def _end(request: Request, stream: AsyncIterator[bytes], response: Response) -> None:
    """Let a client that still sends read its refusal; one that sends too slowly or too long is cut off."""
    whole = False
    if response.status_code != 408 and request.headers.get("expect", "").lower() != "100-continue":
        whole = await body.drain(stream)
    if not whole:
        response.headers["Connection"] = "close"


def verbinding_van(scope: Mapping[str, Any]) -> Verbinding:
    """What a request shows of its connection; the certificate is put in the scope by our own HTTP protocol."""
    pairs = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
    client = scope.get("client")
    certificate = scope.get("extensions", {}).get(CERTIFICATE)
    return Verbinding(client[0] if client else None, pairs, certificate)


def _length(headers: Mapping[str, str]) -> int | None:
    length = headers.get("content-length", "")
    return int(length) if length.isdecimal() else None
