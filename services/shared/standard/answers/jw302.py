"""Knows how a JW302 is written: the answer of a provider to a toewijzing (responses 3; IV028)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from services.shared.standard.answers.markup import (
    BASE_3_2,
    DECLARATION,
    answer_name,
    crlf,
    escape,
    optional,
    repeated,
    retourcodes,
)
from services.shared.standard.judged import NOTHING_TO_REMARK, Codes, Judged301
from services.shared.standard.messages.element import Element
from services.shared.standard.messages.jw301 import JW301

NAMESPACE = "http://www.istandaarden.nl/ijw/3_2/jw302/schema"

_CLASSES = frozenset(("Client", "Relatie", "Contact", "ToegewezenProduct"))
_CONTAINERS = frozenset(("Relaties", "Contactgegevens", "ToegewezenProducten"))


def render(
    root: Element,
    bericht: JW301,
    judged: Judged301,
    *,
    identificatie_retour: str,
    dagtekening: date,
    xsd_versie: tuple[str, str],
    xslt_versie: str | None = None,
) -> bytes:
    """The JW302 as the bytes to store and send.

    ``root`` is the tree of the JW301 that ``bericht`` was read from; it is only used when classes are returned.
    ``identificatie_retour`` is the answer's own (1 to 12 characters), ``dagtekening`` its date (DagtekeningRetour),
    ``xsd_versie`` the versions of base schema and message schema of the JW302 (IV034). ``xslt_versie`` is only for a
    refusal that rests on the published XSLT (IV033).

    Raises ValueError when ``judged`` names a class that the message does not have.
    """
    header = _header(bericht, judged.header, identificatie_retour, dagtekening, xsd_versie, xslt_versie)
    client = "" if judged.classes is None else "".join(_client(root, dict(judged.classes)))
    return crlf(f"{header}{client}</Bericht>\n").encode()


def _header(
    bericht: JW301,
    codes: Codes,
    identificatie_retour: str,
    dagtekening: date,
    xsd_versie: tuple[str, str],
    xslt_versie: str | None,
) -> str:
    """The XML declaration, the root and the header; sender and receiver stay those of the JW301."""
    answered = bericht.header
    basis, eigen = xsd_versie
    return f"""\
{DECLARATION}
<Bericht xmlns="{NAMESPACE}" xmlns:ijw="{BASE_3_2}">
  <Header>
    <BerichtCode>437</BerichtCode>
    <BerichtVersie>{answered.bericht_versie}</BerichtVersie>
    <BerichtSubversie>{answered.bericht_subversie}</BerichtSubversie>
    <Afzender>{answered.afzender}</Afzender>
    <Ontvanger>{answered.ontvanger}</Ontvanger>
    <BerichtIdentificatie>
      <ijw:Identificatie>{escape(answered.identificatie)}</ijw:Identificatie>
      <ijw:Dagtekening>{answered.dagtekening_tekst}</ijw:Dagtekening>
    </BerichtIdentificatie>
    <XsdVersie>
      <ijw:BasisschemaXsdVersie>{answered.basisschema_xsd_versie}</ijw:BasisschemaXsdVersie>
      <ijw:BerichtXsdVersie>{answered.bericht_xsd_versie}</ijw:BerichtXsdVersie>
    </XsdVersie>
    <IdentificatieRetour>{escape(identificatie_retour)}</IdentificatieRetour>
    <DagtekeningRetour>{dagtekening.isoformat()}</DagtekeningRetour>{optional("XsltVersie", xslt_versie, "    ")}
    <XsdVersieRetour>
      <ijw:BasisschemaXsdVersie>{basis}</ijw:BasisschemaXsdVersie>
      <ijw:BerichtXsdVersie>{eigen}</ijw:BerichtXsdVersie>
    </XsdVersieRetour>{f"{chr(10)}    {retourcodes(codes)}" if codes else ""}
  </Header>
"""


def _client(root: Element, codes: dict[str, Codes]) -> Iterator[str]:
    """The class Client with everything below it; each class that can carry codes gets its own or 0200."""
    _, client = root
    yield from _class(client, "Client", "  ", codes)
    if codes:
        raise ValueError(f"codes for classes that the JW301 does not have: {', '.join(sorted(codes))}")


def _class(element: Element, path: str, indent: str, codes: dict[str, Codes]) -> Iterator[str]:
    """A class or a container of classes. Takes the codes of each class out of ``codes``; they stand last in a class."""
    name = answer_name(element.tag)
    yield f"{indent}<{name}>\n"
    for position, child in enumerate(element, start=1):
        below = answer_name(child.tag)
        if below in _CLASSES or below in _CONTAINERS:
            step = f"{below}[{position}]" if name in _CONTAINERS else below
            yield from _class(child, f"{path}/{step}", f"{indent}  ", codes)
        else:
            yield f"{indent}  {repeated(child)}\n"
    if name in _CLASSES:
        yield f"{indent}  {retourcodes(codes.pop(path, ()) or (NOTHING_TO_REMARK,))}\n"
    yield f"{indent}</{name}>\n"
