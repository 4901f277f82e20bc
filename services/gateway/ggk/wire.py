"""Decides from the head of an HTTP request, and from its pace, whether it is taken at all; pure, without a server."""

from __future__ import annotations

from dataclasses import dataclass

from services.gateway.ggk import namen
from services.gateway.ggk.gebreken import Gebrek

SECONDEN_HOOFD = 10.0
"""How long the head of a request may take."""

SECONDEN_BODY = 60.0
"""How long a body may take whatever its size."""

BYTES_PER_SECONDE = 50_000
"""The pace at which a body may take longer."""

_UTF8 = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})
_UTF16 = frozenset({"utf-16", "utf16"})


@dataclass(frozen=True, slots=True)
class Hoofd:
    """A head that is in order; ``codering`` is what the parser must be told, None when the document says it itself."""

    codering: str | None


def hoofd(
    *, content_type: str | None, content_encoding: str | None, content_length: int | None, soap: bool
) -> Hoofd | Gebrek:
    """Judge the head; values as received, None when absent. ``soap``: for the SOAP endpoint, else a bare envelope."""
    soort, parameters = _mediatype(content_type or "")
    if soort in ("multipart/related", "application/xop+xml"):
        return Gebrek.MTOM_BIJLAGE
    if soap and soort != "text/xml":
        return Gebrek.GEEN_TEXT_XML
    if not soap and soort not in ("application/xml", "text/xml"):
        return Gebrek.GEEN_APPLICATION_XML
    if (content_encoding or "identity").strip().lower() not in ("", "identity"):
        return Gebrek.GECOMPRIMEERD
    if content_length is not None and content_length > namen.GROOTSTE_IN:
        return Gebrek.TE_GROOT
    charset = parameters.get("charset")
    if charset is None:
        return Hoofd(None)
    if charset in _UTF8:
        return Hoofd("utf-8")
    return Hoofd("utf-16") if charset in _UTF16 else Gebrek.CODERING


def te_traag(seconden: float, ontvangen: int) -> bool:
    """True when a body that is this long under way, with this many bytes in, may be cut off."""
    return seconden > max(SECONDEN_BODY, ontvangen / BYTES_PER_SECONDE)


def _mediatype(waarde: str) -> tuple[str, dict[str, str]]:
    """The media type and its parameters, lower case and without quotes."""
    soort, *delen = waarde.lower().split(";")
    paren = (deel.partition("=") for deel in delen if "=" in deel)
    return soort.strip(), {naam.strip(): inhoud.strip().strip('"').strip() for naam, _, inhoud in paren}
