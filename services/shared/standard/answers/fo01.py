"""Knows how a Fo01 is written: the StUF error that answers an envelope whose content no answer message can answer.

A municipality sends it with code StUF055 when the message in the envelope does not match its schema (ggk 2.2 and 7).
"""

from __future__ import annotations

import re
from datetime import datetime

from services.shared.standard.answers.markup import DECLARATION, crlf, escape, optional

NAMESPACE = "http://www.egem.nl/StUF/StUF0301"
SCHEMA_BROKEN = "StUF055"

_LONGEST_OMSCHRIJVING = 200
_LONGEST_DETAILS = 1000
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(
    *,
    zender_organisatie: str | None,
    zender_applicatie: str,
    ontvanger_organisatie: str | None,
    referentienummer: str,
    cross_refnummer: str,
    tijdstip: datetime,
    omschrijving: str,
    details: str | None = None,
    code: str = SCHEMA_BROKEN,
    plek: str = "client",
    ontvanger_applicatie: str = "GGk",
) -> bytes:
    """The Fo01 as the bytes to store and send.

    ``referentienummer`` is new, ``cross_refnummer`` that of the envelope concerned. ``tijdstip`` is local time and is
    written to the second as it stands. ``plek`` is where the fault lies: client or server. ``omschrijving`` is cut to
    200 characters at a word; ``details`` (``JW323-00030002``) to 1000. Neither may hold a person's data.
    """
    return crlf(f"""\
{DECLARATION}
<Fo01Bericht xmlns="{NAMESPACE}">
  <stuurgegevens>
    <berichtcode>Fo01</berichtcode>
    <zender>{optional("organisatie", zender_organisatie, "      ")}
      <applicatie>{escape(zender_applicatie)}</applicatie>
    </zender>
    <ontvanger>{optional("organisatie", ontvanger_organisatie, "      ")}
      <applicatie>{escape(ontvanger_applicatie)}</applicatie>
    </ontvanger>
    <referentienummer>{escape(referentienummer)}</referentienummer>
    <tijdstipBericht>{tijdstip:%Y%m%d%H%M%S}</tijdstipBericht>
    <crossRefnummer>{escape(cross_refnummer)}</crossRefnummer>
  </stuurgegevens>
  <body>
    <code>{escape(code)}</code>
    <plek>{escape(plek)}</plek>
    <omschrijving>{escape(fitting(omschrijving, _LONGEST_OMSCHRIJVING))}</omschrijving>\
{optional("details", None if details is None else fitting(details, _LONGEST_DETAILS), "    ")}
  </body>
</Fo01Bericht>
""").encode()


def fitting(value: str, longest: int) -> str:
    """The text on one line in at most ``longest`` characters: cut at a word, with an ellipsis for what is left out.

    Characters that XML does not know become the replacement character.
    """
    line = _NOT_XML.sub("\ufffd", " ".join(value.split()))
    if len(line) <= longest:
        return line
    kept = line[:longest]
    words = kept[: kept.rfind(" ")] if " " in kept else kept[:-1]
    return f"{words}…"
