"""Knows the events a judged message gives: CloudEvents 1.0 per the NL GOV profile, without anything personal."""

from __future__ import annotations

from typing import Any
from uuid import NAMESPACE_URL, uuid5

from pydantic_core import to_json

from services.shared.dossier.gebeurtenissen import Waiting

SOURCE = "urn:nld:sluis"
_TYPE = "nl.sluis"


def event(
    soort: str,
    naam: str | None,
    onderwerp: str,
    sleutel: str,
    time: str,
    data: dict[str, Any],
    uniek: str = "",
    trace: str | None = None,
) -> Waiting:
    """An event ``nl.sluis.<soort>.<naam>`` about ``onderwerp``, for topic ``ijw.gebeurtenis.<soort>.v1``.

    Without ``naam`` the type is ``nl.sluis.<soort>``. Its id follows from what it tells, so that telling it again
    after a crash gives the same event; ``uniek`` tells events about one ``onderwerp`` apart. ``sleutel`` orders events
    on the topic; ``time`` is an ISO 8601 moment; ``trace`` a W3C traceparent (CloudEvents extension).
    """
    kind = f"{_TYPE}.{soort}.{naam}" if naam else f"{_TYPE}.{soort}"
    head = {
        "specversion": "1.0",
        "id": str(uuid5(NAMESPACE_URL, f"{SOURCE}:{kind}:{onderwerp}{uniek}")),
        "source": SOURCE,
        "type": kind,
        "subject": onderwerp,
        "time": time,
        "datacontenttype": "application/json",
        **({"traceparent": trace} if trace else {}),
    }
    return Waiting(
        f"ijw.gebeurtenis.{soort}.v1",
        sleutel,
        to_json(head).decode(),
        to_json(data),
    )


def structured(waiting: Waiting) -> str:
    """An event as one line of JSON, head and data together (CloudEvents structured mode)."""
    return f'{waiting.kop[:-1]},"data":{waiting.data.decode()}}}'
