"""The HTTP side of norms, budgets, agreements and the calculation aid: routers that a service or gateway mounts.

Query keys are camelCase, bodies as the commands give them (norms.md). Nothing here leads to a person.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Path, Query, Request, Response

from services.normbewaking import overzicht, vastleggen
from services.normbewaking.api_bodies import AfspraakVraag, RekenVraag
from services.shared.desk.http import problem
from services.shared.dossier import afspraken
from services.shared.platform.database import Database, DatabaseError
from services.shared.region.regios import Regios
from services.shared.region.rekenhulp import Geweigerd, als_json, rekenhulp

MOST_PER_PAGE = 500
MOST_NUMBER = 2**63 - 1
Page = Annotated[int, Query(ge=1, le=1_000_000)]
PageSize = Annotated[int, Query(alias="pageSize", ge=1, le=MOST_PER_PAGE)]
Text = Annotated[str | None, Query(max_length=200)]
Year = Annotated[int | None, Query(ge=2000, le=2999)]
_AWAY = "De database antwoordt niet. Probeer het later opnieuw."


def router(database: Callable[[], Database], regios: Regios, today: Callable[[], date]) -> APIRouter:
    """All routes below ``/v1``; ``database`` gives the open database, ``today`` the day of the rules."""
    routes = APIRouter(prefix="/v1")
    _norms(routes, database, regios, today)
    _budgets(routes, database, regios, today)
    _agreements(routes, database, today)
    _calculate(routes, regios, today)
    return routes


def _norms(routes: APIRouter, database: Callable[[], Database], regios: Regios, today: Callable[[], date]) -> None:
    @routes.get("/normen", tags=["normen"], summary="De stand van elke norm")
    async def norms(
        request: Request,
        response: Response,
        regio: Text = None,
        aanbieder: Text = None,
        product: Text = None,
        jaar: Year = None,
        toestand: Text = None,
        voorlopig: bool | None = None,
        page: Page = 1,
        page_size: PageSize = 50,
    ) -> Any:
        try:
            async with database().transaction(write=False) as tx:
                rows = overzicht.vergelijkingen(await overzicht.normrijen(tx, regios, today()))
        except DatabaseError:
            return problem(503, _AWAY)
        wanted = {"regio": regio, "aanbieder": aanbieder, "product": product, "jaar": jaar, "toestand": toestand}
        found = _matching([overzicht.norm_json(row) for row in rows], {**wanted, "voorlopig": voorlopig})
        return _page(found, page, page_size, request, response)


def _budgets(routes: APIRouter, database: Callable[[], Database], regios: Regios, today: Callable[[], date]) -> None:
    @routes.get("/budgetten", tags=["budgetten"], summary="De stand van elk regionaal budget")
    async def budgets(
        request: Request,
        response: Response,
        regio: Text = None,
        segment: Text = None,
        subsegment: Text = None,
        jaar: Year = None,
        toestand: Text = None,
        page: Page = 1,
        page_size: PageSize = 50,
    ) -> Any:
        try:
            async with database().transaction(write=False) as tx:
                rows = await overzicht.budgetrijen(tx, regios, today())
        except DatabaseError:
            return problem(503, _AWAY)
        notes = overzicht.opmerkingen((rij for rij, _ in rows), regios)
        documents = [overzicht.budget_json(rij, rest, notes[overzicht.sleutel(rij)]) for rij, rest in rows]
        wanted = {"regio": regio, "segment": segment, "subsegment": subsegment, "jaar": jaar, "toestand": toestand}
        return _page(_matching(documents, wanted), page, page_size, request, response)


def _agreements(routes: APIRouter, database: Callable[[], Database], today: Callable[[], date]) -> None:
    @routes.get("/afspraken", tags=["afspraken"], summary="Wat is vastgelegd, in volgorde van vastleggen")
    async def known(
        request: Request,
        response: Response,
        afspraak: Text = None,
        gemeente: Text = None,
        aanbieder: Text = None,
        toewijzing: Annotated[int | None, Query(ge=0, le=MOST_NUMBER)] = None,
        product: Text = None,
        jaar: Year = None,
        bekend_op: Annotated[date | None, Query(alias="bekendOp")] = None,
        page: Page = 1,
        page_size: PageSize = 50,
    ) -> Any:
        filters: dict[str, object] = {
            "soort": afspraak,
            "gemeente": gemeente,
            "aanbieder": aanbieder,
            "toewijzing_nummer": toewijzing,
            "product_code": product,
            "jaar": jaar,
        }
        try:
            async with database().transaction(write=False) as tx:
                found = await afspraken.found(tx, filters, bekend_op, page_size, (page - 1) * page_size)
                total = await afspraken.count(tx, filters, bekend_op)
        except DatabaseError:
            return problem(503, _AWAY)
        return _answer([vastleggen.als_json(each) for each in found], total, page, page_size, request, response)

    @routes.get("/afspraken/{nummer}", tags=["afspraken"], summary="Eén afspraak")
    async def one(nummer: Annotated[int, Path(ge=1, le=MOST_NUMBER)]) -> Any:
        try:
            async with database().transaction(write=False) as tx:
                found = await afspraken.found(tx, {"volgnummer": nummer}, None, 1)
        except DatabaseError:
            return problem(503, _AWAY)
        if not found:
            raise HTTPException(404, "Deze afspraak bestaat niet.")
        return vastleggen.als_json(found[0])

    @routes.post("/afspraken", tags=["afspraken"], status_code=201, summary="Leg een afspraak vast")
    async def record(body: AfspraakVraag, response: Response) -> Any:
        opgave = body.opgave()
        wrong = vastleggen.bezwaren(opgave)
        if wrong:
            return problem(400, "; ".join(f"{field}: {why}" for field, why in wrong.items()) + ".")
        try:
            made = await vastleggen.leg_vast(database(), opgave, today())
        except DatabaseError:
            return problem(503, _AWAY)
        response.headers["Location"] = f"/v1/afspraken/{made.vastlegging.volgnummer}"
        return vastleggen.als_json(made)


def _calculate(routes: APIRouter, regios: Regios, today: Callable[[], date]) -> None:
    @routes.post("/rekenhulp", tags=["rekenhulp"], summary="Het standaardbudget bij een plan; er wordt niets bewaard")
    async def calculate(body: RekenVraag) -> Any:
        wanted = [regio for regio in regios.alle if regio.standaardbudgetten and body.regio in (None, regio.naam)]
        found = [regio for regio in wanted if regio.geldt_op(today())] or wanted
        if not found or len({regio.naam for regio in found}) > 1:
            raise HTTPException(400, "Noem een regio met standaardbudgetten.")
        outcome = rekenhulp(found[-1], body.plan())
        if isinstance(outcome, Geweigerd):
            return problem(422, outcome.uitleg)
        return als_json(outcome)


def _matching(rows: Sequence[dict[str, object]], wanted: Mapping[str, object]) -> list[dict[str, object]]:
    """The rows that have all these values; None asks nothing."""
    asked = {field: value for field, value in wanted.items() if value is not None}
    return [row for row in rows if all(row[field] == value for field, value in asked.items())]


def _page(
    rows: Sequence[dict[str, object]], page: int, page_size: int, request: Request, response: Response
) -> dict[str, object]:
    start = (page - 1) * page_size
    return _answer(rows[start : start + page_size], len(rows), page, page_size, request, response)


def _answer(
    rows: Sequence[dict[str, object]], total: int, page: int, page_size: int, request: Request, response: Response
) -> dict[str, object]:
    """One page of rows, with links to its neighbours in the header Link; no header when it is the only page."""
    last = max(1, -(-total // page_size))
    around = {"first": 1, "prev": page - 1, "next": page + 1, "last": last}
    links = ", ".join(
        f'<{request.url.path}?{request.url.include_query_params(page=number).query}>; rel="{name}"'
        for name, number in around.items()
        if 1 <= number <= last and number != page
    )
    if links:
        response.headers["Link"] = links
    return {"pagina": page, "pagina_grootte": page_size, "totaal": total, "resultaten": list(rows)}
