"""Knows the data of the events about norms and budgets; nothing in it leads to a person."""

from __future__ import annotations

from services.shared.region.budget import BudgetWijziging
from services.shared.region.norm import NormWijziging
from services.shared.region.zinnen import budget_zin, norm_zin


def norm_gegevens(wijziging: NormWijziging) -> dict[str, str | int | float]:
    """The ``data`` of a norm event."""
    return {
        "regio": wijziging.sleutel.regio,
        "aanbieder": wijziging.sleutel.aanbieder,
        "product": wijziging.sleutel.product,
        "jaar": wijziging.sleutel.jaar,
        "van": wijziging.van.value,
        "naar": wijziging.naar.value,
        "gemiddelde_minuten": wijziging.gemiddelde_minuten,
        "limiet_minuten": wijziging.limiet_minuten,
        "zin": norm_zin(wijziging),
    }


def budget_gegevens(wijziging: BudgetWijziging) -> dict[str, str | int]:
    """The ``data`` of a budget event."""
    return {
        "regio": wijziging.sleutel.regio,
        "segment": wijziging.sleutel.segment,
        "subsegment": wijziging.sleutel.subsegment,
        "jaar": wijziging.sleutel.jaar,
        "grens": wijziging.grens,
        "richting": wijziging.richting.value,
        "toegekend_cent": wijziging.toegekend_cent,
        "budget_cent": wijziging.budget_cent,
        "zin": budget_zin(wijziging),
    }
