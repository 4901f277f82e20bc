"""Knows JW323, the declaratie of a provider (release 3.2): its parts, and how they are read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from services.shared.standard.messages.element import Element, text, to_date, to_int
from services.shared.standard.messages.header import Header, read_header

DEBET = "D"
CREDIT = "C"


class Prestatie(NamedTuple):
    """One declared line.

    ``begin`` and ``eind`` are the inclusive dates of ProductPeriode; ``product_tarief`` and ``bedrag`` (of
    IngediendBedrag) are eurocents; ``geleverd_volume`` counts units of ``eenheid`` (eurocents for Eenheid 83).
    ``letterlijk`` holds, by element name, values written otherwise than this type would write them ("007"), because
    an answer repeats them unchanged (TR367); None when there are none.
    """

    referentie_nummer: str
    vorig_referentie_nummer: str | None
    toewijzing_nummer: int
    product_categorie: str
    product_code: str
    begin: date
    eind: date
    geleverd_volume: int
    eenheid: str
    product_tarief: int | None
    bedrag: int
    debet_credit: str
    letterlijk: dict[str, str] | None = None


class Client(NamedTuple):
    """A client with the lines declared for him."""

    bsn: str
    prestaties: tuple[Prestatie, ...]


class Declaratie(NamedTuple):
    """The declaration: its period (inclusive dates), its date and its net total in eurocents with D or C."""

    declaratie_nummer: str
    begin: date
    eind: date
    declaratie_dagtekening: date
    totaal_bedrag: int
    totaal_debet_credit: str
    clienten: tuple[Client, ...]

    def prestaties(self) -> Iterator[Prestatie]:
        """All lines, in the order of the message."""
        for client in self.clienten:
            yield from client.prestaties

    @property
    def totaal_ingediend(self) -> int:
        """TotaalIngediendBedrag in eurocents, negative for credit."""
        return self.totaal_bedrag if self.totaal_debet_credit == DEBET else -self.totaal_bedrag


class JW323(NamedTuple):
    """A declaratiebericht; ``header.afzender`` is the AGB-code of the provider, ``ontvanger`` the gemeentecode."""

    header: Header
    declaratie: Declaratie


PATH = ("Bericht", "Declaratie", "Clienten", "Client", "Prestaties", "Prestatie")
"""Where a line stands."""
COLUMNS = (
    ("Bsn", "text"), ("ReferentieNummer", "text"), ("VorigReferentieNummer", "text?"), ("ToewijzingNummer", "number"),
    ("ProductCategorie", "text"), ("ProductCode", "text"), ("Begindatum", "date"), ("Einddatum", "date"),
    ("GeleverdVolume", "number"), ("Eenheid", "text"), ("ProductTarief", "number?"), ("Bedrag", "number"),
    ("DebetCredit", "text"),
)  # fmt: skip
"""The values of a line in a row: first the Bsn, where the line is the first of a client and not of the first client.

Each with its kind, and ? where it may be missing.
"""
Row = tuple[str, ...]


class Reader:
    """Reads the lines of one JW323, piece by piece, and shares equal values between lines to save memory.

    A line is read from the row of its leaf texts: the schema fixes their order, and the two optional ones show in what
    follows them (a date is longer than any ProductCode; only D or C closes a line).
    """

    def __init__(self, texts: Callable[[Element], list[str]]) -> None:
        """``texts`` gives the texts of all leaves below an element, in document order."""
        self._texts = texts
        self._dates: dict[str, date] = {}
        self._numbers: dict[str, int] = {}
        self._shared: dict[str, str] = {}

    def declaratie(self, element: Element) -> Declaratie:
        """The Declaratie, with the clients that this document holds."""
        nummer, periode, dagtekening, totaal, clienten = element
        begin, eind = periode
        bedrag, debet_credit = totaal
        return Declaratie(
            text(nummer),
            to_date(text(begin)),
            to_date(text(eind)),
            to_date(text(dagtekening)),
            to_int(text(bedrag)),
            text(debet_credit),
            self.clienten(clienten),
        )

    def clienten(self, element: Element) -> tuple[Client, ...]:
        """The clients with their lines."""
        values = self._texts(element)
        found: list[Client] = []
        at = 0
        for client in element:
            _, prestaties = client
            bsn = values[at]
            lines, at = self._prestaties(values, at + 1, len(prestaties))
            found.append(Client(bsn, lines))
        if at != len(values):
            raise ValueError("a JW323 holds more values than its lines account for")
        return tuple(found)

    def in_rows(self, bsn: str, stretches: Iterable[Sequence[Row]]) -> tuple[Client, ...]:
        """The clients whose lines are given as rows of ``COLUMNS``, the first of them for ``bsn``.

        The values follow the schema and are written in the ordinary way. Raises ValueError for a day that its month
        does not have, and for a DebetCredit other than D and C.
        """
        dates, numbers, shared = self._dates, self._numbers, self._shared
        found: list[Client] = []
        lines: list[Prestatie] = []
        for rows in stretches:
            for row in rows:
                next_bsn, ref, vorig, nummer, categorie, code, begin, eind, volume, eenheid, tarief, bedrag, side = row
                if next_bsn:
                    found.append(Client(bsn, tuple(lines)))
                    bsn, lines = next_bsn, []
                try:
                    line = _line(
                        Prestatie,
                        (
                            ref,
                            vorig or None,
                            int(nummer),
                            shared[categorie],
                            shared[code],
                            dates[begin],
                            dates[eind],
                            int(volume),
                            shared[eenheid],
                            numbers[tarief] if tarief else None,
                            int(bedrag),
                            _SIDES[side],
                            None,
                        ),
                    )
                except KeyError:
                    if side not in _SIDES:
                        raise ValueError("a schema that knows more sides than D and C") from None
                    line = self._first_seen(
                        ref, vorig or None, nummer, categorie, code, begin, eind, volume, eenheid, tarief or None,
                        bedrag, side,
                    )  # fmt: skip
                lines.append(line)
        found.append(Client(bsn, tuple(lines)))
        return tuple(found)

    def _prestaties(self, values: list[str], at: int, count: int) -> tuple[tuple[Prestatie, ...], int]:
        """``count`` lines from the row of values, and where the next client begins."""
        dates, numbers, shared = self._dates, self._numbers, self._shared
        lines: list[Prestatie] = []
        for _ in range(count):
            referentie, vorig = values[at], None
            if len(values[at + 4]) <= 5:  # a ProductCode, where a date stands when there is no VorigReferentieNummer
                at += 1
                vorig = values[at]
            _, nummer, categorie, code, begin, eind, volume, eenheid, bedrag, side = values[at : at + 10]
            tarief = None
            at += 10
            if side not in _SIDES:
                tarief, bedrag, side = bedrag, side, values[at]
                at += 1
            try:
                geleverd = numbers.get(volume)
                if geleverd is None and volume[0] > "0" and volume.isdecimal():
                    geleverd = int(volume)
                    if len(numbers) < _MOST_SHARED:
                        numbers[volume] = geleverd
                line = _line(
                    Prestatie,
                    (
                        referentie,
                        vorig,
                        int(nummer) if nummer[0] > "0" and nummer.isdecimal() else numbers[nummer],
                        shared[categorie],
                        shared[code],
                        dates[begin],
                        dates[eind],
                        numbers[volume] if geleverd is None else geleverd,
                        shared[eenheid],
                        None if tarief is None else numbers[tarief],
                        int(bedrag) if bedrag[0] > "0" and bedrag.isdecimal() else numbers[bedrag],
                        DEBET if side == DEBET else CREDIT,
                        None,
                    ),
                )
            except KeyError:
                line = self._first_seen(
                    referentie, vorig, nummer, categorie, code, begin, eind, volume, eenheid, tarief, bedrag, side
                )
            lines.append(line)
        return tuple(lines), at

    def _first_seen(self, ref: str, vorig: str | None, nummer: str, *rest: str | None) -> Prestatie:
        """A line with a value that was not seen before or that is written in an unusual way."""
        categorie, code, begin, eind, volume, eenheid, tarief, bedrag, side = rest
        assert categorie and code and begin and eind and volume and eenheid and bedrag and side
        letterlijk: dict[str, str] = {}

        def number(name: str, value: str) -> int:
            found = to_int(value)
            if value != str(found):
                letterlijk[name] = value
            elif len(self._numbers) < _MOST_SHARED and name in _REPEATING:
                self._numbers[value] = found
            return found

        def day(name: str, value: str) -> date:
            found = to_date(value)
            if value != found.isoformat():
                letterlijk[name] = value
            elif len(self._dates) < _MOST_SHARED:
                self._dates[value] = found
            return found

        def share(value: str) -> str:
            return self._shared.setdefault(value, value) if len(self._shared) < _MOST_SHARED else value

        return Prestatie(
            ref,
            vorig,
            number("ToewijzingNummer", nummer),
            share(categorie),
            share(code),
            day("Begindatum", begin),
            day("Einddatum", eind),
            number("GeleverdVolume", volume),
            share(eenheid),
            None if tarief is None else number("ProductTarief", tarief),
            number("Bedrag", bedrag),
            DEBET if side == DEBET else CREDIT,
            letterlijk or None,
        )


_SIDES = {DEBET: DEBET, CREDIT: CREDIT}
_line = tuple.__new__  # makes a NamedTuple without the detour through a Python function of its own
_MOST_SHARED = 5_000
_REPEATING = frozenset(("GeleverdVolume", "ProductTarief"))


def read_jw323(root: Element, reader: Reader) -> JW323:
    """Read a schema-valid JW323 whose clients all stand in this tree."""
    header, declaratie = root
    return JW323(read_header(header), reader.declaratie(declaratie))
