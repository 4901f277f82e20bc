"""Knows the events of the gateway: a message came in, an answer reached its destination, or it could not."""

from __future__ import annotations

from typing import Any

from services.shared.desk import events
from services.shared.dossier.bezorgingen import Bezorging
from services.shared.dossier.gebeurtenissen import Waiting

UNKNOWN_KEY = "onbekend"


def received(bron: str, levering: str, soort: str, sleutel: str | None, moment: str) -> Waiting:
    """A message was handed in over HTTP and stands on the log."""
    gemeente, aanbieder = _pair(sleutel)
    data = {"levering": levering, "soort": soort, "gemeente": gemeente, "aanbieder": aanbieder}
    return events.event("bericht", "ontvangen", f"{bron}/{levering}", sleutel or UNKNOWN_KEY, moment, data)


def delivered(bezorging: Bezorging, bestemming: str, attempt: int, moment: str) -> Waiting:
    """An answer reached its destination, at this attempt."""
    data = {**_about(bezorging, bestemming), "pogingen": attempt}
    return events.event("levering", "verzonden", _subject(bezorging), bezorging.sleutel or UNKNOWN_KEY, moment, data)


def given_up(bezorging: Bezorging, bestemming: str, attempt: int, moment: str, reason: str) -> Waiting:
    """An answer was set aside after this attempt; ``reason`` comes from our own closed list."""
    data = {**_about(bezorging, bestemming), "pogingen": attempt, "reden": reason}
    subject = f"{_subject(bezorging)}/{attempt}"
    return events.event("levering", "mislukt", subject, bezorging.sleutel or UNKNOWN_KEY, moment, data)


def _subject(bezorging: Bezorging) -> str:
    return f"{bezorging.bron}/{bezorging.levering}"


def _about(bezorging: Bezorging, bestemming: str) -> dict[str, Any]:
    gemeente, aanbieder = _pair(bezorging.sleutel)
    return {
        "antwoord": bezorging.levering,
        "antwoord_op": bezorging.antwoord_op,
        "soort": bezorging.soort,
        "gemeente": gemeente,
        "aanbieder": aanbieder,
        "bestemming": bestemming,
    }


def _pair(sleutel: str | None) -> tuple[str | None, str | None]:
    """Municipality and provider of a key; a key of others that is not made of those tells nothing."""
    gemeente, _, aanbieder = (sleutel or "").partition(":")
    known = len(gemeente) == 4 and len(aanbieder) == 8 and (gemeente + aanbieder).isdigit()
    return (gemeente, aanbieder) if known else (None, None)
