"""Knows how the format of a region file is written as a JSON Schema, for editors and for other programs."""

from __future__ import annotations

from typing import Any

from services.shared.region.formaat import ALGEMEEN, BRONNEN, TABELLEN, Sleutel, Soort, Tabel
from services.shared.region.waarde import LIJSTEN, PATRONEN

Schema = dict[str, Any]

_ANDERE: dict[Soort, Schema] = {
    Soort.CENTEN: {"type": "integer", "minimum": 0},
    Soort.GETAL: {"type": "integer", "minimum": 0},
    Soort.JAAR: {"type": "integer", "minimum": 2000, "maximum": 2999},
    Soort.DECIMAAL: {"type": "number", "minimum": 0},
    Soort.DEEL: {"type": "number", "minimum": 0, "maximum": 1},
    Soort.DATUM: {"type": "string", "format": "date"},
    Soort.JANEE: {"type": "boolean"},
}


def schema() -> Schema:
    """The JSON Schema (2020-12) of the whole file; a TOML date counts as text in the form 2023-01-31."""
    bronnen = {naam: {"type": "string", "minLength": 1} for naam in TABELLEN}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:nld:sluis:regio",
        "title": "Regiobestand van Sluis",
        "description": "Wat een regio voor een periode heeft afgesproken. Bedragen in eurocenten, datums inclusief.",
        "type": "object",
        "properties": {
            **{tabel.naam: _tabel(tabel) for tabel in TABELLEN.values()},
            BRONNEN: {
                "description": "per tabel: het document en de kop waar zij vandaan komt",
                "type": "object",
                "properties": bronnen,
                "additionalProperties": False,
            },
        },
        "required": [tabel.naam for tabel in TABELLEN.values() if tabel.verplicht],
        "additionalProperties": False,
    }


def _tabel(tabel: Tabel) -> Schema:
    sleutels = (*tabel.sleutels, *(ALGEMEEN if tabel.rij else ()))
    rij: Schema = {
        "type": "object",
        "properties": {sleutel.naam: _sleutel(sleutel) for sleutel in sleutels},
        "required": [sleutel.naam for sleutel in sleutels if sleutel.verplicht],
        "additionalProperties": False,
    }
    if tabel.rij:
        return {"description": tabel.uitleg, "type": "array", "items": rij, "minItems": 1 if tabel.verplicht else 0}
    return {"description": tabel.uitleg, **rij}


def _sleutel(sleutel: Sleutel) -> Schema:
    return {"description": sleutel.uitleg, **_soort(sleutel.soort)}


def _soort(soort: Soort) -> Schema:
    if soort in PATRONEN:
        return {"type": "string", "pattern": f"^(?:{PATRONEN[soort]})$"}
    if soort in LIJSTEN:
        return {"type": "array", "items": {"type": "string", "pattern": f"^(?:{LIJSTEN[soort]})$"}}
    return dict(_ANDERE[soort])
