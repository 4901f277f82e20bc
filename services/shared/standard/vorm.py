"""Knows what many lines of a declaration have in common, so that what rests on that alone is judged once.

The *vorm* of a line is all of it but its numbers, its volume and its amount; the *voorwaarden* of an allocation are its
terms without its extent. A declaration of thousands of lines has some hundreds of these at most.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from operator import itemgetter

from services.shared.standard.messages.jw323 import Prestatie
from services.shared.standard.view import VERWIJDERD, BerichtView, PrestatieView, Toewijzing

_vorm: Callable[[Prestatie], Hashable] = itemgetter(
    *map(
        Prestatie._fields.index,
        ("product_categorie", "product_code", "begin", "eind", "eenheid", "product_tarief", "debet_credit"),
    )
)
_voorwaarden: Callable[[Toewijzing], Hashable] = itemgetter(
    *map(
        Toewijzing._fields.index,
        ("categorie", "code", "ingangsdatum", "einddatum", "reden_wijziging", "eenheid"),
    )
)


def vorm(prestatie: Prestatie, view: BerichtView) -> Hashable:
    """For a rule that looks only at the vorm of a line, and at what is the same for the whole message."""
    return _vorm(prestatie)


def vorm_en_voorwaarden(prestatie: Prestatie, view: PrestatieView) -> Hashable:
    """For a rule that looks only at the vorm of a line, at the contract on its first day, at the period of the
    declaration, and at the voorwaarden of its allocation. Where that is unknown or removed its number decides: None."""
    toewijzing = view.toewijzing
    if toewijzing is None or toewijzing.reden_wijziging == VERWIJDERD:
        return None
    return _vorm(prestatie), _voorwaarden(toewijzing)
