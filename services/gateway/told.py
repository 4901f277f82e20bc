"""Knows the events of the gateway: a message came in, an answer reached its destination, or it could not."""

from __future__ import annotations

import re
from typing import Any

from services.shared.desk import events
from services.shared.dossier.bezorgingen import Bezorging
from services.shared.dossier.gebeurtenissen import Waiting

UNKNOWN_KEY = "onbekend"
_KEY = re.compile(r"([0-9]{4}):([0-9]{8})")


def received(bron: str, levering: str, soort: str, sleutel: str | None, moment: str) -> Waiting:
    """A message was handed in over HTTP and stands on the log."""
    key, pair = _pair(sleutel)
    data = {"levering": levering, "soort": soort, **pair}
    return events.event("bericht", "ontvangen", f"{bron}/{levering}", key, moment, data)


def delivered(bezorging: Bezorging, bestemming: str, attempt: int, moment: str) -> Waiting:
    """An answer reached its destination, at this attempt."""
    key, about = _about(bezorging, bestemming, attempt)
    return events.event("levering", "verzonden", _subject(bezorging), key, moment, about)


def given_up(bezorging: Bezorging, bestemming: str, attempt: int, moment: str, reason: str) -> Waiting:
    """An answer was set aside after this attempt; ``reason`` comes from our own closed list."""
    key, about = _about(bezorging, bestemming, attempt)
    data = {**about, "reden": reason}
    return events.event("levering", "mislukt", _subject(bezorging), key, moment, data, uniek=f"#{attempt}")


def _subject(bezorging: Bezorging) -> str:
    return f"{bezorging.bron}/{bezorging.levering}"


def _about(bezorging: Bezorging, bestemming: str, attempt: int) -> tuple[str, dict[str, Any]]:
    key, pair = _pair(bezorging.sleutel)
    about = {
        "antwoord": bezorging.levering,
        "antwoord_op": bezorging.antwoord_op,
        "soort": bezorging.soort,
        **pair,
        "bestemming": bestemming,
        "pogingen": attempt,
    }
    return key, about


def _pair(sleutel: str | None) -> tuple[str, dict[str, str | None]]:
    """The key of an event with municipality and provider; a key that others made of something else tells nothing."""
    found = _KEY.fullmatch(sleutel or "")
    if found is None:
        return UNKNOWN_KEY, {"gemeente": None, "aanbieder": None}
    return found.group(), {"gemeente": found.group(1), "aanbieder": found.group(2)}
