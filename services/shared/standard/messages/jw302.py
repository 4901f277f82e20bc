"""Knows JW302, the answer to a JW301 (release 3.2)."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from services.shared.standard.messages.element import Element, children, text, to_date
from services.shared.standard.messages.retour import RetourCodes, read_codes, with_codes


class JW302(NamedTuple):
    """An answer to an allocation. Afzender is the gemeente and ontvanger the aanbieder, as in the JW301 it answers.

    ``identificatie`` and ``dagtekening`` are those of the JW301. ``header`` is empty when everything was accepted.
    ``classes`` holds the codes of every class below the header by path, None when the answer has only a header.
    """

    afzender: str
    ontvanger: str
    identificatie: str
    dagtekening: date
    identificatie_retour: str
    dagtekening_retour: date
    header: RetourCodes
    classes: dict[str, RetourCodes] | None

    @property
    def accepted(self) -> bool:
        """Whether the receiver took the allocation; 0200 alone on the header with a body means it did not."""
        return not self.header and self.classes is None


def read_jw302(root: Element) -> JW302:
    """Read a schema-valid JW302."""
    parts = children(root)
    header = children(parts["Header"])
    identificatie, dagtekening = header["BerichtIdentificatie"]
    return JW302(
        afzender=text(header["Afzender"]),
        ontvanger=text(header["Ontvanger"]),
        identificatie=text(identificatie),
        dagtekening=to_date(text(dagtekening)),
        identificatie_retour=text(header["IdentificatieRetour"]),
        dagtekening_retour=to_date(text(header["DagtekeningRetour"])),
        header=read_codes(header),
        classes=dict(with_codes(parts["Client"], "Client")) if "Client" in parts else None,
    )
