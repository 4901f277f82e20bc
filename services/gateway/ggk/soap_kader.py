"""Walks the frame of a SOAP 1.1 request: Envelope, at most one Header, one Body with one child."""

from __future__ import annotations

from collections.abc import Mapping

from services.gateway.ggk import namen
from services.gateway.ggk.gebreken import Gebrek

_ENVELOPE = f"{{{namen.SOAP}}}Envelope"
_HEADER = f"{{{namen.SOAP}}}Header"
_BODY = f"{{{namen.SOAP}}}Body"
# Attribute names as expat writes them: namespace, space, local name.
_MUST_UNDERSTAND = f"{namen.SOAP} mustUnderstand"
_ACTOR = f"{namen.SOAP} actor"


class Kader:
    """Where in the frame the reader is; it follows elements until the one child of the Body begins."""

    def __init__(self) -> None:
        self._pad: list[str] = []
        self._header = self._body = False
        self._kinderen = 0
        self.is_bericht = False

    @property
    def buiten_header(self) -> bool:
        """True where no text may stand: anywhere but in a header block."""
        return len(self._pad) < 2 or self._pad[1] != _HEADER or len(self._pad) == 2

    def begin(self, naam: str, attributen: Mapping[str, str]) -> Gebrek | None:
        """Enter an element; ``is_bericht`` tells whether it is the message in the Body."""
        self.is_bericht = False
        plek = len(self._pad)
        if plek == 2 and self._pad[1] == _BODY and self._kinderen == 0:
            self._kinderen = 1
            self.is_bericht = True
            return None
        ouder = self._pad[-1] if self._pad else None
        self._pad.append(naam)
        if ouder is None:
            return None if naam == _ENVELOPE else Gebrek.GEEN_SOAP
        if plek == 1:
            return self._deel(naam)
        if plek == 2 and self._pad[1] == _BODY:
            return Gebrek.BODY_MEER
        if plek == 2 and self._pad[1] == _HEADER and _moet_begrepen(attributen):
            return Gebrek.MUST_UNDERSTAND
        return None

    def eind(self) -> None:
        """Leave an element that ``begin`` did not call the message."""
        if self._pad:
            self._pad.pop()

    def _deel(self, naam: str) -> Gebrek | None:
        if naam == _HEADER and not self._header and not self._body:
            self._header = True
            return None
        if naam == _BODY and not self._body:
            self._body = True
            return None
        return Gebrek.SOAP_OPBOUW


def _moet_begrepen(attributen: Mapping[str, str]) -> bool:
    """True for a header block that is meant for us and must be understood; we understand none."""
    waarde = attributen.get(_MUST_UNDERSTAND, "0").strip()
    voor_ons = attributen.get(_ACTOR, "").strip() in ("", namen.ACTOR_NEXT)
    return voor_ons and waarde not in ("0", "false")
