"""Knows how a JW325 is written: the answer of a municipality to a declaratie (responses 4; IV087, OP303, OP304)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from services.shared.standard.answers.markup import (
    BASE_3_2,
    DECLARATION,
    crlf,
    debet_credit,
    escape,
    optional,
    retourcodes,
    totaal,
)
from services.shared.standard.judged import Codes, Judged323, JudgedClient
from services.shared.standard.messages.jw323 import JW323, Client, Prestatie

NAMESPACE = "http://www.istandaarden.nl/ijw/3_2/jw325/schema"

_BATCH = 256
_CLIENTEN = "    <Clienten>\r\n"
_CLIENTEN_END = "    </Clienten>\r\n"
_TAIL = "</Bericht>\r\n"


def render(
    bericht: JW323,
    judged: Judged323,
    *,
    identificatie: str,
    dagtekening: date,
    xsd_versie: tuple[str, str],
    xslt_versie: str | None = None,
) -> bytes:
    """The JW325 as the bytes to store and send.

    ``identificatie`` is the answer's own (1 to 12 characters, TR056) and ``dagtekening`` its date. ``xsd_versie`` holds
    the versions of base schema and message schema of the JW325 (IV034). ``xslt_versie`` is only for a refusal that
    rests on the published XSLT (IV033). Totals come from ``bericht`` and ``judged`` as they are.
    """
    return b"".join(
        parts(
            bericht,
            judged,
            identificatie=identificatie,
            dagtekening=dagtekening,
            xsd_versie=xsd_versie,
            xslt_versie=xslt_versie,
        )
    )


def parts(
    bericht: JW323,
    judged: Judged323,
    *,
    identificatie: str,
    dagtekening: date,
    xsd_versie: tuple[str, str],
    xslt_versie: str | None = None,
) -> Iterator[bytes]:
    """The same bytes as ``render``, in pieces of some hundreds of lines: a large answer need not exist whole."""
    yield crlf(_header(bericht, judged.header, identificatie, dagtekening, xsd_versie, xslt_versie)).encode()
    if judged.declaratie:
        yield crlf(_totals(bericht, judged.toegekend)).encode()
        yield from _batches(bericht.declaratie.clienten, judged.clienten)
        yield f"    {retourcodes(judged.declaratie)}\r\n  </DeclaratieAntwoord>\r\n".encode()
    yield _TAIL.encode()


def _header(
    bericht: JW323,
    codes: Codes,
    identificatie: str,
    dagtekening: date,
    xsd_versie: tuple[str, str],
    xslt_versie: str | None,
) -> str:
    """The XML declaration, the root and the header; sender and receiver change places."""
    answered = bericht.header
    basis, eigen = xsd_versie
    return f"""\
{DECLARATION}
<Bericht xmlns="{NAMESPACE}" xmlns:ijw="{BASE_3_2}">
  <Header>
    <BerichtCode>491</BerichtCode>
    <BerichtVersie>3</BerichtVersie>
    <BerichtSubversie>2</BerichtSubversie>
    <Afzender>{answered.ontvanger}</Afzender>
    <Ontvanger>{answered.afzender}</Ontvanger>
    <BerichtIdentificatie>
      <ijw:Identificatie>{escape(identificatie)}</ijw:Identificatie>
      <ijw:Dagtekening>{dagtekening.isoformat()}</ijw:Dagtekening>
    </BerichtIdentificatie>
    <XsdVersie>
      <ijw:BasisschemaXsdVersie>{basis}</ijw:BasisschemaXsdVersie>
      <ijw:BerichtXsdVersie>{eigen}</ijw:BerichtXsdVersie>
    </XsdVersie>
    <DeclaratieIdentificatie>
      <ijw:Identificatie>{escape(answered.identificatie)}</ijw:Identificatie>
      <ijw:Dagtekening>{answered.dagtekening_tekst}</ijw:Dagtekening>
    </DeclaratieIdentificatie>{optional("XsltVersie", xslt_versie, "    ")}
    <XsdVersieDeclaratie>
      <ijw:BasisschemaXsdVersie>{answered.basisschema_xsd_versie}</ijw:BasisschemaXsdVersie>
      <ijw:BerichtXsdVersie>{answered.bericht_xsd_versie}</ijw:BerichtXsdVersie>
    </XsdVersieDeclaratie>
    {retourcodes(codes)}
  </Header>
"""


def _totals(bericht: JW323, toegekend: int) -> str:
    """The opening of DeclaratieAntwoord: number and submitted total copied (TR376), granted total from judging."""
    declaratie = bericht.declaratie
    return f"""\
  <DeclaratieAntwoord>
    <DeclaratieNummer>{escape(declaratie.declaratie_nummer)}</DeclaratieNummer>
    <TotaalIngediendBedrag>{totaal(declaratie.totaal_bedrag, declaratie.totaal_debet_credit)}</TotaalIngediendBedrag>
    <TotaalToegekendBedrag>{totaal(*debet_credit(toegekend))}</TotaalToegekendBedrag>
"""


def _batches(clienten: tuple[Client, ...], refused: tuple[JudgedClient, ...]) -> Iterator[bytes]:
    """The class Clienten, or nothing when no line is refused."""
    if not refused:
        return
    lines = [_CLIENTEN]
    for at, client_codes, refused_lines in refused:
        client = clienten[at]
        lines.append(f"      <Client>\r\n        <Bsn>{client.bsn}</Bsn>\r\n        <Prestaties>\r\n")
        for index, codes in refused_lines:
            lines.append(_prestatie(client.prestaties[index], codes))
            if len(lines) >= _BATCH:
                yield "".join(lines).encode()
                lines.clear()
        lines.append(f"        </Prestaties>\r\n        {retourcodes(client_codes)}\r\n      </Client>\r\n")
    lines.append(_CLIENTEN_END)
    yield "".join(lines).encode()


def _prestatie(prestatie: Prestatie, codes: Codes) -> str:
    """One refused line, as one line of text: everything as submitted, plus its codes (TR366, TR367)."""
    toewijzing: int | str
    volume: int | str
    tarief: int | str | None
    bedrag: int | str
    nummer, vorig, toewijzing, categorie, code, begin, eind, volume, eenheid, tarief, bedrag, side, written = prestatie
    if written is None:
        product = _product(categorie, code, begin, eind)
    else:
        toewijzing, product, volume, tarief, bedrag = _as_written(prestatie, written)
    previous = "" if vorig is None else f"<ijw:VorigReferentieNummer>{escape(vorig)}</ijw:VorigReferentieNummer>"
    price = "" if tarief is None else f"<ProductTarief>{tarief}</ProductTarief>"
    return (
        f"          <Prestatie><ProductReferentie><ijw:ReferentieNummer>{escape(nummer)}</ijw:ReferentieNummer>"
        f"{previous}</ProductReferentie><ToewijzingNummer>{toewijzing}</ToewijzingNummer>{product}"
        f"<GeleverdVolume>{volume}</GeleverdVolume><Eenheid>{eenheid}</Eenheid>{price}"
        f"<IngediendBedrag><ijw:Bedrag>{bedrag}</ijw:Bedrag><ijw:DebetCredit>{side}</ijw:DebetCredit></IngediendBedrag>"
        f"{retourcodes(codes)}</Prestatie>\r\n"
    )


@lru_cache(maxsize=4096)
def _product(categorie: str, code: str, begin: date, eind: date) -> str:
    """What was delivered and when: the same for many lines, so it is kept."""
    return _product_as_written(categorie, code, begin.isoformat(), eind.isoformat())


def _product_as_written(categorie: str, code: str, begin: str, eind: str) -> str:
    return (
        f"<ProductCategorie>{categorie}</ProductCategorie><ProductCode>{escape(code)}</ProductCode><ProductPeriode>"
        f"<ijw:Begindatum>{begin}</ijw:Begindatum><ijw:Einddatum>{eind}</ijw:Einddatum></ProductPeriode>"
    )


def _as_written(prestatie: Prestatie, written: dict[str, str]) -> tuple[str, str, str, str | None, str]:
    """Allocation, product, volume, tariff and amount of a line with unusual spellings ("007"), in those spellings."""

    def value(name: str, usual: int | date) -> str:
        return escape(written[name]) if name in written else str(usual)

    tarief = prestatie.product_tarief
    begin, eind = value("Begindatum", prestatie.begin), value("Einddatum", prestatie.eind)
    return (
        value("ToewijzingNummer", prestatie.toewijzing_nummer),
        _product_as_written(prestatie.product_categorie, prestatie.product_code, begin, eind),
        value("GeleverdVolume", prestatie.geleverd_volume),
        None if tarief is None else value("ProductTarief", tarief),
        value("Bedrag", prestatie.bedrag),
    )
