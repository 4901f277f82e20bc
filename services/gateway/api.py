"""The HTTP side of the gateway: hand a message in, fetch its answer, follow its life. Refusals have no effect."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, assert_never
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from services.gateway import body
from services.gateway.access import Access
from services.gateway.body import Refused, Room
from services.gateway.intake import Intake, NotTaken, Receipt
from services.gateway.opschrift import SOORTEN
from services.gateway.timeline import Gone, NotYet, Timeline
from services.shared.desk.http import problem
from services.shared.platform.database import DatabaseError
from services.shared.platform.xml import MAX_BYTES

_RETRY_SECONDS = "2"
_LONGEST_ID = 100
_EXPECTED = (
    f"Stuur één iJw-bericht ({', '.join(SOORTEN)}) als XML in UTF-8, met als eerste element Bericht in de namespace "
    "http://www.istandaarden.nl/ijw/RELEASE/BERICHT/schema, bijvoorbeeld 3_2/jw323."
)
_BODY_PROBLEMS = {
    Refused.TOO_LARGE: (413, f"Het bericht is groter dan {MAX_BYTES} bytes."),
    Refused.TOO_SLOW: (408, "Het bericht kwam te traag binnen: binnen 60 seconden of met 50 kB per seconde."),
    Refused.BROKEN: (400, "Het verzoek werd afgebroken."),
    Refused.BUSY: (503, "Er worden nu te veel grote berichten tegelijk ingelezen. Probeer het zo weer."),
}
_INTAKE_PROBLEMS = {
    NotTaken.UNKNOWN: (400, f"Dit is geen bericht dat hier ingeleverd kan worden. {_EXPECTED}"),
    NotTaken.DATABASE_AWAY: (503, "De database antwoordt niet. Het bericht is niet aangenomen; probeer het zo weer."),
    NotTaken.LOG_AWAY: (503, "Het log antwoordt niet. Het is niet zeker dat het bericht is aangenomen."),
    NotTaken.LOG_REFUSES: (503, "Het log neemt het bericht niet aan. Het bericht is niet aangenomen."),
}


@dataclass(slots=True)
class Connected:
    """What answers requests once database and log are reached."""

    intake: Intake
    timeline: Timeline


@dataclass(slots=True)
class Door:
    """The door of the gateway. ``refused`` counts and logs a refusal, ``received`` a receipt; neither sees content."""

    access: Access
    refused: Callable[[int, str], None]
    received: Callable[[Receipt], None]
    room: Room = field(default_factory=Room)
    connected: Connected | None = None
    certified: Callable[[Mapping[str, Any]], bool] = lambda _: False
    """Whether the client has a certificate that opens this door, instead of the token; by the scope of a request."""


def routes(door: Door) -> APIRouter:
    """The paths of the gateway."""
    router = APIRouter(prefix="/v1/berichten", tags=["berichten"])

    @router.post("", status_code=202)
    async def hand_in(request: Request) -> Response:
        """Hand in one message as raw XML; 202 with its id when it is safely on the log."""
        stream = request.stream()
        response = await _hand_in(door, request, stream)
        if response.status_code >= 400:
            await _end(request, stream, response)
        return response

    @router.get("/{bericht_id}/antwoord")
    async def answer(request: Request, bericht_id: str) -> Response:
        """The answer, byte for byte; 404 for an unknown id, 409 with Retry-After while there is no answer yet."""
        return await _looked_up(door, request, bericht_id, _answer)

    @router.get("/{bericht_id}")
    async def life(request: Request, bericht_id: str) -> Response:
        """What happened to a message, by id, Identificatie, referentienummer or claim reference; nothing personal."""
        return await _looked_up(door, request, bericht_id, _life)

    return router


async def _hand_in(door: Door, request: Request, stream: AsyncIterator[bytes]) -> Response:
    connected = _come_in(door, request)
    if isinstance(connected, Response):
        return connected
    if not _is_xml(request):
        return _refuse(door, 415, "Stuur het bericht als application/xml in UTF-8, zonder Content-Encoding.", "soort")
    with door.room.share() as share:
        data = await body.read(stream, MAX_BYTES, share, _declared(request))
        if isinstance(data, Refused):
            return _refuse(door, *_BODY_PROBLEMS[data], data.value)
        outcome = await connected.intake.take(data)
    match outcome:
        case Receipt(levering, soort, moment):
            door.received(outcome)
            said = {"id": levering, "soort": soort, "ontvangen_op": moment, "antwoord": f"{_path(levering)}/antwoord"}
            return JSONResponse(said, 202, headers={"Location": _path(levering)})
        case NotTaken():
            return _refuse(door, *_INTAKE_PROBLEMS[outcome], outcome.value)
        case _:
            assert_never(outcome)


def _come_in(door: Door, request: Request) -> Connected | Response:
    """What answers, or why the request goes no further."""
    denied = door.access.check(request.client.host if request.client else None, request.headers)
    if denied is not None and door.certified(request.scope):
        denied = None
    if denied is not None:
        response = _refuse(door, denied.status, denied.detail, "toegang")
        if denied.status == 401:
            response.headers["WWW-Authenticate"] = "Bearer"
        return response
    if door.connected is None:
        return _refuse(door, 503, "De dienst start nog of wacht op database of log. Probeer het zo weer.", "start")
    return door.connected


async def _looked_up(
    door: Door, request: Request, bericht_id: str, show: Callable[[Timeline, str], Awaitable[Response | None]]
) -> Response:
    connected = _come_in(door, request)
    if isinstance(connected, Response):
        return connected
    try:
        shown = await show(connected.timeline, bericht_id) if _may_be_known(bericht_id) else None
    except DatabaseError:
        return _refuse(door, 503, "De database antwoordt niet. Probeer het zo weer.", "database")
    return shown or _refuse(door, 404, "Er is hier geen bericht met dit id ingeleverd.", "onbekend")


def _may_be_known(bericht_id: str) -> bool:
    """Whether something can go by this name at all; a NUL is no text for every database."""
    return len(bericht_id) <= _LONGEST_ID and bericht_id.isprintable()


async def _answer(timeline: Timeline, levering: str) -> Response | None:
    try:
        found = await timeline.answer(str(UUID(levering)))
    except ValueError:
        return None
    if found is None:
        return None
    if isinstance(found, NotYet):
        response = problem(409, "Er is nog geen antwoord op dit bericht. Vraag het later opnieuw.")
        response.headers["Retry-After"] = _RETRY_SECONDS
        return response
    if isinstance(found, Gone):
        return problem(410, "Het antwoord is bezorgd en wordt niet meer bewaard.")
    headers = {"ce-id": found.levering, "ce-type": f"nl.ijw.antwoord.{found.soort}", "Cache-Control": "no-store"}
    return Response(found.inhoud, media_type="application/xml", headers=headers)


async def _life(timeline: Timeline, levering: str) -> Response | None:
    found: dict[str, Any] | None = await timeline.life(levering)
    return None if found is None else JSONResponse(found, headers={"Cache-Control": "no-store"})


def _refuse(door: Door, status: int, detail: str, reason: str) -> Response:
    door.refused(status, reason)
    response = problem(status, detail)
    if status == 503:
        response.headers["Retry-After"] = _RETRY_SECONDS
    return response


async def _end(request: Request, stream: AsyncIterator[bytes], response: Response) -> None:
    """Let a client that still sends read its refusal; one that sends too slowly or too long is cut off."""
    whole = False
    if response.status_code != 408 and request.headers.get("expect", "").lower() != "100-continue":
        whole = await body.drain(stream)
    if not whole:
        response.headers["Connection"] = "close"


def _is_xml(request: Request) -> bool:
    kind, *parameters = request.headers.get("content-type", "").lower().split(";")
    charset = next((p.partition("=")[2].strip(' "') for p in parameters if p.strip().startswith("charset=")), "utf-8")
    plain = request.headers.get("content-encoding", "identity").lower() == "identity"
    return kind.strip() == "application/xml" and charset in ("utf-8", "utf8") and plain


def _declared(request: Request) -> int | None:
    """The length by the header; the server refuses a header that is no number."""
    length = request.headers.get("content-length", "")
    return int(length) if length.isdecimal() else None


def _path(levering: str) -> str:
    return f"/v1/berichten/{levering}"
