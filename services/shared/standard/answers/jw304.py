"""Knows how a JW304 is written: the answer of a municipality to a declaratie or factuur of release 2.3 (responses 5).

No instruction for JW304 is known, only its schema, so the choices are derived: 432 is answered with 433 and 450 with
451; only refused lines return; on such a line both GemeenteBerekendBedrag and ToegekendBedrag are 0 D.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from services.shared.standard.answers.markup import (
    BASE_2_3,
    DECLARATION,
    answer_name,
    crlf,
    debet_credit,
    escape,
    optional,
    repeated,
    retourcodes,
    totaal,
)
from services.shared.standard.judged import Codes, Judged303, JudgedClient, JudgedPrestatie
from services.shared.standard.messages.element import Element
from services.shared.standard.messages.jw303 import JW303

NAMESPACE = "http://www.istandaarden.nl/ijw/2_3/jw304/schema"

_BERICHT_CODES = {"432": "433", "450": "451"}
_NOTHING = "<ijw:Bedrag>0</ijw:Bedrag><ijw:DebetCredit>D</ijw:DebetCredit>"
_TOEGEKEND = (
    "<ToegekendeBedragPrestatie>"
    f"<ijw:GemeenteBerekendBedrag>{_NOTHING}</ijw:GemeenteBerekendBedrag>"
    f"<ijw:ToegekendBedrag>{_NOTHING}</ijw:ToegekendBedrag>"
    "</ToegekendeBedragPrestatie>"
)


def render(
    root: Element,
    bericht: JW303,
    judged: Judged303,
    *,
    gemeente_referentie_nummer: str,
    dagtekening: date,
    xslt_versie: str | None = None,
) -> bytes:
    """The JW304 as the bytes to store and send.

    ``root`` is the tree of the JW303 that ``bericht`` was read from. ``gemeente_referentie_nummer`` (1 to 24
    characters) is the answer's own and ``dagtekening`` its date (RetourDagtekening). ``judged.toegekend`` is 0 for a
    message that is refused as a whole, and the submitted total with 8001.
    """
    header, clienten = root
    start = _header(header, bericht, judged, gemeente_referentie_nummer, dagtekening, xslt_versie)
    return crlf("".join([start, *_clienten(clienten, judged.clienten), "</Bericht>\n"])).encode()


def _header(
    header: Element,
    bericht: JW303,
    judged: Judged303,
    gemeente_referentie_nummer: str,
    dagtekening: date,
    xslt_versie: str | None,
) -> str:
    """The XML declaration, the root and the header: copied, but for its first (code) and last (amounts)."""
    _, *copied, _ = header
    repeats = "".join([f"    {repeated(element)}\n" for element in copied])
    ingediend = bericht.header.totaal
    return f"""\
{DECLARATION}
<Bericht xmlns="{NAMESPACE}" xmlns:ijw="{BASE_2_3}">
  <Header>
    <BerichtCode>{_BERICHT_CODES[bericht.header.bericht_code]}</BerichtCode>
{repeats}\
    <RetourHeader>
      <ijw:GemeenteReferentieNummer>{escape(gemeente_referentie_nummer)}</ijw:GemeenteReferentieNummer>
      <ijw:RetourDagtekening>{dagtekening.isoformat()}</ijw:RetourDagtekening>
    </RetourHeader>
    <RetourBedragen>
      <ijw:IngediendTotaalBedrag>{totaal(ingediend.bedrag, ingediend.debet_credit)}</ijw:IngediendTotaalBedrag>
      <ijw:ToegekendTotaalBedrag>{totaal(*debet_credit(judged.toegekend))}</ijw:ToegekendTotaalBedrag>
    </RetourBedragen>{optional("XsltVersie", xslt_versie, "    ")}
    {retourcodes(judged.header)}
  </Header>
"""


def _clienten(clienten: Element, refused: tuple[JudgedClient, ...]) -> Iterator[str]:
    """The class Clienten with the clients that have refused lines, or nothing when there are none."""
    if not refused:
        return
    elements = list(clienten)
    yield "  <Clienten>\n"
    for index, codes, prestaties in refused:
        yield from _client(elements[index], codes, prestaties)
    yield "  </Clienten>\n"


def _client(client: Element, codes: Codes, refused: tuple[JudgedPrestatie, ...]) -> Iterator[str]:
    """A client: his data copied, his refused lines and, when there are any, his codes."""
    yield "    <Client>\n"
    for child in client:
        if answer_name(child.tag) == "Prestaties":
            yield from _prestaties(list(child), refused)
        else:
            yield f"      {repeated(child)}\n"
    yield f"{_codes(codes, '      ')}    </Client>\n"


def _prestaties(prestaties: list[Element], refused: tuple[JudgedPrestatie, ...]) -> Iterator[str]:
    yield "      <Prestaties>\n"
    for index, codes in refused:
        yield "        <Prestatie>\n"
        for child in prestaties[index]:
            yield f"          {repeated(child)}\n"
            if answer_name(child.tag) == "ProductReferentie":
                yield f"          {_TOEGEKEND}\n"
        yield f"{_codes(codes, '          ')}        </Prestatie>\n"
    yield "      </Prestaties>\n"


def _codes(codes: Codes, indent: str) -> str:
    """RetourCodes on a line of its own; the schema lets a client or line do without."""
    return f"{indent}{retourcodes(codes)}\n" if codes else ""
