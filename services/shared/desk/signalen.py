"""Knows how the signals of a message leave as an event: the message was taken, and this was to be remarked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from services.shared.desk import events
from services.shared.desk.judge import Judged
from services.shared.desk.opened import Opened
from services.shared.desk.verdict_document import signal_of
from services.shared.dossier.gebeurtenissen import Waiting
from services.shared.standard.judging.result import Result

MOST = 50
"""How many signals the event holds in full; all of them stand in the verdict."""


def counted(result: Result) -> Mapping[tuple[str, str], int]:
    """How often each rule spoke without refusing: as a signal, or only counted."""
    found = Counter((each.rule, "signal") for each in result.signals)
    found.update({(rule, "observe"): count for rule, count in result.observed.items()})
    return found


def told(judged: Judged, opened: Opened) -> list[Waiting]:
    """One event for the signals of a message, none without signals."""
    signals = judged.result.signals
    if not signals:
        return []
    delivery, parties = judged.delivery, opened.parties
    data = {
        "levering": delivery.levering,
        "soort": opened.soort,
        "gemeente": parties.gemeente if parties else None,
        "aanbieder": parties.aanbieder if parties else None,
        "aantal": len(signals),
        "per_regel": dict(sorted(Counter(each.rule for each in signals).items())),
        "signalen": [signal_of(each) for each in signals[:MOST]],
    }
    key = parties.key if parties else "onbekend"
    subject = f"{delivery.bron}/{delivery.levering}"
    return [events.event("signaal", "gegeven", subject, key, delivery.ontvangen_op, data)]
