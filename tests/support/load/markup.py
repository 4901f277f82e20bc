"""Writes JW301 and JW323 as text, in three styles that mean the same and differ in size."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import groupby
from typing import Any, Literal

from tests.support.load.lines import Line
from tests.support.load.world import BEGIN, BUDGET, END, GRANTED_ON, GRANTS, Site, month

Style = Literal["tab", "compact", "minimal"]
STYLES: tuple[Style, ...] = ("tab", "compact", "minimal")
Nodes = Sequence[tuple[str, Any]]
_SPACE = "http://www.istandaarden.nl/ijw/3_2"


class Writer:
    """Writes elements of one message type in one style.

    ``tab`` looks like published examples: a prefix per namespace and a tab per level; ``compact`` leaves the white
    space out; ``minimal`` has no prefix for the message and one of a letter for the base schema (names with ``:``).
    """

    def __init__(self, bericht: str, style: Style) -> None:
        self._lay_out = style == "tab"
        self._own, self._base = ("", "i:") if style == "minimal" else (f"{bericht}:", "ijw:")
        bound = f"xmlns:{bericht}" if self._own else "xmlns"
        self.declared = f' xmlns:{self._base[:-1]}="{_SPACE}/basisschema/schema" {bound}="{_SPACE}/{bericht}/schema"'

    def begin(self, name: str, depth: int, attributes: str = "") -> str:
        """A start tag; what follows stands one level deeper."""
        return self._line(f"<{self._name(name)}{attributes}>", depth)

    def end(self, name: str, depth: int) -> str:
        """An end tag."""
        return self._line(f"</{self._name(name)}>", depth)

    def nodes(self, nodes: Nodes, depth: int) -> str:
        """Elements in order; a value is text or a number, or again elements; None leaves the element out."""
        parts: list[str] = []
        for name, value in nodes:
            if isinstance(value, (list, tuple)):
                parts += (self.begin(name, depth), self.nodes(value, depth + 1), self.end(name, depth))
            elif value is not None:
                full = self._name(name)
                parts.append(self._line(f"<{full}>{value}</{full}>", depth))
        return "".join(parts)

    def _name(self, name: str) -> str:
        return self._base + name[1:] if name.startswith(":") else self._own + name

    def _line(self, text: str, depth: int) -> str:
        return "\t" * depth + text + "\n" if self._lay_out else text


@lru_cache(maxsize=8)
def _writer(bericht: str, style: Style) -> Writer:
    return Writer(bericht, style)


def _header(code: int, afzender: str, ontvanger: str, identificatie: str, dagtekening: date) -> Nodes:
    return (
        ("BerichtCode", code),
        ("BerichtVersie", 3),
        ("BerichtSubversie", 2),
        ("Afzender", afzender),
        ("Ontvanger", ontvanger),
        ("BerichtIdentificatie", ((":Identificatie", identificatie), (":Dagtekening", dagtekening))),
        ("XsdVersie", ((":BasisschemaXsdVersie", "1.0.0"), (":BerichtXsdVersie", "1.0.0"))),
    )


def jw301(site: Site, person: int, style: Style = "compact") -> str:
    """The message that allocates a person everything that persons have here."""
    write = _writer("jw301", style)
    contact = (
        ("Soort", "01"),
        ("Adres", ((":Huis", ((":Huisnummer", 1 + person % 250),)), (":Postcode", "8011XZ"), (":LandCode", "NL"))),
    )
    client = (
        ("Bsn", site.bsn(person)),
        ("Geboortedatum", ((":Datum", date(2011, 3, 1) + timedelta(days=person % 1500)),)),
        ("Geslacht", 1 + person % 2),
        ("Naam", ((":Geslachtsnaam", ((":Achternaam", f"Verzonnen{person}"),)), (":NaamGebruik", 1))),
        ("Contactgegevens", (("Contact", contact),)),
        ("ToegewezenProducten", [_toegewezen(site, person, at) for at in range(len(GRANTS))]),
    )
    header = _header(436, site.gemeente, site.aanbieder, f"{site.letter}T{person:07}", GRANTED_ON)
    body = write.nodes((("Header", header), ("Client", client)), 1)
    return write.begin("Bericht", 0, write.declared) + body + write.end("Bericht", 0)


def _toegewezen(site: Site, person: int, at: int) -> tuple[str, Nodes]:
    categorie, code, omvang = GRANTS[at]
    content = (
        ("ToewijzingNummer", site.toewijzing_nummer(person, at)),
        ("Product", ((":Categorie", categorie), (":Code", code))),
        ("Toewijzingsdatum", GRANTED_ON),
        ("Toewijzingstijd", "09:15:00"),
        ("Ingangsdatum", BEGIN),
        ("Einddatum", END),
        ("Omvang", omvang and ((":Volume", omvang[0]), (":Eenheid", omvang[1]), (":Frequentie", omvang[2]))),
        ("Budget", None if omvang else BUDGET),
    )
    return "ToegewezenProduct", content


@lru_cache(maxsize=16)
def _prestatie(style: Style, credit: bool, priced: bool) -> str:
    """A line with holes for its values, in the order of ``_values``."""
    nodes = (
        ("ProductReferentie", ((":ReferentieNummer", "%s"), (":VorigReferentieNummer", "%s" if credit else None))),
        ("ToewijzingNummer", "%s"),
        ("ProductCategorie", "%s"),
        ("ProductCode", "%s"),
        ("ProductPeriode", ((":Begindatum", "%s"), (":Einddatum", "%s"))),
        ("GeleverdVolume", "%s"),
        ("Eenheid", "%s"),
        ("ProductTarief", "%s" if priced else None),
        ("IngediendBedrag", ((":Bedrag", "%s"), (":DebetCredit", "%s"))),
    )
    return _writer("jw323", style).nodes((("Prestatie", nodes),), 5)


def _line(line: Line, style: Style, side: str) -> str:
    values = (*line[2:13], side)
    return _prestatie(style, line.vorig is not None, line.tarief is not None) % tuple(
        value for value in values if value is not None
    )


def jw323(
    site: Site,
    number: int,
    identificatie: str,
    lines: Iterable[Line],
    style: Style = "compact",
    *,
    schema_errors: bool = False,
    cents_too_many: int = 0,
) -> str:
    """A declaration about month ``number``; lines of one client stand together.

    ``schema_errors`` gives every line a DebetCredit that does not exist; ``cents_too_many`` falsifies the total.
    """
    write, lines = _writer("jw323", style), list(lines)
    total = sum(line.cent for line in lines)
    begin, eind = month(number)
    dagtekening = eind + timedelta(days=9)
    top = (
        ("DeclaratieNummer", identificatie),
        ("DeclaratiePeriode", ((":Begindatum", begin), (":Einddatum", eind))),
        ("DeclaratieDagtekening", dagtekening),
        (
            "TotaalIngediendBedrag",
            ((":TotaalBedrag", abs(total) + cents_too_many), (":DebetCredit", "D" if total >= 0 else "C")),
        ),
    )
    header = _header(490, site.aanbieder, site.gemeente, identificatie, dagtekening)
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>\n',
        write.begin("Bericht", 0, write.declared),
        write.nodes((("Header", header),), 1),
        write.begin("Declaratie", 1),
        write.nodes(top, 2),
        write.begin("Clienten", 2),
    ]
    for bsn, of_client in groupby(lines, key=lambda line: line.bsn):
        parts += (write.begin("Client", 3), write.nodes((("Bsn", bsn),), 4), write.begin("Prestaties", 4))
        parts += [_line(line, style, "X" if schema_errors else "C" if line.vorig else "D") for line in of_client]
        parts += (write.end("Prestaties", 4), write.end("Client", 3))
    parts += (write.end("Clienten", 2), write.end("Declaratie", 1), write.end("Bericht", 0))
    return "".join(parts)
