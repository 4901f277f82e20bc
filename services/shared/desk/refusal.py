"""Answers what cannot be read: a Fo01 with StUF055 that says where and what, never the value."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from uuid import UUID

from services.shared.desk import verdict_document
from services.shared.desk.delivery import Delivery
from services.shared.desk.judge import Answer
from services.shared.desk.reading import Unreadable
from services.shared.desk.verdict_document import Verdict
from services.shared.standard.answers import fo01
from services.shared.standard.tijd import plaatselijk

APPLICATION = "Sluis"
_TO_GEMEENTE = frozenset(("JW303", "JW323"))


def refuse(read: Unreadable, delivery: Delivery, reference: str) -> tuple[Answer, Verdict]:
    """The Fo01 and the verdict. ``reference`` is what the Fo01 refers to: the envelope, or the delivery without one.

    The identification of the Fo01 follows from the delivery, so that a replay gives the same bytes.
    """
    fault, kind = read.fault, read.kind
    gemeente, aanbieder = read.parties.gemeente, read.parties.aanbieder
    to_gemeente = kind is None or kind.name in _TO_GEMEENTE
    receiver, sender = (gemeente, aanbieder) if to_gemeente else (aanbieder, gemeente)
    digest = sha256(f"urn:nld:sluis:fo01:{delivery.bron}:{delivery.levering}".encode()).digest()
    number = str(UUID(bytes=digest[:16], version=4))
    place = f" Plaats: {fault.path}." if fault.path else ""
    line = f" Regel {fault.line}." if fault.line else ""
    answer = fo01.render(
        zender_organisatie=receiver,
        zender_applicatie=APPLICATION,
        ontvanger_organisatie=sender,
        referentienummer=number,
        cross_refnummer=reference,
        tijdstip=plaatselijk(datetime.fromisoformat(delivery.ontvangen_op)),
        omschrijving=f"{fault.reason}{line}{place}",
        details=f"{kind.name}-{_version(kind.release)}" if kind else None,
    )
    verdict = verdict_document.of_fault(
        kind.name if kind else None, delivery.levering, fault.path, fault.line, fault.reason
    )
    return Answer("Fo01", number, answer), verdict


def _version(release: str) -> str:
    """3.2 as the envelope writes it: 00030002."""
    return "".join(part.zfill(4) for part in release.split("."))
