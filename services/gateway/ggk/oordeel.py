"""Decides what is wrong with an envelope, and so who hears what.

Wrong about the envelope: a Fo03 at once and nothing is taken. Wrong about the message inside, or the two disagreeing:
a Bv03 first, and a Fo01 StUF055 later. A Fo01 is never answered with a Fo01.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from services.gateway.ggk.envelop import Di01, Du01, Fo01, Gelezen
from services.gateway.ggk.gebreken import Gebrek, Geweigerd
from services.gateway.ggk.soap import geweigerd

VECOZO = "VECOZO"
"""May stand as zender of a Du01 for the provider (ggk 2.1)."""

_BINNEN = {Di01: frozenset({"JW303", "JW323"}), Du01: frozenset({"JW302"})}
_IJW = frozenset(f"JW{nummer}" for nummer in (*range(301, 309), *range(315, 321), 323, 325))


@dataclass(frozen=True, slots=True)
class Berichtkop:
    """What the reader of the payload found. None where it could not tell.

    ``versie`` and ``subversie`` are BerichtVersie and BerichtSubversie. ``gemeente`` and ``aanbieder`` are who the
    header names in these roles, whatever the elements are called: Afzender and Ontvanger, or in JW303 Gemeente and
    Aanbieder. ``bezwaar`` is None for a message that follows its schema, else a Dutch sentence without a value: byte
    order mark, other encoding, DTD, not well-formed, or where and how the schema is broken.
    """

    functie: str | None
    versie: str | None
    subversie: str | None
    gemeente: str | None
    aanbieder: str | None
    identificatie: str | None
    bezwaar: str | None


def over_envelop(
    gelezen: Gelezen, *, bediend: Callable[[str], bool], van_ons: Callable[[str], bool]
) -> Gelezen | Geweigerd:
    """The envelope when it is taken, else the refusal.

    ``bediend``: is this a municipality that we serve? ``van_ons``: did we send an envelope with this referentienummer?
    A Fo01 about one of ours is taken whoever it is addressed to, and one that names no ontvanger too.
    """
    envelop = gelezen.envelop
    ontvanger = envelop.ontvanger.organisatie or ""
    if isinstance(envelop, Fo01):
        ons = not ontvanger or bediend(ontvanger) or van_ons(envelop.cross_refnummer)
        return gelezen if ons else geweigerd(envelop, Gebrek.ONTVANGER_ONBEKEND)
    if not (envelop.zender.organisatie or "").strip():
        return geweigerd(envelop, Gebrek.ZENDER_LEEG)
    if envelop.functie not in _IJW:
        return geweigerd(envelop, Gebrek.FUNCTIE_ONBEKEND)
    if envelop.functie not in _BINNEN[type(envelop)]:
        return geweigerd(envelop, Gebrek.FUNCTIE_HIER_NIET)
    if not bediend(ontvanger):
        return geweigerd(envelop, Gebrek.ONTVANGER_ONBEKEND)
    return gelezen


def over_inhoud(envelop: Di01 | Du01, kop: Berichtkop) -> str | None:
    """Why the message in the envelope gets a Fo01 StUF055, as a Dutch sentence; None when it is in order."""
    if kop.bezwaar is not None:
        return kop.bezwaar
    if kop.functie != envelop.functie:
        return f"De envelop noemt functie {envelop.functie}, maar er zit een ander bericht in."
    if _versie(kop.versie) != envelop.parameters.functie_versie or (
        _versie(kop.subversie) != envelop.parameters.functie_subversie
    ):
        return "De functieVersie en functieSubversie van de envelop zijn andere dan de versie van het bericht."
    if kop.gemeente != envelop.ontvanger.organisatie:
        return "De ontvanger van de envelop is niet de gemeente die het bericht noemt."
    namens = isinstance(envelop, Du01) and envelop.zender.organisatie == VECOZO
    if not namens and kop.aanbieder != envelop.zender.organisatie:
        return "De zender van de envelop is niet de aanbieder die het bericht noemt."
    return None


def _versie(waarde: str | None) -> str | None:
    return None if waarde is None else waarde.strip().zfill(4)


@dataclass(frozen=True, slots=True)
class Eerder:
    """What was taken before under the same ``Gelezen.sleutel``, with the Bv03 that was given, as bytes."""

    vingerafdruk: bytes
    bv03: bytes


@dataclass(frozen=True, slots=True)
class Nieuw:
    """Not seen before: store it, then confirm."""


@dataclass(frozen=True, slots=True)
class Herhaald:
    """The same envelope again: give the same Bv03 again, byte for byte, and do nothing else."""

    bv03: bytes


def over_herhaling(gelezen: Gelezen, eerder: Eerder | None) -> Nieuw | Herhaald | Geweigerd:
    """Whether this delivery is new, a repetition, or another envelope under a number that was used before."""
    if eerder is None:
        return Nieuw()
    if eerder.vingerafdruk == gelezen.vingerafdruk:
        return Herhaald(eerder.bv03)
    return geweigerd(gelezen.envelop, Gebrek.REFERENTIE_HERGEBRUIKT)
