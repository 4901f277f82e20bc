"""Knows how envelopes and their messages are named here, and under which label what they hold is sealed."""

from __future__ import annotations

import json
import re
from typing import Any

from services.gateway.ggk.namen import BRON
from services.shared.platform.keys import Keys

_PARTIJ = re.compile(r"[0-9]{4}|[0-9]{8}")
_NUMMER = re.compile(r"[0-9]{8,9}")


def bron_van(zender: str) -> str:
    """The CloudEvents source of the messages of a sender."""
    return f"{BRON}{zender}"


def label(richting: str, sleutel: str) -> str:
    """The label under which an envelope is sealed."""
    return f"envelop|{richting}|{sleutel}"


def label_bijlage(richting: str, sleutel: str) -> str:
    """The label under which the rest of what is known of an envelope is sealed."""
    return f"envelop|{richting}|{sleutel}|bijlage"


def verzegeld(keys: Keys, richting: str, sleutel: str, bijlage: dict[str, Any]) -> bytes:
    """Facts about an envelope, sealed: texts of others can hold anything."""
    return keys.seal(json.dumps(bijlage, ensure_ascii=False).encode(), label_bijlage(richting, sleutel))


def geopend(keys: Keys, richting: str, sleutel: str, bijlage: bytes | None) -> dict[str, Any]:
    """Those facts; empty when there are none."""
    if bijlage is None:
        return {}
    found: dict[str, Any] = json.loads(keys.open(bijlage, label_bijlage(richting, sleutel)))
    return found


def toonbaar(tekst: str) -> str:
    """A text of another party as it may be shown: control characters out, and no number that could be a person's."""
    schoon = "".join(teken if teken.isprintable() else " " for teken in tekst)
    return _NUMMER.sub("*********", schoon)


def toonbare_partij(naam: str | None) -> str | None:
    """A party as it may be shown: a code of four or eight digits as it is, any other text as a text of others."""
    if naam is None or _PARTIJ.fullmatch(naam):
        return naam
    return toonbaar(naam)
