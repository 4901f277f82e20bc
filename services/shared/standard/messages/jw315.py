"""Knows JW315, the request of a provider for an allocation (release 3.2), as far as an allocation needs it later."""

from __future__ import annotations

from typing import NamedTuple

from services.shared.standard.messages.element import Element, children, text
from services.shared.standard.messages.header import Header, read_header


class AangevraagdProduct(NamedTuple):
    """A product that is asked for: the reference under which it is answered, and who referred (COD327)."""

    referentie_aanbieder: str
    verwijzer: str


class JW315(NamedTuple):
    """A verzoekbericht; ``header.afzender`` is the AGB-code of the provider, ``ontvanger`` the gemeentecode."""

    header: Header
    producten: tuple[AangevraagdProduct, ...]


def read_jw315(root: Element) -> JW315:
    """Read a schema-valid JW315. Of the client nothing is kept."""
    header, client = root
    producten = children(client)["AangevraagdeProducten"]
    return JW315(read_header(header), tuple(_product(product) for product in producten))


def _product(element: Element) -> AangevraagdProduct:
    parts = children(element)
    return AangevraagdProduct(text(parts["ReferentieAanbieder"]), text(children(parts["Verwijzer"])["Type"]))
