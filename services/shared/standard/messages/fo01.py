"""Knows Fo01, the StUF error that answers what cannot be read (ggk.md 2.2)."""

from __future__ import annotations

from typing import NamedTuple

from services.shared.standard.messages.element import Element, children, text


class Fo01(NamedTuple):
    """A StUF error. ``zender`` and ``ontvanger`` are organisations, None when they are not named.

    ``cross_refnummer`` is the referentienummer of the envelope it is about; ``plek`` is client or server.
    """

    zender: str | None
    ontvanger: str | None
    referentienummer: str
    tijdstip_bericht: str
    cross_refnummer: str
    code: str
    plek: str
    omschrijving: str
    details: str | None


def read_fo01(root: Element) -> Fo01:
    """Read a schema-valid Fo01Bericht."""
    parts = children(root)
    head, body = children(parts["stuurgegevens"]), children(parts["body"])
    return Fo01(
        _organisatie(head["zender"]),
        _organisatie(head["ontvanger"]),
        text(head["referentienummer"]),
        text(head["tijdstipBericht"]),
        text(head["crossRefnummer"]),
        text(body["code"]),
        text(body["plek"]),
        text(body["omschrijving"]),
        text(body["details"]) if "details" in body else None,
    )


def _organisatie(element: Element) -> str | None:
    parts = children(element)
    return text(parts["organisatie"]) if "organisatie" in parts else None
