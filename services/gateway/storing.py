"""Tells the log and the health page that a destination takes nothing, and that it does again."""

from __future__ import annotations

from collections.abc import Callable

from services.shared.desk.station import Station


def tell_away(station: Station, wat: str) -> Callable[[bool], None]:
    """What is called with whether the destination is away; ``wat`` goes there (Dutch, plural)."""
    note = f"de bestemming van {wat} neemt niets aan"

    def tell(away: bool) -> None:
        notes = station.health.notes
        if away:
            notes.append(note)
            station.logs("storing", "error", wat=note)
        elif note in notes:
            notes.remove(note)
            station.logs("storing_voorbij", wat=f"de bestemming van {wat} neemt weer aan")

    return tell
