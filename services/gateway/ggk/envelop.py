"""Knows what an envelope of the GGk says: the five messages of ggk0210, without the payload they carry.

A payload never is part of these values, so printing or logging one shows no message. It travels beside them as bytes.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Systeem:
    """A party: ``organisatie`` is a CBS code, an AGB code or a name such as VECOZO; ``applicatie`` its software."""

    organisatie: str | None
    applicatie: str
    administratie: str | None = None
    gebruiker: str | None = None


@dataclass(frozen=True, slots=True)
class Parameters:
    """The versions of the sending application and of the message inside, each four digits."""

    applicatie_versie: str
    applicatie_subversie: str
    functie_versie: str
    functie_subversie: str


@dataclass(frozen=True, slots=True)
class Di01:
    """A heenbericht. ``tijdstip_bericht`` is digits as written: local time, at least a date."""

    zender: Systeem
    ontvanger: Systeem
    referentienummer: str
    tijdstip_bericht: str
    functie: str
    parameters: Parameters


@dataclass(frozen=True, slots=True)
class Du01:
    """A retourbericht; ``cross_refnummer`` is the referentienummer of the Di01 that it answers."""

    zender: Systeem
    ontvanger: Systeem
    referentienummer: str
    tijdstip_bericht: str
    cross_refnummer: str
    functie: str
    parameters: Parameters


@dataclass(frozen=True, slots=True)
class Fo01:
    """An error that comes later; ``cross_refnummer`` names the envelope concerned, ``plek`` is client or server.

    One that breaks its schema is read as far as it goes: what is absent is then an empty text.
    """

    zender: Systeem
    ontvanger: Systeem
    referentienummer: str
    tijdstip_bericht: str
    cross_refnummer: str
    code: str
    plek: str
    omschrijving: str
    details: str | None = None


@dataclass(frozen=True, slots=True)
class Bv03:
    """A confirmation of receipt; it says nothing about the content."""

    zender: Systeem
    ontvanger: Systeem
    referentienummer: str
    tijdstip_bericht: str
    cross_refnummer: str


@dataclass(frozen=True, slots=True)
class Fo03:
    """A refusal of an envelope, at once; the fields are those of a Fo01."""

    zender: Systeem
    ontvanger: Systeem
    referentienummer: str
    tijdstip_bericht: str
    cross_refnummer: str
    code: str
    plek: str
    omschrijving: str
    details: str | None = None


type_codes = {Di01: "Di01", Du01: "Du01", Fo01: "Fo01", Bv03: "Bv03", Fo03: "Fo03"}
"""The berichtcode of each type."""

Envelop = Di01 | Du01 | Fo01
"""What may come in at the endpoint."""


@dataclass(frozen=True, slots=True)
class Inhoud:
    """A payload that went past: its size in bytes and its SHA-256, after base64 was undone."""

    lengte: int
    sha256: bytes


@dataclass(frozen=True, slots=True)
class Gelezen:
    """An envelope that was read. ``inhoud`` is that of its xmlBestand; a Fo01 has none.

    ``schema_geldig`` is false only for a Fo01, which is taken whatever it looks like. ``vingerafdruk`` (SHA-256) is
    the same for envelopes that say the same, whatever their prefixes, white space between elements or SOAP around them.
    """

    envelop: Envelop
    inhoud: Inhoud | None
    schema_geldig: bool
    vingerafdruk: bytes

    @property
    def sleutel(self) -> str:
        """By what a repeated delivery is recognised.

        That is the referentienummer of a Di01 or Du01. That of a Fo01 need be no UUID, so it only means something
        together with its sender, and without one the fingerprint stands in.
        """
        if not isinstance(self.envelop, Fo01):
            return self.envelop.referentienummer
        if not self.envelop.referentienummer:
            return f"Fo01:{self.vingerafdruk.hex()}"
        return f"Fo01:{self.envelop.zender.organisatie or ''}:{self.envelop.referentienummer}"
