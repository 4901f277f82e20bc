"""Judges the skeleton of an envelope against the ggk0210 schema, and says what is wrong without any value from it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

_BEKEND = frozenset(
    {
        "envelopHeenbericht-ggk_Di01",
        "envelopRetourbericht-ggk_Du01",
        "Fo01Bericht",
        "Fo03Bericht",
        "Bv03Bericht",
        "stuurgegevens",
        "berichtcode",
        "zender",
        "ontvanger",
        "organisatie",
        "applicatie",
        "administratie",
        "gebruiker",
        "referentienummer",
        "tijdstipBericht",
        "crossRefnummer",
        "functie",
        "parameters",
        "applicatieVersie",
        "applicatieSubversie",
        "functieVersie",
        "functieSubversie",
        "bericht",
        "xmlBestand",
        "tekstBestand",
        "body",
        "code",
        "plek",
        "omschrijving",
        "details",
        "detailsXML",
    }
)
_ELEMENT = re.compile(r"Element '(?:\{[^}']*\})?([^']+)'")


@dataclass(frozen=True, slots=True)
class Schemafout:
    """The first fault: a name the schema knows, or None when the document made it up, and a line from 1."""

    element: str | None
    regel: int | None


class EnvelopSchema:
    """The compiled schema. One per thread: libxml2 keeps the errors of the last document in it."""

    def __init__(self, map_: Path) -> None:
        """``map_``: the folder with ``ggk0210_msg_ggkberichten.xsd`` and what it imports.

        Raises OSError or lxml.etree.LxmlError when it cannot be used.
        """
        self._schema = etree.XMLSchema(etree.parse(str(map_ / "ggk0210_msg_ggkberichten.xsd")))

    def fout(self, wortel: etree._Element) -> Schemafout | None:
        """The first thing against the schema, or None."""
        if self._schema.validate(wortel):
            return None
        for melding in self._schema.error_log:  # type: ignore[attr-defined]
            gevonden = _ELEMENT.match(melding.message)
            naam = gevonden.group(1) if gevonden and gevonden.group(1) in _BEKEND else None
            return Schemafout(naam, melding.line or None)
        return Schemafout(None, None)
