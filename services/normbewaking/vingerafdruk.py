"""Knows what of a region file decides how postings are counted; when that changes the figures are counted again."""

from __future__ import annotations

from hashlib import sha256

from services.shared.region.regios import Regios


def vingerafdrukken(regios: Regios) -> dict[str, str]:
    """A fingerprint per region that has norms or budgets, by its name.

    Amounts, hours and tariffs are not in it: they change what figures mean, not the figures.
    """
    gevonden: dict[str, str] = {}
    for naam in regios.namen():
        bestanden = regios.bestanden(naam)
        if any(regio.normen or regio.budgetten for regio in bestanden):
            delen = [
                (
                    sorted(regio.gemeenten),
                    regio.geldig_vanaf,
                    regio.geldig_tot,
                    sorted((norm.product, norm.jaar) for norm in regio.normen),
                    sorted(
                        (b.segment, b.subsegment, b.jaar, sorted(b.producten), sorted(b.uitgezonderde_gemeenten))
                        for b in regio.budgetten
                    ),
                )
                for regio in bestanden
            ]
            gevonden[naam] = sha256(repr(delen).encode()).hexdigest()[:16]
    return gevonden


def codes(regios: Regios) -> tuple[str, ...]:
    """Every product code that counts towards a norm or a budget."""
    return tuple(sorted({code for _, code, _ in regios.normen()} | {code for _, code, _ in regios.budgetten()}))
