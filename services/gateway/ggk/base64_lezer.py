"""Undoes base64 as XSD means it, in pieces: white space anywhere, no foreign character, canonical padding.

libxml2 takes foreign characters in base64Binary for valid, so its verdict is not used (ggk 9).
"""

from __future__ import annotations

import binascii
from collections.abc import Callable
from hashlib import sha256

from services.gateway.ggk.envelop import Inhoud
from services.gateway.ggk.gebreken import Gebrek

Doel = Callable[[bytes], object]
"""Takes the decoded bytes, piece by piece."""

_WIT = b" \t\r\n"


class Base64Lezer:
    """Decodes a text that comes in pieces. After a fault nothing more is decoded or handed on."""

    def __init__(self, doel: Doel | None) -> None:
        """``doel``: where the bytes go; None to check only."""
        self._doel = doel
        self._rest = b""
        self._af = False
        self._lengte = 0
        self._hash = sha256()
        self.gebrek: Gebrek | None = None

    def voer(self, tekst: str) -> None:
        """Take the next piece of the text."""
        if self.gebrek is not None:
            return
        ruw = tekst.encode("ascii", "replace").translate(None, _WIT)  # what is no ASCII becomes a foreign character too
        if not ruw:
            return
        if self._af:
            self.gebrek = Gebrek.BASE64_OPVULLING
            return
        ruw = self._rest + ruw
        self._rest = b""
        vulling = ruw.find(b"=")
        if vulling < 0:
            heel = len(ruw) - len(ruw) % 4
            self._rest = ruw[heel:]
            self._neem(ruw[:heel])
        else:
            self._laatste(ruw, vulling - vulling % 4)

    def sluit(self) -> Inhoud | Gebrek:
        """The end of the text: what went past, or the first fault."""
        if self.gebrek is None and self._rest:
            self.gebrek = Gebrek.BASE64_TEKEN if _vreemd(self._rest) else Gebrek.BASE64_LENGTE
        return self.gebrek or Inhoud(self._lengte, self._hash.digest())

    def _laatste(self, ruw: bytes, begin: int) -> None:
        """Decode up to ``begin``, where the group of four with the padding stands; it must be complete and the last."""
        self._neem(ruw[:begin])
        groep, over = ruw[begin : begin + 4], ruw[begin + 4 :]
        if self.gebrek is not None:
            return
        if len(groep) < 4:
            self._rest = groep
            return
        if over or not _canoniek(groep):
            self.gebrek = Gebrek.BASE64_TEKEN if _vreemd(groep) else Gebrek.BASE64_OPVULLING
            return
        self._af = True
        self._neem(groep)

    def _neem(self, groepen: bytes) -> None:
        """Decode whole groups of four and hand the bytes on."""
        try:
            heel = binascii.a2b_base64(groepen, strict_mode=True)
        except binascii.Error:
            self.gebrek = Gebrek.BASE64_TEKEN
            return
        if not heel:
            return
        self._lengte += len(heel)
        self._hash.update(heel)
        if self._doel is not None:
            self._doel(heel)


def _canoniek(groep: bytes) -> bool:
    """True for a padded group of four whose unused bits are zero."""
    try:
        return binascii.b2a_base64(binascii.a2b_base64(groep, strict_mode=True), newline=False) == groep
    except binascii.Error:
        return False


_ALFABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="


def _vreemd(ruw: bytes) -> bool:
    return bool(ruw.translate(None, _ALFABET))
